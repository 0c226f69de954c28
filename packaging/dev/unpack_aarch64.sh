#!/bin/sh
# unpack_aarch64.sh ROOT PACKAGE…: mmdebstrap's customize hook; unpacks the arm64 PACKAGEs into ROOT without installing them.
set -eu
root=$1
shift
mkdir "$root/unpack"
for package in "$@"; do
    chroot "$root" sh -c 'cd /unpack && apt-get -q download "$1"' sh "$package:arm64"
done
for package in "$root"/unpack/*.deb; do
    dpkg-deb -x "$package" "$root"
done
rm -r "$root/unpack"
