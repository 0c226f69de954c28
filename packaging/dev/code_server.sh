# The code-server release that this machine's tests, demo and workspaces use: made once from the npm registry, kept in the cache folder.
# Its version, node and npm are those of resources/code_server_releases.json.

# pinned KEY: a string of that file.
pinned() { sed -n "s/^ *\"$1\": *\"\([^\"]*\)\".*/\1/p" "$kalpana_source/resources/code_server_releases.json" | head -n 1; }

code_server_tarball() {
    local arch
    case $(uname -m) in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    *) die "Finding code-server" "there is no code-server for $(uname -m)" "use an x86_64 or aarch64 machine" ;;
    esac
    printf '%s/code-server/code-server-%s-linux-%s.tar.gz' "$kalpana_cache" "$(pinned version)" "$arch"
}

# What the kept release was made of; a change to the recipe makes it anew.
code_server_recipe() { { pinned version; pinned node; pinned npm; cat "$kalpana_source/packaging/dev/make_code_server.sh"; } | sha256sum | cut -d' ' -f1; }

# ensure_code_server: makes the release unless it is there, and says where in $kalpana_code_server.
ensure_code_server() {
    kalpana_code_server=$(code_server_tarball)
    local lock
    code_server_is_made && return
    mkdir -p "$(dirname "$kalpana_code_server")"
    exec {lock}>"$kalpana_code_server.lock"
    flock -n "$lock" || { say "Waiting for another ./dev that makes code-server …"; flock "$lock"; }
    if ! code_server_is_made; then
        rm -rf "$kalpana_code_server".partial.*
        step "Making the code-server $(pinned version) release from the npm registry (100 MB, about 2 minutes)" \
            "check that npm reaches its registry (npm ping); the next ./dev starts this step anew" \
            "$BASH" "$kalpana_source/packaging/dev/make_code_server.sh" "$kalpana_code_server" "$(pinned version)" "$(pinned node)" "$(pinned npm)"
        code_server_recipe >"$kalpana_code_server.recipe"
    fi
    exec {lock}>&-
}

code_server_is_made() {
    [ -s "$kalpana_code_server" ] && [ -s "$kalpana_code_server.sha256" ] &&
        [ "$(cat "$kalpana_code_server.recipe" 2>/dev/null)" = "$(code_server_recipe)" ]
}
