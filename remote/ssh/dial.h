#pragma once

#include "core/base/error.h"
#include "remote/io/stream.h"
#include "remote/ssh/resolved_host.h"

#include <boost/asio/awaitable.hpp>

namespace kalpana::ssh {

/// The TCP connection to a host, with TCP_NODELAY. UnknownHost: the name leads nowhere; Unreachable: refused, no route.
/// No time limit of its own.
[[nodiscard]] boost::asio::awaitable<Result<io::Stream>> dial(ResolvedHost host);

} // namespace kalpana::ssh
