#!/bin/sh
# run.sh PROGRAM SEEDS [FLAG…]: so many inputs from a fixed beginning, so that a run says the same each time. What is new goes away with
# the test's folder. By hand, for as long as you like: PROGRAM -max_total_time=SECONDS CORPUS SEEDS.
set -eu
program=$1 seeds=$2
shift 2
mkdir -p "$TMPDIR/corpus"
# Addresses stand in what it tries: with the same ones each time it is the same each time. Some containers forbid asking for that.
fixed=
! setarch -R true 2>/dev/null || fixed="setarch -R"
exec $fixed "$program" -seed=1 -max_len=1024 -timeout=30 -rss_limit_mb=1500 -artifact_prefix="$TMPDIR/" "$@" "$TMPDIR/corpus" "$seeds"
