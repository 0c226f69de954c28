#!/bin/sh
# refresh.sh LUPDATE FOLDER: takes the texts of the sources into every kalpana_*.ts of FOLDER. English needs its plural forms only.
set -eu
lupdate=$1 folder=$2
cd "$(dirname "$0")/.."
for file in "$folder"/kalpana_*.ts; do
    case $file in */kalpana_en.ts) only=-pluralonly ;; *) only= ;; esac
    "$lupdate" -silent $only -no-obsolete -locations none -source-language en -I . app core remote -ts "$file"
done
