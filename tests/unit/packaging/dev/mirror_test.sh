#!/bin/bash
# Where the Debian mirror comes from: this machine's apt configuration, in both of its formats.
. "$(dirname "$0")/../../../support/shell_test.sh"
. "$shell_test_source/packaging/dev/mirror.sh"

test_deb822_sources_give_each_address_once() {
    mkdir sources.list.d
    printf '%s\n' 'Types: deb' 'URIs: http://mirror.example/debian https://second.example/debian' 'Suites: bookworm' '' \
        'Types: deb' 'URIs: http://mirror.example/debian' 'Suites: bookworm-updates' >sources.list.d/a.sources
    equal "$(configured_archives "$PWD")" $'http://mirror.example/debian\nhttps://second.example/debian'
}

test_one_line_sources_with_options_and_comments() {
    printf '%s\n' '# deb http://old.example/debian stable main' 'deb [arch=amd64 signed-by=/x.gpg] https://one.example/debian trixie main' \
        'deb-src http://source.example/debian trixie main' '  deb   file:/srv/debian trixie main' 'deb file:///srv/debian trixie main' >sources.list
    equal "$(configured_archives "$PWD")" $'https://one.example/debian\nfile:///srv/debian'
}

test_a_source_that_is_switched_off_is_not_used() {
    mkdir sources.list.d
    printf '%s\n' 'Types: deb' 'URIs: http://off.example/debian' 'Enabled: no' '' 'Types: deb' 'URIs: http://on.example/debian' >sources.list.d/a.sources
    equal "$(configured_archives "$PWD")" 'http://on.example/debian'
}

test_no_configuration_gives_nothing() {
    equal "$(configured_archives "$PWD")" ''
}

test_the_first_archive_that_has_the_suite_is_taken() {
    printf '%s\n' 'deb http://without.example/debian x main' 'deb http://with.example/debian/ x main' >sources.list
    fetch_head() { [ "$1" = http://with.example/debian/dists/trixie/InRelease ]; }
    equal "$(debian_mirror trixie "$PWD")" 'http://with.example/debian'
}

test_a_mirror_given_by_hand_comes_first() {
    printf '%s\n' 'deb http://configured.example/debian x main' >sources.list
    fetch_head() { :; }
    equal "$(KALPANA_DEBIAN_MIRROR=http://given.example/debian debian_mirror trixie "$PWD")" 'http://given.example/debian'
}

run_tests
