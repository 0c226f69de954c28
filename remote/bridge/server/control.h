#pragma once

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/server/os/unix_socket.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace kalpana::bridge::server {

namespace asio = boost::asio;
using protocol::Json;

/// control.sock is how one run of this program talks to the bridge that is up: a line of JSON,
/// {"ask":"where|handover|shutdown"}, and a line back with its "pid"; or {"ask":"credential", …}, what git or ssh asks
/// of the desktop. Only the same user gets an answer, for it holds the token. Asks the bridge that listens at `path`;
/// nothing where none does, or where it does not answer in time.
[[nodiscard]] std::optional<Json> askBridge(const std::string& path, std::string_view ask);
[[nodiscard]] std::optional<Json> askBridge(const std::string& path, const Json& question, std::chrono::seconds limit);

/// Takes the question (an object), and a stop for when whoever asked has gone.
using ControlAnswer = std::function<asio::awaitable<Json>(Json question, std::stop_token stop)>;
/// Answers one connection.
[[nodiscard]] asio::awaitable<void> serveControl(asio::local::stream_protocol::socket socket, ControlAnswer answer);

} // namespace kalpana::bridge::server
