#!/bin/bash
# usage: make_code_server.sh TARBALL VERSION NODE_VERSION NPM_VERSION
# Makes code-server in the layout of its release (bin, lib/node, lib/vscode, out, node_modules) from the npm registry that npm is
# set up for, and packs it so that the same input gives the same bytes. Left out: what the build leaves behind, programs for other
# platforms, source maps, and the AI parts, which Kalpana turns off. TARBALL appears by rename only, after the server has answered.
set -euo pipefail
tarball=$1 version=$2 node_version=$3 npm_version=$4
name=$(basename "$tarball" .tar.gz)
case $name in *-amd64) node_arch=x64 ;; *-arm64) node_arch=arm64 ;; *) echo "no code-server for $name" >&2; exit 1 ;; esac
work=$(mktemp -d "$tarball.partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM HUP
trap 'exit 130' INT
cd "$work"

# Native modules say nothing about where they were built, and bring their C++ library along: the host's may be old.
export CFLAGS="-g0 -ffile-prefix-map=$work=/code-server" CXXFLAGS="-g0 -ffile-prefix-map=$work=/code-server"
export LDFLAGS="-static-libstdc++ -static-libgcc -Wl,--build-id=none"
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

echo "== node $node_version, npm $npm_version"
echo '{ "private": true }' >package.json
npm install --no-save --ignore-scripts "node-linux-$node_arch@$node_version" "npm@$npm_version"
node=$work/node
mv "node_modules/node-linux-$node_arch" "$node"
# npm's own node-gyp: a distribution's links native modules against the distribution's libnode.
mv node_modules/npm "$work/npm"
ln -s "$work/npm/bin/npm-cli.js" "$node/bin/npm"
export PATH=$node/bin:$PATH npm_config_nodedir=$node npm_config_node_gyp=$work/npm/node_modules/node-gyp/bin/node-gyp.js
rm -rf node_modules

echo "== code-server $version"
npm install --no-save "code-server@$version"

echo "== the release layout"
mkdir -p "$name/bin" "$name/lib"
mv node_modules/code-server "$name.package"
cp -al "$name.package/." "$name/"
mv node_modules "$name/node_modules"
cp "$node/bin/node" "$name/lib/node"
cat >"$name/bin/code-server" <<'START'
#!/bin/sh
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
exec "$root/lib/node" "$root" "$@"
START
chmod 755 "$name/bin/code-server"

echo "== leaving out what does not run"
cd "$name"
code=lib/vscode
rm -rf "$code/node_modules/@github" "$code/node_modules/@microsoft/mxc-sdk" "$code/extensions/copilot" src postinstall.sh
find . -type d \( -name obj.target -o -name .deps -o -name obj -o -name .bin \) -prune -exec rm -rf {} +
rm -rf "$code/node_modules/@vscode/sqlite3/deps" "$code/node_modules/node-pty/third_party" "$code/node_modules/node-pty/deps"
for folder in $(find . -type d \( -path '*/prebuilds/*' -o -path '*/ripgrep-universal/bin/*' \) -prune -print); do
    case ${folder##*/} in linux-"$node_arch") ;; *) rm -rf "$folder" ;; esac
done
find . -type d \( -name '*-linux-*-musl' -o -name '*-linuxmusl-*' \) -prune -exec rm -rf {} +
find . -type f \( -name '*.map' -o -name '*.pdb' -o -name '*.exe' -o -name '*.dll' -o -name '*.musl.node' -o -name '*.a' -o -name '*.o' \
    -o -name '*.mk' -o -name '*.gypi' -o -name '.package-lock.json' -o -name '*.tsbuildinfo' -o -name config.gypi \) -delete
find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) ! -path "./$code/extensions/node_modules/typescript/*" -delete
find . -path '*/build/Makefile' -delete
find . -path '*/build/Release/*.node' -exec strip --strip-unneeded {} +
strip --strip-unneeded lib/node
find . -type d -empty -delete
cd ..

echo "== does it answer?"
export HOME=$work/home XDG_CONFIG_HOME=$work/home XDG_DATA_HOME=$work/home
mkdir "$HOME"
"$name/bin/code-server" --version
"$name/bin/code-server" --socket "$work/s" --auth none --user-data-dir "$work/data" --extensions-dir "$work/extensions" \
    --disable-telemetry --disable-update-check >"$work/log" 2>&1 &
server=$!
for ((attempt = 0; attempt < 300; attempt++)); do
    curl --silent --fail --unix-socket "$work/s" http://localhost/healthz && break
    kill -0 "$server" || break
    read -rt 0.1 <> <(:) || :
done
answer=$(curl --silent --fail --unix-socket "$work/s" http://localhost/healthz) || { cat "$work/log"; exit 1; }
kill "$server" && wait "$server" || :
echo "$answer"

for module in "$name"/lib/vscode/node_modules/{@vscode/{spdlog,sqlite3,native-watchdog},kerberos}/build/Release/*.node; do
    "$name/lib/node" -e 'require(process.argv[1])' "$work/$module"
done
if grep -rlF "$work" "$name"; then echo "these files name the folder that they were made in"; exit 1; fi

echo "== packing"
find "$name" -exec touch --no-dereference --date=@0 {} +
chmod -R u+rwX,go+rX,go-w "$name"
LC_ALL=C tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=gnu --hard-dereference -cf - "$name" | gzip -n -6 >packed
sha256sum packed | sed "s/packed/${tarball##*/}/" >packed.sha256
sync packed packed.sha256
mv packed "$tarball"
mv packed.sha256 "$tarball.sha256"
ls -l "$tarball"
cat "$tarball.sha256"
