# The commands of ./dev, where the build runs.

task_build() { build "$@"; }

task_shell() {
    [ "${1:-}" = -- ] && shift
    export CCACHE_DIR=${CCACHE_DIR:-$kalpana_cache/ccache} CCACHE_BASEDIR=$kalpana_source CCACHE_NOHASHDIR=1
    if [ $# -eq 0 ]; then exec bash -i; else exec "$@"; fi
}

task_clean() {
    rm -rf "$kalpana_source/build"
    say "✓ build/ is gone"
    [ "${1:-}" = --all ] || return 0
    remove_tree "$kalpana_cache"/*
    say "✓ $kalpana_cache is empty"
}

task_test() {
    ensure_code_server
    build
    cd "$kalpana_source"
    KALPANA_TEST_CODE_SERVER=$kalpana_code_server ctest --preset "$kalpana_preset" --test-dir "$(build_folder)" -j "$(nproc)" "$@"
}
