# Configure and build, where the build runs.

build_folder() { printf '%s/build/%s' "$kalpana_source" "$kalpana_preset"; }

# build [TARGET…]
build() {
    local folder
    folder=$(build_folder)
    export CCACHE_DIR=${CCACHE_DIR:-$kalpana_cache/ccache} CCACHE_BASEDIR=$kalpana_source CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-4G}
    cd "$kalpana_source"
    if [ ! -e "$folder/build.ninja" ]; then
        step "Configuring the $kalpana_preset build" "read the first error above" cmake --preset "$kalpana_preset"
    fi
    local started=$EPOCHREALTIME targets=()
    [ $# -gt 0 ] && targets=(--target "$@")
    say "· Building ($kalpana_preset)"
    cmake --build --preset "$kalpana_preset" "${targets[@]}" >&2 ||
        die "Building" "the compiler's first error stands above" "mend it and call ./dev again: what was built is kept"
    say "✓ Built ($(elapsed "$started") s)"
}
