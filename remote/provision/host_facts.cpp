#include "remote/provision/host_facts.h"

#include "remote/provision/framed_script.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <ranges>

namespace kalpana::provision {

namespace {

// Names and folders, the same in both scripts. umask 077: what Kalpana keeps is for this user alone.
constexpr std::string_view preamble = R"sh(
mask=$(umask); umask 077
p() { printf '%s=%s\n' "$1" "$2"; }
case $data in
'') data=${XDG_DATA_HOME:-$HOME/.local/share}/kalpana ;;
'~') data=$HOME ;;
'~/'*) data=$HOME/${data#??} ;;
/*) ;;
*) data=$HOME/$data ;;
esac
case $root in
'' | '~') root=$HOME ;;
'~/'*) root=$HOME/${root#??} ;;
/*) ;;
*) root=$HOME/$root ;;
esac
bridge=$data/bridge/$version/kalpana-bridge
serve() {
    set -- --id "$id" --root "$root" --data "$data"
    [ -n "$codeserver" ] && [ -d "$data/code-server/$codeserver" ] && set -- "$@" --start-code-server "$codeserver"
    [ -n "$proxy" ] && set -- "$@" --proxy-uri "$proxy"
    p serve "$(umask "$mask"; "$bridge" serve "$@" 2>&1 | tr '\n' ' ')"
}
)sh";

constexpr std::string_view look = R"sh(
p kernel "$(uname -s)"
p machine "$(uname -m)"
p home "$HOME"
p data "$data"
p root "$root"
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null)
case $libc in
glibc*) p libc "$libc" ;;
*)
    libc=$(ldd --version 2>&1)
    case $libc in
    *musl*) p libc musl ;;
    *GLIBC* | *GNU*) libc=${libc%%"
"*}; p libc "glibc ${libc##* }" ;;
    *) for f in /lib/ld-musl-*; do [ -e "$f" ] && p libc musl; done ;;
    esac
    ;;
esac
for tool in curl wget tar gzip git rg sha256sum; do command -v "$tool" >/dev/null 2>&1 && p tool "$tool"; done
if e=$( (LC_ALL=C; export LC_ALL; mkdir -p "$data/bridge") 2>&1 ); then
    f=$data/.probe.$$
    if e=$( (LC_ALL=C; export LC_ALL; printf '#!/bin/sh\nexit 0\n' >"$f" && [ -s "$f" ]) 2>&1 ); then
        chmod 700 "$f"
        "$f" 2>/dev/null || p noexec yes
    else
        p data_error "${e:-No space left on device}"
    fi
    rm -f "$f"
else
    p data_error "$e"
fi
df -kP "$data" 2>/dev/null | { read -r _; read -r _ _ _ free _; p free_kib "$free"; }
for f in "$data"/code-server/*/bin/code-server; do
    [ -x "$f" ] && f=${f%/bin/code-server} && p code_server "${f##*/}"
done
if [ -x "$bridge" ] && [ "$(wc -c <"$bridge")" -eq "$size" ]; then
    p bridge installed
    serve
fi
)sh";

constexpr std::string_view install = R"sh(
t=$bridge.tmp.$$
trap 'rm -f "$t"' EXIT
trap 'exit 1' HUP INT TERM
fail() { p error "$1"; p detail "$2"; cat >/dev/null; }
if ! e=$( (LC_ALL=C; export LC_ALL; mkdir -p "${bridge%/*}" && cat >"$t") 2>&1 ); then
    fail write "$e"
elif [ "$(wc -c <"$t")" -ne "$size" ]; then
    fail truncated "$(wc -c <"$t") of $size bytes"
elif command -v sha256sum >/dev/null 2>&1 && ! printf '%s  %s\n' "$sha" "$t" | sha256sum -c >/dev/null 2>&1; then
    fail checksum "$(sha256sum "$t")"
elif ! chmod 700 "$t" || ! e=$("$t" --version 2>&1); then
    fail start "$e"
elif ! e=$( (LC_ALL=C; export LC_ALL; mv -f "$t" "$bridge") 2>&1 ); then
    fail write "$e"
else
    serve
fi
)sh";

std::string variables(const ProbeRequest& request)
{
    auto text =
        std::format("id={}\nroot={}\ndata={}\ncodeserver={}\nproxy={}\nversion=none\nsize=-1\ncase $(uname -m) in\n",
                    shellQuoted(request.workspaceId), shellQuoted(request.rootFolder), shellQuoted(request.dataFolder),
                    shellQuoted(request.codeServerVersion), shellQuoted(request.proxyUri));
    for (const auto& bridge : request.bridges)
        text += std::format("{}) version={} size={} ;;\n", shellQuoted(bridge.machine), shellQuoted(bridge.version),
                            bridge.size);
    return text + "esac\n";
}

void takeLibc(HostFacts& facts, std::string_view value)
{
    const auto space = value.find(' ');
    facts.libc = value.substr(0, space);
    if (space != std::string_view::npos)
        facts.libcVersion = value.substr(space + 1);
}

void take(HostFacts& facts, std::string_view key, std::string_view value)
{
    if (key == "kernel")
        facts.kernel = value;
    else if (key == "machine")
        facts.machine = value;
    else if (key == "home")
        facts.home = value;
    else if (key == "data")
        facts.dataFolder = value;
    else if (key == "root")
        facts.rootFolder = value;
    else if (key == "libc")
        takeLibc(facts, value);
    else if (key == "tool")
        facts.tools.emplace_back(value);
    else if (key == "data_error")
        facts.dataError = value;
    else if (key == "noexec")
        facts.noexec = true;
    else if (key == "bridge")
        facts.bridgeInstalled = true;
    else if (key == "code_server")
        facts.codeServerVersions.emplace_back(value);
    else if (key == "serve")
        facts.serveOutput = value;
    else if (std::int64_t kib = 0;
             key == "free_kib" && std::from_chars(value.data(), value.data() + value.size(), kib).ec == std::errc())
        facts.freeBytes = kib * 1024;
}

} // namespace

bool HostFacts::hasTool(std::string_view tool) const
{
    return std::ranges::contains(tools, tool);
}

HostFacts parseHostFacts(std::string_view probeOutput)
{
    HostFacts facts;
    for (const auto line : std::views::split(probeOutput, '\n')) {
        const std::string_view text(line);
        if (const auto equals = text.find('='); equals != std::string_view::npos)
            take(facts, text.substr(0, equals), text.substr(equals + 1));
    }
    return facts;
}

std::string probeScript(const ProbeRequest& request)
{
    return std::format("{}{}{}", variables(request), preamble, look);
}

std::string installScript(const ProbeRequest& request, std::string_view sha256)
{
    return std::format("{}sha={}\n{}{}", variables(request), shellQuoted(sha256), preamble, install);
}

} // namespace kalpana::provision
