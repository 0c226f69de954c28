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

# With FILE… only these, without building all the rest first.
task_lint() {
    if [ $# -gt 0 ]; then build kalpana_core_base; else build; fi
    python3 "$kalpana_source/packaging/dev/lint.py" "$kalpana_source" "$(build_folder)" "$@"
}

# fuzz [NAME [SECONDS]]: what was tried before is kept in the cache folder, so that each call goes on; what breaks stays in build/fuzz/.
task_fuzz() {
    local folder program name corpus broken failed=0
    folder=$(build_folder)
    cd "$kalpana_source"
    mkdir -p build/fuzz
    build ${1:+"fuzz_$1"}
    for program in "$folder"/tests/fuzz_${1:-*}; do
        [ -x "$program" ] || die "Fuzzing" "there is no clang, so no fuzzer was built" "install clang-19"
        name=${program##*/fuzz_} corpus=$kalpana_cache/fuzz/${program##*/fuzz_}
        mkdir -p "$corpus"
        say "· $name, ${2:-60} s"
        if ASAN_OPTIONS=detect_leaks=0 "$program" -max_total_time="${2:-60}" -max_len=1024 -timeout=30 -rss_limit_mb=2500 -print_final_stats=1 \
            -artifact_prefix="build/fuzz/$name-" "$corpus" "tests/fuzz/seeds/$name" >"build/fuzz/$name.log" 2>&1; then
            say "✓ $(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log") inputs"
        else
            failed=1
            broken=$(sed -n 's/.*Test unit written to //p' "build/fuzz/$name.log")
            say "✗ ${broken:-build/fuzz/$name.log} breaks it: see build/fuzz/$name.log, and make the input a seed in tests/fuzz/seeds/$name"
        fi
    done
    return "$failed"
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
    build programs bare-web-window chat-opened chat-streamed empty-window first-character tool-called window-clicked window-drawn
    cd "$kalpana_source"
    exec tests/support/with_display.sh tests/bench/bench.py --build "$(build_folder)" --code-server "$kalpana_code_server" --results "$kalpana_source/build/bench" "$@"
}
