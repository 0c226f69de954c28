#!/bin/bash
# The layer check finds what it is there for.
. "$(dirname "$0")/../../../support/shell_test.sh"

check() { python3 "$shell_test_source/tests/support/check_layers.py" "$PWD"; }

a_small_tree() {
    mkdir -p core/base remote/ssh app/desktop
    echo 'kalpana_library(core_base SOURCES a.cpp PUBLIC Qt6::Core)' >core/base/CMakeLists.txt
    echo 'kalpana_library(remote_ssh SOURCES a.cpp PUBLIC kalpana_core_base)' >remote/ssh/CMakeLists.txt
    echo 'kalpana_library(app_desktop SOURCES a.cpp PUBLIC kalpana_remote_ssh)' >app/desktop/CMakeLists.txt
    touch core/base/a.h remote/ssh/a.h
    printf '#include "remote/ssh/a.h"\n#include "core/base/a.h"\n#include <QWidget>\n' >app/desktop/a.cpp
}

finds() {
    found=$(check) && { echo "found nothing"; exit 1; }
    contains "$found" "$1"
}

test_a_tree_that_keeps_the_rules_passes() { a_small_tree && check; }
test_core_including_remote() { a_small_tree && echo '#include "remote/ssh/a.h"' >core/base/a.cpp && finds 'core/base/a.cpp: includes remote/ssh/a.h'; }
test_core_linking_remote() { a_small_tree && echo 'kalpana_library(core_base PUBLIC kalpana_remote_ssh)' >core/base/CMakeLists.txt && finds 'links upwards'; }
test_a_widget_below_app() { a_small_tree && echo '#include <QMainWindow>' >remote/ssh/a.cpp && finds 'QMainWindow below app/'; }
test_a_file_over_the_limit() { a_small_tree && seq 601 | sed 's/^/\/\/ /' >core/base/long.cpp && finds '601 lines'; }
test_a_registry_named() { a_small_tree && printf 'mirror=deb.%s.org\n' debian >build.sh && finds 'build.sh: names deb.'; }

run_tests
