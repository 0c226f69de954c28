#!/bin/bash
# What a step shows when it works and when it fails.
. "$(dirname "$0")/../../../support/shell_test.sh"
. "$shell_test_source/packaging/dev/step.sh"
export TMPDIR=.

test_a_step_shows_its_name_and_its_seconds() {
    said=$(step 'Doing it' 'try again' true 2>&1)
    contains "$said" '✓ Doing it (0.'
    equal "$(ls)" ''
}

test_a_failure_names_step_cause_and_next_and_shows_the_output() {
    said=$(step 'Doing it' 'look at the cable' sh -c 'echo the cable is out; exit 7' 2>&1) && exit 1
    contains "$said" 'the cable is out'
    contains "$said" 'Doing it failed: exit code 7'
    contains "$said" 'next: look at the cable'
}

test_seconds_count_across_a_full_second() {
    equal "$(elapsed 98.950000 100.050000)" 1.1
    equal "$(elapsed 99,990000 100,050000)" 0.0
}

run_tests
