#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kalpana::permissions {

/// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d.
using IpAddress = std::array<std::uint8_t, 16>;

/// Whether an address belongs to the internet at large: not to this computer, a private or local network, a cloud's
/// metadata service, a group, or a block that is reserved (IANA's special-purpose registries for IPv4 and IPv6). One
/// that carries an IPv4 address (RFC 4291, 3056, 6052) is judged by that.
[[nodiscard]] bool isPublic(const IpAddress& address);

/// Where an address of the web leads, in the form in which rules speak of it.
struct WebPlace {
    std::string scheme; ///< "http" or "https".
    std::string host;   ///< In lower case, without a dot at its end; an IPv6 address without its brackets.
    std::string port;
};

/// Of an address such as https://example.com:8443/x?y; nothing where it has another scheme, a user's name, or signs in
/// its host that no host has.
[[nodiscard]] std::optional<WebPlace> webPlace(std::string_view address);

/// Of a host that is known without asking anybody to be this computer or not public: by its IP address, or by its name
/// (localhost, *.internal, what has no dot).
[[nodiscard]] bool isNear(const WebPlace& place);

/// Whether a rule's pattern is about a place: a host in which * stands for any signs ("*.example.com"), with
/// "https://" before it and ":8443" behind it if it is about these only.
[[nodiscard]] bool matchesWeb(std::string_view pattern, const WebPlace& place);

/// Whether it names the very host, without a scheme and without a *: only such a rule allows what is not public. What
/// is kept of an answer has its scheme, as nobody has looked then where the host's name leads tomorrow.
[[nodiscard]] bool namesHost(std::string_view pattern, const WebPlace& place);

/// Whether it can be about any place at all.
[[nodiscard]] bool isWebPattern(std::string_view pattern);

} // namespace kalpana::permissions
