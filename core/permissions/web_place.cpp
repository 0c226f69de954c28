#include "core/permissions/web_place.h"

#include "core/permissions/glob.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace kalpana::permissions {

namespace {

struct Block {
    IpAddress begin;
    unsigned bits;
};

constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d)
{
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d};
}

constexpr IpAddress v6(std::uint16_t first, std::uint16_t second)
{
    return {static_cast<std::uint8_t>(first >> 8), static_cast<std::uint8_t>(first),
            static_cast<std::uint8_t>(second >> 8), static_cast<std::uint8_t>(second)};
}

constexpr unsigned v4Bits = 96;

// https://www.iana.org/assignments/iana-ipv4-special-registry, and 168.63.129.16: Azure's own, though in public space.
constexpr std::array reservedV4{Block{v4(0, 0, 0, 0), v4Bits + 8},        Block{v4(10, 0, 0, 0), v4Bits + 8},
                                Block{v4(100, 64, 0, 0), v4Bits + 10},    Block{v4(127, 0, 0, 0), v4Bits + 8},
                                Block{v4(168, 63, 129, 16), v4Bits + 32}, Block{v4(169, 254, 0, 0), v4Bits + 16},
                                Block{v4(172, 16, 0, 0), v4Bits + 12},    Block{v4(192, 0, 0, 0), v4Bits + 24},
                                Block{v4(192, 0, 2, 0), v4Bits + 24},     Block{v4(192, 88, 99, 0), v4Bits + 24},
                                Block{v4(192, 168, 0, 0), v4Bits + 16},   Block{v4(198, 18, 0, 0), v4Bits + 15},
                                Block{v4(198, 51, 100, 0), v4Bits + 24},  Block{v4(203, 0, 113, 0), v4Bits + 24},
                                Block{v4(224, 0, 0, 0), v4Bits + 3}};

// https://www.iana.org/assignments/iana-ipv6-special-registry, inside of what is given out at all.
constexpr Block globalV6{v6(0x2000, 0), 3};
constexpr std::array reservedV6{Block{v6(0x2001, 0), 23}, Block{v6(0x2001, 0xdb8), 32}, Block{v6(0x3fff, 0), 20}};

constexpr Block mapped{v4(0, 0, 0, 0), v4Bits};
constexpr Block translated{v6(0x64, 0xff9b), v4Bits}; // 64:ff9b::/96
constexpr Block sixToFour{v6(0x2002, 0), 16};

bool isIn(const IpAddress& address, const Block& block)
{
    const auto bytes = block.bits / 8;
    if (std::memcmp(address.data(), block.begin.data(), bytes) != 0)
        return false;
    const auto rest = block.bits % 8;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return rest == 0 || ((address[bytes] ^ block.begin[bytes]) & mask) == 0;
}

bool isPublicV4(const IpAddress& address)
{
    return std::ranges::none_of(reservedV4, [&](const Block& block) { return isIn(address, block); });
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isOfHost(char c)
{
    return (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '.' || c == '_';
}

bool isOfV6(char c)
{
    return (c >= 'a' && c <= 'f') || isDigit(c) || c == ':' || c == '.';
}

std::string lower(std::string_view text)
{
    std::string made(text);
    for (auto& c : made)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return made;
}

/// What a pattern or an address says before its path.
struct Origin {
    std::string scheme; ///< Empty: any.
    std::string host;
    std::string port; ///< Empty: any, or the scheme's.
};

std::optional<Origin> originIn(std::string_view text, bool pattern)
{
    Origin origin;
    auto rest = lower(text);
    if (const auto scheme = rest.find("://"); scheme != std::string::npos) {
        origin.scheme = rest.substr(0, scheme);
        rest.erase(0, scheme + 3);
        if (origin.scheme != "http" && origin.scheme != "https")
            return std::nullopt;
    }
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == std::string::npos)
            return std::nullopt;
        origin.host = rest.substr(1, end - 1);
        rest.erase(0, end + 1);
        if (!std::ranges::all_of(origin.host, isOfV6))
            return std::nullopt;
    } else {
        const auto end = std::min(rest.find(':'), rest.size());
        origin.host = rest.substr(0, end);
        rest.erase(0, end);
        if (!std::ranges::all_of(origin.host, [&](char c) { return isOfHost(c) || (pattern && c == '*'); }))
            return std::nullopt;
        if (origin.host.ends_with('.'))
            origin.host.pop_back();
    }
    if (origin.host.empty())
        return std::nullopt;
    if (rest.starts_with(':')) {
        origin.port = rest.substr(1);
        if (origin.port.size() > 5 || !std::ranges::all_of(origin.port, isDigit) || origin.port.empty())
            return std::nullopt;
    } else if (!rest.empty()) {
        return std::nullopt;
    }
    return origin;
}

std::optional<IpAddress> ipAddress(const std::string& host)
{
    IpAddress address{};
    if (inet_pton(AF_INET6, host.c_str(), address.data()) == 1)
        return address;
    address = v4(0, 0, 0, 0);
    if (inet_pton(AF_INET, host.c_str(), address.data() + 12) == 1)
        return address;
    return std::nullopt;
}

} // namespace

bool isPublic(const IpAddress& address)
{
    if (isIn(address, mapped))
        return isPublicV4(address);
    if (isIn(address, translated))
        return isPublicV4(v4(address[12], address[13], address[14], address[15]));
    if (isIn(address, sixToFour))
        return isPublicV4(v4(address[2], address[3], address[4], address[5]));
    return isIn(address, globalV6) &&
           std::ranges::none_of(reservedV6, [&](const Block& block) { return isIn(address, block); });
}

std::optional<WebPlace> webPlace(std::string_view address)
{
    const auto scheme = address.find("://");
    if (scheme == std::string_view::npos)
        return std::nullopt;
    const auto origin = originIn(address.substr(0, address.find_first_of("/?#\\", scheme + 3)), false);
    if (!origin || origin->scheme.empty())
        return std::nullopt;
    const auto* standard = origin->scheme == "https" ? "443" : "80";
    return WebPlace{origin->scheme, origin->host, origin->port.empty() ? standard : origin->port};
}

bool isNear(const WebPlace& place)
{
    const auto address = ipAddress(place.host);
    if (address)
        return !isPublic(*address);
    // RFC 6761, 6762, 8375 and ICANN's .internal; and no name of the public web is without a dot.
    constexpr std::array<std::string_view, 4> ends{".localhost", ".local", ".internal", ".home.arpa"};
    return !place.host.contains('.') ||
           std::ranges::any_of(ends, [&](std::string_view end) { return place.host.ends_with(end); });
}

bool matchesWeb(std::string_view pattern, const WebPlace& place)
{
    const auto origin = originIn(pattern, true);
    return origin && (origin->scheme.empty() || origin->scheme == place.scheme) &&
           (origin->port.empty() || origin->port == place.port) && matchesWord(origin->host, place.host);
}

bool namesHost(std::string_view pattern, const WebPlace& place)
{
    const auto origin = originIn(pattern, true);
    return origin && origin->scheme.empty() && origin->host == place.host &&
           (origin->port.empty() || origin->port == place.port);
}

bool isWebPattern(std::string_view pattern)
{
    return originIn(pattern, true).has_value();
}

} // namespace kalpana::permissions
