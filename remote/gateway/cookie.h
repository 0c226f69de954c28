#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::gateway {

/// Every value that a Cookie header (RFC 6265, 4.2.1) has for a name; a page may have made a second one to hide the
/// first.
[[nodiscard]] std::vector<std::string_view> cookieValues(std::string_view header, std::string_view name);

/// The header without that cookie, the others untouched; empty if there were no others.
[[nodiscard]] std::string withoutCookie(std::string_view header, std::string_view name);

} // namespace kalpana::gateway
