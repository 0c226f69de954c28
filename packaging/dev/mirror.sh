# The Debian mirror of this machine, from apt's own configuration. No mirror is named here.

# debian_mirror SUITE [APT_FOLDER]: prints the first configured archive that carries SUITE.
debian_mirror() {
    local suite=$1 uri
    while read -r uri; do
        if fetch_head "${uri%/}/dists/$suite/InRelease"; then
            printf '%s\n' "${uri%/}"
            return 0
        fi
    done < <(printf '%s' "${KALPANA_DEBIAN_MIRROR:+$KALPANA_DEBIAN_MIRROR
}" && configured_archives "${2:-/etc/apt}")
    return 1
}

# configured_archives APT_FOLDER: every address in sources.list and sources.list.d, in either format (sources.list(5)), once.
configured_archives() {
    {
        cat "$1"/sources.list.d/*.sources 2>/dev/null | awk -v RS= -F'\n' '
            tolower($0) ~ /(^|\n)enabled:[ \t]*no/ { next }
            { for (i = 1; i <= NF; i++) if (tolower($i) ~ /^uris:/) { sub(/^[^:]*:[ \t]*/, "", $i); gsub(/[ \t]+/, "\n", $i); print $i } }'
        sed -n 's/^[[:space:]]*deb[[:space:]]\+\(\[[^]]*\][[:space:]]*\)\?\([^[:space:]]\+\).*/\2/p' \
            "$1"/sources.list "$1"/sources.list.d/*.list 2>/dev/null
    } | grep -E '^(https?|file|ftp)://' | awk '!seen[$0]++'
}

# fetch_head URL: does it exist? With what a minimal Debian has: apt's own fetcher.
fetch_head() {
    local helper target code=0
    if command -v curl >/dev/null; then
        curl --silent --fail --head --location --max-time 20 --output /dev/null "$1"
        return
    fi
    helper=/usr/lib/apt/apt-helper
    [ -x "$helper" ] || return 1
    target=$(mktemp)
    "$helper" download-file "$1" "$target" >/dev/null 2>&1 || code=1
    rm -f "$target"
    return "$code"
}

# apt_network_options: this machine's proxy and certificate settings for apt, as mmdebstrap's --aptopt arguments.
apt_network_options() {
    apt-config dump 2>/dev/null |
        grep -E '^Acquire::(https?|ftp)::(Proxy|CaInfo|Verify-Peer|Timeout)|^Acquire::Check-(Valid-Until|Date)' |
        sed 's/^\(.*\)$/--aptopt=\1/'
}
