#pragma once

#include "core/base/error.h"
#include "remote/io/stream.h"

namespace kalpana::provision {

namespace asio = boost::asio;

/// Asks code-server's /healthz over a fresh stream, with `Connection: close` so that it does not count as activity.
/// A value when the answer is 200.
[[nodiscard]] asio::awaitable<Result<void>> checkHealth(io::Stream stream);

} // namespace kalpana::provision
