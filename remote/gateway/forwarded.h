#pragma once

#include "remote/gateway/head.h"

#include <string>
#include <string_view>

namespace kalpana::gateway {

/// The head to send to the backend: Host, Origin and everything else as it came, without the gateway's own cookie and
/// the fields that belong to one connection only (RFC 9110, 7.6.1).
[[nodiscard]] std::string forwardedHead(const RequestHead& request, std::string_view cookieName);

/// The head to send to the browser; `keepAlive` as the gateway will keep its own connection to it.
[[nodiscard]] std::string forwardedHead(const ResponseHead& response, bool keepAlive);

} // namespace kalpana::gateway
