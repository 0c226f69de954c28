# The commands of ./dev, where the build runs.

task_build() { build "$@"; }

task_shell() {
    [ "${1:-}" = -- ] && shift
    build_caches
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

# With FILE… only these, and of these only what is C++: a shell's * brings more along.
task_format() {
    local formatter started=$EPOCHREALTIME
    formatter=$(command -v clang-format-19 || command -v clang-format) || die "Formatting" "clang-format is not installed" "call ./dev build once"
    cd "$kalpana_source"
    [ $# -gt 0 ] || set -- core remote app tests
    find "$@" -type f \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 -r -n 20 -P "$(nproc)" "$formatter" -i
    say "✓ Formatted ($(elapsed "$started") s)"
}

# With FILE… only these.
task_lint() {
    build
    python3 "$kalpana_source/packaging/dev/lint.py" "$kalpana_source" "$(build_folder)" "$@"
}

# With a display the app; without one the demo on a virtual display, and an address for a browser.
task_run() {
    ensure_code_server
    if [ -n "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
        build programs
        export KALPANA_CODE_SERVER_SOURCE=${KALPANA_CODE_SERVER_SOURCE:-$kalpana_code_server}
        [ "$(id -u)" != 0 ] || export QTWEBENGINE_DISABLE_SANDBOX=1
        exec "$(build_folder)/bin/kalpana" "$@"
    fi
    say "There is no display: the demo runs on a virtual one."
    task_demo --keep "$@"
}

task_demo() {
    ensure_code_server
    build programs scripted-model-server grab-screen
    demo "$@"
}

# demo [ARG…]: on a display of its own, so that the picture shows the app and nothing else.
demo() {
    local folder
    folder=$(build_folder)
    cd "$kalpana_source"
    exec tests/support/with_display.sh tests/ui/demo/demo.py --source "$kalpana_source" --build "$folder" --code-server "$kalpana_code_server" \
        --picture "$kalpana_source/build/demo.png" "$@"
}

# bench [NAME…]: results in build/bench/. The release build, because that is what users have.
task_bench() {
    [ "$kalpana_preset" != dev ] || kalpana_preset=release
    ensure_code_server
    build "${kalpana_programs[@]}" bare-web-window empty-window window-drawn
    cd "$kalpana_source"
    exec tests/support/with_display.sh tests/bench/bench.py --build "$(build_folder)" --code-server "$kalpana_code_server" --results "$kalpana_source/build/bench" "$@"
}
