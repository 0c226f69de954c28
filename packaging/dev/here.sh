# Where the build runs: on this machine where its distribution has Qt 6.8, else in a Debian 13 root.

# where_the_build_runs COMMAND ARG…: prepares that place and runs the command there.
where_the_build_runs() {
    if [ "${KALPANA_INSIDE:-}" = 1 ]; then
        "task_$1" "${@:2}"
        return
    fi
    local place
    place=$(this_machine)
    case $place in
    native-apt)
        ensure_packages_here
        "task_$1" "${@:2}"
        ;;
    fedora) print_command "sudo dnf install $(fedora_packages)" ;;
    arch) print_command "sudo pacman -S --needed $(arch_packages)" ;;
    root)
        ensure_root
        export KALPANA_YES=$kalpana_yes
        in_root /bin/bash "$kalpana_source/dev" --preset "$kalpana_preset" "$@"
        ;;
    esac
}

this_machine() {
    local release
    release=$(. /etc/os-release && printf '%s|%s|%s' "${ID:-}" "${ID_LIKE:-}" "${VERSION_ID:-}")
    place_for "${release%%|*}" "$(cut -d'|' -f2 <<<"$release")" "${release##*|}"
}

# place_for ID ID_LIKE VERSION_ID (of os-release): native-apt, root, fedora or arch.
# Debian and Ubuntu by version, because asking apt takes longer than all the rest of a second call.
place_for() {
    local id=$1 like=$2 version=$3
    case $id in
    debian) [ -n "$version" ] && { version_at_least "$version" 13 && echo native-apt || echo root; } && return ;;
    ubuntu) [ -n "$version" ] && { version_at_least "$version" 24.10 && echo native-apt || echo root; } && return ;;
    esac
    case " $id $like " in
    *" fedora "*) echo fedora ;;
    *" arch "*) echo arch ;;
    *" debian "* | *" ubuntu "*)
        version=$(apt-cache policy qt6-webengine-dev 2>/dev/null | sed -n 's/^ *Candidate: //p')
        if [ "${version:-(none)}" != "(none)" ] && version_at_least "${version#*:}" 6.8; then echo native-apt; else echo root; fi
        ;;
    *) die "Finding out how to install" "${id:-this system} is neither a Debian, Fedora nor Arch relative" \
        "install what packaging/dev/packages.apt names, then call KALPANA_INSIDE=1 ./dev" ;;
    esac
}

# version_at_least A B: by their leading numbers.
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

ensure_packages_here() {
    local missing
    mapfile -t missing < <(comm -23 <(wanted_packages | LC_ALL=C sort) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | LC_ALL=C sort -u))
    [ ${#missing[@]} = 0 ] || install_here "${missing[@]}"
}

# On these the build's tools are looked for, not each package: with cmake and Qt there the build runs, else the one command is printed.
print_command() {
    if command -v cmake ninja qmake6 >/dev/null && qmake6 -query QT_VERSION | grep -qE '^6\.([89]|[1-9][0-9])'; then
        KALPANA_INSIDE=1 exec "$BASH" "$kalpana_source/dev" --preset "$kalpana_preset" "$command" "$@"
    fi
    say "Install what Kalpana needs with this one command, then call ./dev again:"
    printf '%s\n' "$1"
    exit 1
}

fedora_packages() {
    echo gcc-c++ gcc-c++-aarch64-linux-gnu glibc-static libstdc++-static cmake ninja-build ccache mold pkgconf git \
        qt6-qtbase-devel qt6-qtsvg-devel qt6-qtwebchannel-devel qt6-qtwebengine-devel qt6-qttools-devel \
        qtkeychain-qt6-devel kf6-syntax-highlighting-devel md4c-devel libssh2-devel openssl-devel botan3-devel boost-devel json-devel \
        clang clang-tools-extra clazy valijson-devel openssh-server gnome-keyring dbus-daemon ripgrep fish tcsh \
        xorg-x11-server-Xvfb openbox qemu-user python3 curl npm make krb5-devel libX11-devel libxkbfile-devel libsecret-devel
}

arch_packages() {
    echo base-devel aarch64-linux-gnu-gcc cmake ninja ccache mold git qt6-base qt6-svg qt6-webchannel qt6-webengine qt6-tools \
        qtkeychain-qt6 syntax-highlighting md4c libssh2 openssl botan boost nlohmann-json clang clazy valijson openssh gnome-keyring dbus \
        ripgrep fish tcsh xorg-server-xvfb openbox qemu-user python curl npm krb5 libx11 libxkbfile libsecret
}
