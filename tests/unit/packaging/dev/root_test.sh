#!/bin/bash
# A Debian root is whole or not there, however its making ended. mmdebstrap is a fake that takes as long as the test wants.
. "$(dirname "$0")/../../../support/shell_test.sh"
for part in step mirror root; do . "$shell_test_source/packaging/dev/$part.sh"; done
kalpana_source=$shell_test_source
namespaced() { "$@"; }
in_user_namespace_possible() { :; }
debian_mirror() { echo http://mirror.example/debian; }
install_here() { :; }
df() { printf 'header\n/dev/x 9 9 %s 1%% /\n' "${free_kib:-99999999}"; }

# As mmdebstrap is called: … SUITE TARGET MIRROR. Waits for the file "go" beside the root where the test asks for that.
mmdebstrap() {
    local target=${*: -2:1}
    mkdir "$target" && echo half >"$target/file" && echo "$BASHPID" >>"$kalpana_cache/made"
    while [ -e "$kalpana_cache/wait" ] && [ ! -e "$kalpana_cache/go" ]; do read -rt 0.02 <> <(:) || :; done
    [ ! -e "$kalpana_cache/fail" ] && echo whole >"$target/file"
}

begin() { kalpana_cache=$PWD/cache && mkdir -p "$kalpana_cache"; }
until_there() { while [ ! -s "$1" ]; do read -rt 0.02 <> <(:) || :; done; }
made() { wc -l <"$kalpana_cache/made"; }

test_it_is_made_once() {
    begin
    ensure_root 2>/dev/null
    ensure_root 2>/dev/null
    equal "$(made)" 1
    equal "$(cat "$(root_path)/file")" whole
}

test_a_failed_making_is_never_entered_and_the_next_call_begins_anew() {
    begin
    touch cache/fail
    (ensure_root) 2>/dev/null && exit 1
    [ ! -e "$(root_path)" ]
    rm cache/fail
    ensure_root 2>/dev/null
    equal "$(cat "$(root_path)/file")" whole
    equal "$(find cache -maxdepth 1 -name '*.partial.*')" ''
}

test_a_killed_maker_leaves_nothing_that_is_used() {
    begin
    touch cache/wait
    (ensure_root) 2>/dev/null &
    until_there cache/made
    kill -9 $! && wait $! 2>/dev/null || :
    kill -9 "$(cat cache/made)" 2>/dev/null || :
    rm cache/wait
    ensure_root 2>/dev/null
    equal "$(cat "$(root_path)/file")" whole
    equal "$(find cache -maxdepth 1 -name '*.partial.*')" ''
}

test_a_second_caller_waits_for_the_first_and_makes_nothing() {
    begin
    touch cache/wait
    (ensure_root) 2>/dev/null &
    until_there cache/made
    (ensure_root) 2>said &
    until_there said
    contains "$(cat said)" 'Waiting for another ./dev'
    touch cache/go
    wait
    equal "$(made)" 1
    equal "$(cat "$(root_path)/file")" whole
}

test_another_package_list_is_another_root() {
    begin
    first=$(root_path)
    kalpana_left_out+=('path-exclude=/x')
    [ "$first" != "$(root_path)" ]
}

test_a_full_disk_is_said_before_anything_is_fetched() {
    begin
    said=$(free_kib=1000000 ensure_root 2>&1) && exit 1
    contains "$said" '976 MiB free'
    contains "$said" 'XDG_CACHE_HOME'
    [ ! -e cache/made ]
}

run_tests
