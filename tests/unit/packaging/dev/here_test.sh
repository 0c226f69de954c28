#!/bin/bash
# Where the build runs, by what os-release says.
. "$(dirname "$0")/../../../support/shell_test.sh"
for part in step here; do . "$shell_test_source/packaging/dev/$part.sh"; done
apt-cache() { printf '  Candidate: %s\n' "$candidate"; }

test_debian_13_and_ubuntu_24_10_build_in_place() {
    equal "$(place_for debian '' 13)" native-apt
    equal "$(place_for debian '' 14.1)" native-apt
    equal "$(place_for ubuntu debian 24.10)" native-apt
    equal "$(place_for ubuntu debian 26.04)" native-apt
}

test_older_ones_build_in_the_root() {
    equal "$(place_for debian '' 12)" root
    equal "$(place_for ubuntu debian 24.04)" root
}

test_a_relative_is_asked_for_its_Qt() {
    candidate=6.8.2+dfsg-4 && equal "$(place_for linuxmint 'ubuntu debian' 23)" native-apt
    candidate=4:6.4.2-1 && equal "$(place_for linuxmint 'ubuntu debian' 22)" root
    candidate='(none)' && equal "$(place_for linuxmint 'ubuntu debian' 20)" root
    candidate=6.9.1-1 && equal "$(place_for debian '' '')" native-apt
}

test_fedora_and_arch_get_their_one_command() {
    equal "$(place_for fedora '' 42)" fedora
    equal "$(place_for rocky 'rhel fedora' 10)" fedora
    equal "$(place_for manjaro arch '')" arch
}

test_an_unknown_system_ends_with_step_cause_and_next() {
    said=$(place_for plan9 '' 4 2>&1) && exit 1
    contains "$said" 'Finding out how to install failed: plan9 is neither'
    contains "$said" 'dev: next: '
}

run_tests
