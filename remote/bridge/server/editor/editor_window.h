#pragma once

#include "remote/bridge/protocol/message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <string>

namespace kalpana::bridge::server {

namespace asio = boost::asio;
using protocol::Json;

/// The line to our extension (resources/editor_link) in one window of the editor: a JSON object a line, each way. What
/// comes has 64 KiB a line at most, and what waits to go 4 MiB; else the line is closed. Loop's thread.
class EditorWindow final : public std::enable_shared_from_this<EditorWindow> {
public:
    using Socket = asio::local::stream_protocol::socket;

    explicit EditorWindow(Socket socket) : m_socket(std::move(socket)) {}

    /// Hands on every object that comes, until the other end goes or says something else.
    [[nodiscard]] asio::awaitable<void> read(std::function<void(const Json&)> onMessage);
    /// Never waits.
    void send(const Json& message);
    void close();
    [[nodiscard]] bool isClosed() const { return !m_socket.is_open(); }

    // What is known of it.
    std::uint64_t turnedTo = 0; ///< The higher, the later the user turned to it.
    bool isFocused = false;
    Json shown = {}; ///< The file in it, as clients are told; null: none of the workspace.

private:
    static asio::awaitable<void> write(std::shared_ptr<EditorWindow> self);

    Socket m_socket;
    std::string m_waiting;
    bool m_isWriting = false;
};

} // namespace kalpana::bridge::server
