# The commands of ./dev, where the build runs.

task_build() { build "$@"; }

task_shell() {
    [ "${1:-}" = -- ] && shift
    compiler_cache
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

# With FILE… only these.
task_format() {
    local formatter started=$EPOCHREALTIME
    formatter=$(command -v clang-format-19 || command -v clang-format) || die "Formatting" "clang-format is not installed" "call ./dev build once"
    cd "$kalpana_source"
    if [ $# -gt 0 ]; then
        "$formatter" -i -- "$@"
    else
        find core remote app tests \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 -n 20 -P "$(nproc)" "$formatter" -i
    fi
    say "✓ Formatted ($(elapsed "$started") s)"
}

# With FILE… only these.
task_lint() {
    build
    python3 "$kalpana_source/packaging/dev/lint.py" "$kalpana_source" "$(build_folder)" "$@"
}
