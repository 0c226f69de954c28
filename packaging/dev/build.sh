# Configure and build, where the build runs.

build_folder() { printf '%s/build/%s' "$kalpana_source" "$kalpana_preset"; }

# Packages of the npm registry are fetched once for all build folders.
build_caches() {
    export npm_config_cache=${npm_config_cache:-$kalpana_cache/npm}
    export CCACHE_DIR=${CCACHE_DIR:-$kalpana_cache/ccache} CCACHE_BASEDIR=$kalpana_source CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-4G}
}

# build [TARGET…]: one at a time in a folder; a second caller waits and then finds little to do.
build() {
    local folder lock targets=() started
    folder=$(build_folder)
    build_caches
    cd "$kalpana_source"
    mkdir -p build
    exec {lock}>"$folder.lock"
    flock -n "$lock" || { say "Waiting for another ./dev that builds here …"; flock "$lock"; }
    forget_moved_build "$folder"
    [ -e "$folder/build.ninja" ] ||
        step "Configuring the $kalpana_preset build" "read the first error above" cmake --preset "$kalpana_preset"
    started=$EPOCHREALTIME
    [ $# -gt 0 ] && targets=(--target "$@")
    say "· Building ($kalpana_preset)"
    cmake --build --preset "$kalpana_preset" "${targets[@]}" >&2 ||
        die "Building" "the compiler's first error stands above" "mend it and call ./dev again: what was built is kept"
    say "✓ Built ($(elapsed "$started") s)"
    exec {lock}>&-
}

# A tree that was moved or copied with its build folder: CMake refuses that folder, so it goes.
forget_moved_build() {
    local home
    [ -e "$1/CMakeCache.txt" ] || return 0
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt")
    [ "$home" = "$kalpana_source" ] || rm -rf "$1"
}
