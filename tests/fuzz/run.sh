#!/bin/sh
# run.sh PROGRAM SEEDS: every seed once, so that a run says the same on each machine: what a fuzzer tries of itself depends
# on addresses. New inputs are looked for by ./dev fuzz; what it finds becomes a seed.
set -eu
exec "$1" -timeout=30 -rss_limit_mb=1500 -artifact_prefix="$TMPDIR/" "$2"/*
