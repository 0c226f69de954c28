# What a shell test needs. Sourced first; a test is a function named test_…; run_tests runs each in a folder of its own.

shell_test_source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# equal FOUND EXPECTED
equal() {
    [ "$1" = "$2" ] && return 0
    printf 'expected: %s\nfound:    %s\n' "$2" "$1" >&2
    exit 1
}

# contains TEXT PART
contains() {
    case $1 in *"$2"*) return 0 ;; esac
    printf 'expected to find: %s\nin: %s\n' "$2" "$1" >&2
    exit 1
}

run_tests() {
    local name folder failed=0
    for name in $(compgen -A function test_); do
        folder=$(mktemp -d)
        # Not as a condition of `if`: set -e would not hold inside.
        (
            set -e
            cd "$folder"
            "$name"
        )
        if [ $? = 0 ]; then printf 'PASS %s\n' "$name"; else printf 'FAIL %s\n' "$name" && failed=1; fi
        rm -rf "$folder"
    done
    exit "$failed"
}
