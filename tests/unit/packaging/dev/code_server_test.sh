#!/bin/bash
# Which code-server is made, and when it is made anew.
. "$(dirname "$0")/../../../support/shell_test.sh"
for part in step code_server; do . "$shell_test_source/packaging/dev/$part.sh"; done

a_tree_with_a_made_release() {
    kalpana_source=$PWD/tree kalpana_cache=$PWD/cache
    mkdir -p tree/resources tree/packaging/dev cache/code-server
    printf '{\n  "version": "1.2.3",\n  "node": "24.0.0",\n  "npm": "11.0.0"\n}\n' >tree/resources/code_server_releases.json
    # shellcheck disable=SC2016
    printf '#!/bin/bash\necho made >"$1"; echo 0123 >"$1.sha256"; echo run >>"$(dirname "$1")/runs"\n' >tree/packaging/dev/make_code_server.sh
    ensure_code_server 2>/dev/null
}

runs() { wc -l <cache/code-server/runs; }

test_it_is_made_once_at_the_place_named_for_version_and_machine() {
    a_tree_with_a_made_release
    ensure_code_server
    equal "$(runs)" 1
    contains "$kalpana_code_server" "/cache/code-server/code-server-1.2.3-linux-"
}

test_a_new_recipe_or_a_lost_hash_makes_it_anew() {
    a_tree_with_a_made_release
    echo '# changed' >>tree/packaging/dev/make_code_server.sh
    ensure_code_server 2>/dev/null
    equal "$(runs)" 2
    rm "$kalpana_code_server.sha256"
    ensure_code_server 2>/dev/null
    equal "$(runs)" 3
}

test_a_failed_making_leaves_nothing_that_looks_made() {
    a_tree_with_a_made_release
    # shellcheck disable=SC2016
    printf 'mkdir "$1.partial.x"; exit 1\n' >tree/packaging/dev/make_code_server.sh
    (ensure_code_server) 2>/dev/null && exit 1
    code_server_is_made && exit 1
    # shellcheck disable=SC2016
    printf 'echo made >"$1"; echo 0123 >"$1.sha256"\n' >tree/packaging/dev/make_code_server.sh
    ensure_code_server 2>/dev/null
    equal "$(find cache -name '*.partial.*')" ''
}

run_tests
