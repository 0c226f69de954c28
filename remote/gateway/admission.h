#pragma once

#include "remote/gateway/entrance.h"
#include "remote/gateway/head.h"
#include "remote/gateway/page.h"
#include "remote/gateway/site.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace kalpana::gateway {

/// Where a request that may pass goes.
struct Forward {
    Site site;
};
using Decision = std::variant<Forward, Answer>;

/// The path of the gateway's own pages; nothing below it is forwarded.
inline constexpr std::string_view ownPath = "/__kalpana/";

/// Decides about one request that came to a workspace's port: its Host (421), a token (303 and the cookie), its cookie
/// (401), its Origin where a foreign page could do harm (403). Passive. Every request passes here, not only a
/// connection's first.
///
/// A port's site without a cookie sends a browser once round by the editor's site, whose cookie proves that it may:
/// 3000--x → x/__kalpana/port → 3000--x/__kalpana/enter. Only navigations, so that no page can do it to another.
[[nodiscard]] Decision decide(const RequestHead& request, std::string_view workspace, std::uint16_t listenerPort,
                              Entrance& entrance, Clock::time_point now);

/// "http://3000--x.localhost:21000/__kalpana/enter?token=…", with `next` where the visit began elsewhere than at "/".
[[nodiscard]] std::string enterAddressOf(const Site& site, std::uint16_t listenerPort, std::string_view token,
                                         std::string_view next = {});

/// Whether a path can be redirected to without leaving the site: it begins with one slash, and has no control
/// characters or backslashes.
[[nodiscard]] bool isSafeLocalPath(std::string_view path);

} // namespace kalpana::gateway
