# A Debian 13 root in the user's cache folder, for machines whose distribution has no Qt 6.8.
# A root is named for what is in it (suite and package list), made beside its place and renamed: an interrupted one is never entered.

kalpana_suite=trixie

# A quarter of the root that no build or test reads.
kalpana_left_out=('path-exclude=/usr/share/man/*' 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/info/*'
    'path-exclude=/usr/share/locale/*' 'path-exclude=/usr/bin/qemu-*' 'path-include=/usr/bin/qemu-aarch64')

root_key() { { printf '%s\n' "$kalpana_suite" "${kalpana_left_out[@]}"; wanted_packages; aarch64_packages; } | sha256sum | cut -c1-12; }
root_path() { printf '%s/root-%s-%s' "$kalpana_cache" "$kalpana_suite" "$(root_key)"; }

wanted_packages() { sed 's/#.*//; /^[[:space:]]*$/d' "$kalpana_source/packaging/dev/packages.apt"; }
aarch64_packages() { sed 's/#.*//; /^[[:space:]]*$/d' "$kalpana_source/packaging/dev/packages-aarch64.apt"; }

# ensure_root: makes the root unless it is there. One at a time: a second caller waits for the first.
ensure_root() {
    local root lock
    root=$(root_path)
    [ -e "$root/.kalpana-ready" ] && { touch -c "$root/.kalpana-ready" 2>/dev/null; return; }
    mkdir -p "$kalpana_cache"
    exec {lock}>"$kalpana_cache/root.lock"
    flock -n "$lock" || { say "Waiting for another ./dev that makes the Debian 13 root …"; flock "$lock"; }
    [ -e "$root/.kalpana-ready" ] || make_root "$root"
    exec {lock}>&-
}

make_root() {
    local root=$1 partial=$1.partial mirror packages
    command -v mmdebstrap >/dev/null || install_here mmdebstrap
    in_user_namespace_possible
    local free_kib
    free_kib=$(df -kP "$kalpana_cache" | awk 'NR==2 {print $4}')
    [ "$free_kib" -ge 4500000 ] || die "Making the Debian 13 root" "$kalpana_cache has $((free_kib / 1024)) MiB free and 4,400 are needed" \
        "free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
    remove_tree "$kalpana_cache"/root-*.partial.* # whose makers are gone: this one holds the lock
    mirror=$(debian_mirror "$kalpana_suite") || die "Finding a Debian mirror" \
        "no archive in apt's configuration has '$kalpana_suite'" "set KALPANA_DEBIAN_MIRROR to the address of a mirror that has it"
    packages=$(wanted_packages | paste -sd,)
    local options
    mapfile -t options < <(apt_network_options)
    local architectures foreign=()
    architectures=$(dpkg --print-architecture)
    if [ "$architectures" != arm64 ]; then
        architectures+=,arm64
        foreign=("--customize-hook='$kalpana_source/packaging/dev/unpack_aarch64.sh' \"\$1\" $(aarch64_packages | paste -sd' ')")
    fi
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -e "$keyring" ] || install_here debian-archive-keyring
    step "Making a Debian 13 root in the cache folder (2.5 GB, 2 to 5 minutes)" \
        "look at the output above; the next ./dev starts this step anew" \
        namespaced mmdebstrap --mode=root --variant=minbase --skip=check/empty --format=directory \
        --architectures="$architectures" "${foreign[@]}" \
        --include="$packages" --keyring="$keyring" "${options[@]}" \
        "${kalpana_left_out[@]/#/--dpkgopt=}" \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
        "$kalpana_suite" "$partial.$$" "$mirror"
    : >"$partial.$$/.kalpana-ready"
    mv "$partial.$$" "$root"
    forget_old_roots "$root"
}

# Roots that no ./dev has entered for 30 days.
forget_old_roots() {
    local old
    for old in "$kalpana_cache"/root-*; do
        [ "$old" = "$1" ] || [ ! -e "$old/.kalpana-ready" ] && continue
        [ -n "$(find "$old/.kalpana-ready" -mtime +30)" ] && remove_tree "$old"
    done
    return 0
}

remove_tree() {
    local tree
    for tree in "$@"; do
        [ -e "$tree" ] || continue
        case $tree in "$kalpana_cache"/*) namespaced rm -rf --one-file-system "$tree" ;; *) die "Removing a folder" "$tree is not in the cache folder" ;; esac
    done
}

# namespaced CMD…: as root of this machine, or of a user namespace that maps the user's subordinate ids; what it mounts goes with it.
namespaced() {
    if [ "$(id -u)" = 0 ]; then
        unshare --mount --propagation private -- "$@"
    else
        unshare --user --map-root-user --map-auto --mount -- "$@"
    fi
}

in_user_namespace_possible() {
    [ "$(id -u)" = 0 ] && return
    command -v newuidmap >/dev/null || install_here uidmap
    grep -qs "^$(id -un):" /etc/subuid && grep -qs "^$(id -un):" /etc/subgid ||
        die "Entering a user namespace" "$(id -un) has no subordinate ids in /etc/subuid and /etc/subgid" \
            "run: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
    namespaced true 2>/dev/null || die "Entering a user namespace" "the kernel refuses it" \
        "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0), or run ./dev as root"
}

# install_here PACKAGE…: on this machine, after asking.
install_here() {
    local sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    command -v apt-get >/dev/null || die "Installing $*" "this machine has no apt-get" "install $* with its package manager"
    confirm "Install $* on this machine with apt-get?" || die "Installing $*" "you said no" "install it yourself, or give --yes"
    # A fresh machine has no lists, but knows what is installed: each package counts.
    if ! apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then
        step "Reading the package lists" "check the network, then try again" $sudo apt-get update -q
    fi
    step "Installing $*" "check the network, then try again" $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

confirm() {
    [ "${kalpana_yes:-}" = 1 ] || [ "${CI:-}" = true ] && return 0
    [ -t 0 ] || die "Asking a question" "there is no terminal to answer on: $1" "give --yes"
    local answer
    read -r -p "$1 [Y/n] " answer
    case $answer in [nN]*) return 1 ;; esac
}

# in_root CMD…: runs CMD in the source folder inside the root; replaces this process.
in_root() {
    local root
    root=$(root_path)
    export KALPANA_ROOT=$root KALPANA_SOURCE=$kalpana_source KALPANA_CACHE=$kalpana_cache
    local enter=$kalpana_source/packaging/dev/enter.sh
    if [ "$(id -u)" = 0 ]; then
        exec unshare --mount --propagation private -- "$BASH" "$enter" "$@"
    fi
    KALPANA_UID=$(id -u) KALPANA_GID=$(id -g)
    export KALPANA_UID KALPANA_GID
    exec unshare --user --map-root-user --map-auto --mount --propagation private -- "$BASH" "$enter" "$@"
}
