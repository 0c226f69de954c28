#!/bin/sh
# check.sh LUPDATE: fails where a translations/*.ts does not have the sources' texts, or has one that nobody translated.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
box=$(mktemp -d "${TMPDIR:-/tmp}/kt.XXXXXX")
trap 'rm -rf "$box"' EXIT
cp "$here"/kalpana_*.ts "$box"
"$here/refresh.sh" "$1" "$box"
code=0
for file in "$here"/kalpana_*.ts; do
    if ! diff -u "$file" "$box/${file##*/}"; then
        echo "$file is not what the sources say. Call \`./dev build translations\` and translate what is new." >&2
        code=1
    fi
    if grep -n 'type="unfinished"' "$file"; then
        echo "$file has texts without a translation." >&2
        code=1
    fi
done
if grep -rnE 'translate\("\w+", (text|words|sentence)\)' "$here/../app" "$here/../core" "$here/../remote" --include='*.cpp'; then
    echo "lupdate can't see what is passed there. Use a struct with Q_DECLARE_TR_FUNCTIONS, as translations/README.md says." >&2
    code=1
fi
exit $code
