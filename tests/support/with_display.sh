#!/bin/sh
# Runs a command on a virtual display of its own: with_display.sh COMMAND ARG…
# The display's number is chosen by the server, so any number of these run side by side.
set -eu
box=$(mktemp -d "${TMPDIR:-/tmp}/kd.XXXXXX")
mkfifo "$box/number"
Xvfb -displayfd 3 -screen 0 1680x1050x24 -nolisten tcp -noreset 3>"$box/number" 2>"$box/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$box"' EXIT
trap 'exit 130' INT TERM
if ! read -r number <"$box/number" || [ -z "$number" ]; then
    cat "$box/log" >&2
    echo "with_display: Xvfb did not start. Install xvfb, then try again." >&2
    exit 1
fi
export DISPLAY=":$number" QT_QPA_PLATFORM=xcb KALPANA_TEST_PLATFORM=xcb
unset WAYLAND_DISPLAY
code=0
"$@" || code=$?
exit "$code"
