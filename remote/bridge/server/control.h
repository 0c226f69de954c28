#pragma once

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/server/os/unix_socket.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <optional>
#include <string>

namespace kalpana::bridge::server {

namespace asio = boost::asio;
using protocol::Json;

/// control.sock is how one run of this program talks to the bridge that is up: a line of JSON,
/// {"ask":"where|handover|shutdown"}, and a line back with its "pid". Only the same user gets an answer, for it holds
/// the token. Asks the bridge that listens at `path`; nothing where none does, or where it does not answer within 5 s.
[[nodiscard]] std::optional<Json> askBridge(const std::string& path, std::string_view question);

/// Answers one connection.
[[nodiscard]] asio::awaitable<void> serveControl(asio::local::stream_protocol::socket socket,
                                                 std::function<Json(const std::string&)> answer);

} // namespace kalpana::bridge::server
