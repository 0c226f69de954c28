#include "remote/gateway/site.h"

#include <algorithm>
#include <charconv>

namespace kalpana::gateway {

namespace {

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// A port number as it is written in a host name: decimal, no leading zero, 1 to 65535.
std::optional<std::uint16_t> portOf(std::string_view digits)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port == 0 || digits.front() == '0')
        return std::nullopt;
    return port;
}

} // namespace

std::string authorityOf(const Site& site, std::uint16_t listenerPort)
{
    const auto prefix = site.port == 0 ? std::string() : std::to_string(site.port) + "--";
    return prefix + site.workspace + ".localhost:" + std::to_string(listenerPort);
}

std::optional<Site> siteOf(std::string_view authority, std::string_view workspace, std::uint16_t listenerPort)
{
    const auto given = lowerCase(authority);
    const auto own = authorityOf({.workspace = std::string(workspace)}, listenerPort);
    if (!given.ends_with(own))
        return std::nullopt;
    const auto prefix = std::string_view(given).substr(0, given.size() - own.size());
    if (prefix.empty())
        return Site{.workspace = std::string(workspace)};
    if (!prefix.ends_with("--"))
        return std::nullopt;
    const auto port = portOf(prefix.substr(0, prefix.size() - 2));
    if (!port)
        return std::nullopt;
    return Site{.workspace = std::string(workspace), .port = *port};
}

bool isUsableId(std::string_view id)
{
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !id.empty() && id.size() <= 40 && id.front() != '-' && id.back() != '-' && std::ranges::all_of(id, allowed);
}

} // namespace kalpana::gateway
