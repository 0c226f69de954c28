#!/bin/sh
# Runs one test program in a home, a data folder and a run-time folder of its own, so that no test sees the developer's.
set -eu
if [ "${KALPANA_TEST_DISPLAY:-}" = 1 ]; then
    unset KALPANA_TEST_DISPLAY
    exec "$(dirname "$0")/with_display.sh" "$0" "$@"
fi
box=$(mktemp -d "${TMPDIR:-/tmp}/kt.XXXXXX")
mkdir -m 700 "$box/home" "$box/run" "$box/tmp"
export HOME="$box/home" XDG_RUNTIME_DIR="$box/run" TMPDIR="$box/tmp" KALPANA_DATA_DIR="$box/home/data"
export XDG_CONFIG_HOME="$box/home/.config" XDG_DATA_HOME="$box/home/.local/share" XDG_CACHE_HOME="$box/home/.cache"
export QT_QPA_PLATFORM="${KALPANA_TEST_PLATFORM:-offscreen}" LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}"
# The system's Qt is not instrumented: what it guards within itself would look unguarded.
export TSAN_OPTIONS="${TSAN_OPTIONS:-ignore_noninstrumented_modules=1}"
unset SSH_AUTH_SOCK OPENROUTER_API_KEY OPENAI_API_KEY ANTHROPIC_API_KEY DBUS_SESSION_BUS_ADDRESS
[ "$(id -u)" = 0 ] && export QTWEBENGINE_DISABLE_SANDBOX=1
code=0
"$@" || code=$?
rm -rf "$box"
exit "$code"
