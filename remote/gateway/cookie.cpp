#include "remote/gateway/cookie.h"

#include <ranges>

namespace kalpana::gateway {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

auto pairsOf(std::string_view header)
{
    return header | std::views::split(';') |
           std::views::transform([](auto part) { return trimmed(std::string_view(part)); });
}

bool isNamed(std::string_view pair, std::string_view name)
{
    return trimmed(pair.substr(0, pair.find('='))) == name && pair.find('=') != std::string_view::npos;
}

} // namespace

std::vector<std::string_view> cookieValues(std::string_view header, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const auto pair : pairsOf(header))
        if (isNamed(pair, name))
            values.push_back(trimmed(pair.substr(pair.find('=') + 1)));
    return values;
}

std::string withoutCookie(std::string_view header, std::string_view name)
{
    if (header.find(name) == std::string_view::npos)
        return std::string(header);
    std::string rest;
    for (const auto pair : pairsOf(header))
        if (!pair.empty() && !isNamed(pair, name))
            rest.append(rest.empty() ? "" : "; ").append(pair);
    return rest;
}

} // namespace kalpana::gateway
