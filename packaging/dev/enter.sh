#!/bin/bash
# Runs in a mount namespace of its own: makes $KALPANA_ROOT the root, with the source tree, the home folder, /tmp and the run-time
# folder (display, D-Bus session, ssh-agent) at their own paths, and the Docker socket. pivot_root and not chroot, so that dockerd works inside.
set -euo pipefail
root=$KALPANA_ROOT
here=$PWD

# show PATH: the machine's own PATH, at the same place inside.
show() {
    [ -e "$1" ] || return 0
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")" && [ -e "$root$1" ] || : >"$root$1"; fi
    mount --rbind "$1" "$root$1"
}

mount --bind "$root" "$root"
for part in /proc /sys /dev; do mount --rbind "$part" "$root$part"; done
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/lock" "$root/run/sshd"
show /tmp
show "$HOME"
case ${TMPDIR:-/tmp}/ in /tmp/* | "$HOME"/*) ;; *) show "$TMPDIR" ;; esac
case $KALPANA_SOURCE/ in "$HOME"/* | /tmp/*) ;; *) show "$KALPANA_SOURCE" ;; esac
case $KALPANA_CACHE/ in "$HOME"/* | /tmp/* | "$KALPANA_SOURCE"/*) ;; *) show "$KALPANA_CACHE" ;; esac
[ -n "${XDG_RUNTIME_DIR:-}" ] && case $XDG_RUNTIME_DIR in /run/*) show "$XDG_RUNTIME_DIR" ;; esac
[ -S /run/dbus/system_bus_socket ] && show /run/dbus
[ -S /run/docker.sock ] && show /run/docker.sock
[ -d /run/netns ] && show /run/netns
# The machine's network names and time, and its certificate authorities and npm settings, so that what works outside (a registry behind
# a company's proxy) works inside. Laid over, not copied: two ./dev at once share the root, and no token gets into it.
lay_over() {
    [ -r "$1" ] || return 0
    [ -L "$root$2" ] && rm -f "$root$2"
    [ -e "$root$2" ] || { mkdir -p "$(dirname "$root$2")" && : >"$root$2"; }
    mount --bind "$(readlink -f "$1")" "$root$2"
}
for file in /etc/resolv.conf /etc/hosts /etc/localtime; do lay_over "$file" "$file"; done
for bundle in "${NODE_EXTRA_CA_CERTS:-}" "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    [ -n "$bundle" ] && [ -r "$bundle" ] || continue
    lay_over "$bundle" /etc/ssl/certs/ca-certificates.crt
    export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
    break
done
for settings in "${NPM_CONFIG_GLOBALCONFIG:-}" "${npm_config_globalconfig:-}" /usr/local/etc/npmrc /usr/etc/npmrc /etc/npmrc; do
    [ -n "$settings" ] && [ -r "$settings" ] || continue
    lay_over "$settings" /etc/npmrc
    break
done
export NPM_CONFIG_GLOBALCONFIG=/etc/npmrc
unset npm_config_globalconfig NPM_CONFIG_PREFIX npm_config_prefix

if [ -n "${KALPANA_UID:-}" ]; then
    user=$(getent passwd "$KALPANA_UID" | cut -d: -f1)
    grep -q "^[^:]*:[^:]*:$KALPANA_UID:" "$root/etc/passwd" ||
        printf '%s:x:%s:%s::%s:/bin/bash\n' "${user:-developer}" "$KALPANA_UID" "$KALPANA_GID" "$HOME" >>"$root/etc/passwd"
    grep -q "^[^:]*:[^:]*:$KALPANA_GID:" "$root/etc/group" || printf '%s:x:%s:\n' "${user:-developer}" "$KALPANA_GID" >>"$root/etc/group"
fi

mkdir -p "$root/.machine"
cd "$root"
pivot_root . .machine
umount -l /.machine
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export KALPANA_INSIDE=1
unset LD_LIBRARY_PATH LIBRARY_PATH NODE_PATH
# The root knows no locale but C.UTF-8; LANG keeps the user's language for Qt.
export LANG=${LANG:-C.UTF-8}
[ -z "${LC_ALL:-}" ] || export LC_ALL=C.UTF-8
cd "$here" 2>/dev/null || cd "$KALPANA_SOURCE"
if [ -n "${KALPANA_UID:-}" ]; then
    exec unshare --user --map-user="$KALPANA_UID" --map-group="$KALPANA_GID" -- "$@"
fi
exec "$@"
