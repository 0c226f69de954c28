#!/bin/bash
# What ./dev understands.
. "$(dirname "$0")/../support/shell_test.sh"

said_by() { "$shell_test_source/dev" "$@" 2>&1; }
code_of() { local code=0; "$shell_test_source/dev" "$@" >/dev/null 2>&1 || code=$?; echo "$code"; }

test_options_stand_before_the_command_or_right_behind_it() {
    equal "$(said_by --yes --preset=release help)" "$(said_by help)"
    equal "$(said_by help --yes --preset release)" "$(said_by help)"
}

test_a_preset_that_is_not_there_is_refused_wherever_it_stands() {
    equal "$(code_of --preset nope build)" 2
    equal "$(code_of build --preset nope)" 2
    equal "$(code_of build --preset=nope)" 2
}

test_an_unknown_command_is_named() {
    equal "$(code_of frobnicate)" 2
    equal "$(said_by frobnicate | head -n 1)" 'dev: there is no command "frobnicate"'
}

run_tests
