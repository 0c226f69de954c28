# Steps as the developer sees them: a name, what came of it, how long it took. Sourced by `dev` and its parts.

kalpana_log=${kalpana_log:-}

# say TEXT: a line that is neither a step nor an error.
say() { printf '%s\n' "$*" >&2; }

# die STEP CAUSE NEXT: ends with the three things a reader needs.
die() {
    printf 'dev: %s failed: %s\n' "$1" "$2" >&2
    [ -n "${3:-}" ] && printf 'dev: next: %s\n' "$3" >&2
    exit 1
}

# step NAME NEXT CMD...: runs CMD, its output in a log; shows NAME and the seconds, or the end of the log and NEXT.
step() {
    local name=$1 next=$2 started=$EPOCHREALTIME log
    shift 2
    log=$(mktemp "${TMPDIR:-/tmp}/kalpana-step.XXXXXX")
    printf '· %s …' "$name" >&2
    if "$@" >"$log" 2>&1 </dev/null; then
        printf '\r✓ %s (%s s)\n' "$name" "$(elapsed "$started")" >&2
        rm -f "$log"
    else
        local code=$?
        printf '\r✗ %s (%s s)\n' "$name" "$(elapsed "$started")" >&2
        tail -n 25 "$log" >&2
        die "$name" "exit code $code; the whole output is in $log" "$next"
    fi
}

# elapsed START [NOW]: seconds between two values of $EPOCHREALTIME, with a tenth.
elapsed() {
    local now=${2:-$EPOCHREALTIME} then=${1/[.,]/}
    now=${now/[.,]/}
    local tenths=$(((now - then) / 100000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
