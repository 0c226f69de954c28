#pragma once

#include "core/base/error.h"
#include "remote/io/stream.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace kalpana::gateway {

/// Where a workspace's requests go: its code-server's socket and its ports, wherever the host is. Lives on the I/O
/// thread; many calls may be under way at once. While the host is being reconnected a call waits; the gateway ends the
/// wait by cancelling it (its own time limit, or the browser went away). Errors: NotFound (nothing listens there) is
/// shown as 502, everything else as 503; the error's sentence is shown to the user.
class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    [[nodiscard]] virtual boost::asio::awaitable<Result<io::Stream>> openIde() = 0;
    [[nodiscard]] virtual boost::asio::awaitable<Result<io::Stream>> openPort(std::uint16_t port) = 0;
};

} // namespace kalpana::gateway
