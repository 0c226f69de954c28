#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>

namespace kalpana::bridge::server {

namespace asio = boost::asio;

/// Whether code-server answers GET /healthz on its socket within a second. The request closes its connection, so that
/// it does not count as somebody at work.
[[nodiscard]] asio::awaitable<bool> isHealthy(std::string socketPath);

} // namespace kalpana::bridge::server
