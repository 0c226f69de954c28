#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <string>

namespace kalpana::bridge::server {

/// Copies standard input to a socket and the socket to standard output until both have ended; the end of one direction
/// is passed on and leaves the other open. For SSH servers that forward nothing: an exec channel then is the stream.
[[nodiscard]] Outcome<void> relay(const std::string& socket);

} // namespace kalpana::bridge::server
