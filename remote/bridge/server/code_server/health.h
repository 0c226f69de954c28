#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace kalpana::bridge::server {

namespace asio = boost::asio;

/// Whether code-server answers GET /healthz on its socket within `limit`. The request closes its connection, so that
/// it does not count as somebody at work.
[[nodiscard]] asio::awaitable<bool> isHealthy(std::string socketPath, std::chrono::milliseconds limit);

} // namespace kalpana::bridge::server
