#pragma once

#include "remote/bridge/server/session/handlers.h"
#include "remote/bridge/server/session/token.h"

#include <boost/asio/local/stream_protocol.hpp>

namespace kalpana::bridge::server {

/// Serves one connection on bridge.sock to its end: the peer's uid, then the token, then WebSocket frames (RFC 6455)
/// for a session. Whatever goes wrong ends this connection only.
[[nodiscard]] asio::awaitable<void> serveConnection(asio::local::stream_protocol::socket socket, const Token& token,
                                                    const Handlers& handlers);

} // namespace kalpana::bridge::server
