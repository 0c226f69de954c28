#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "remote/io/stream.h"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace kalpana::bridge::client {

namespace asio = boost::asio;
using Json = nlohmann::json;

/// A binary frame from the bridge: `kind` 1 is standard output, 2 standard error, 4 file content, 6 a terminal's
/// picture. The bytes are valid during the call only.
struct BinaryPart {
    std::uint8_t kind = 0;
    std::uint64_t offset = 0;
    std::span<const std::byte> bytes;
};

/// What a request wants to hear before its reply. The functions are called on the I/O thread, must not block, and are
/// never called once the request has ended.
struct RequestHandlers {
    /// An event whose payload carries this request's id.
    std::function<void(std::string_view event, const Json& payload)> onEvent = {};
    /// A binary frame of this request's stream.
    std::function<void(const BinaryPart&)> onBinary = {};
    /// How long the reply may take; zero for requests that stream.
    std::chrono::milliseconds timeout{10'000};
    /// What the request is about, as a user knows it: a path, a program. Error sentences name it.
    QString subject = {};
};

/// Who answers at the other end, from its hello.
struct Hello {
    std::string bridge;   ///< Its version, such as "0.1.0".
    std::string protocol; ///< Always "1": connect() refuses any other.
    std::string id;       ///< The workspace it serves.
    std::string root;     ///< The workspace's folder there, absolute.
    std::int64_t pid = 0;
    std::string host;
};

/// A connection to a kalpana-bridge: requests with replies, events and binary streams over one WebSocket. Lives on the
/// I/O thread, over any stream (a unix socket of this computer, an SSH channel). Dropping the last pointer closes it.
///
/// - Any number of requests may be under way at once (256 at most); each awaits its own reply.
/// - When the connection ends, all of them fail with ErrorCode::ConnectionLost, and so does every later one.
/// - Cancelling the coroutine that awaits a request, or its timeout, sends request.cancel.
/// - What the bridge refuses is mapped to an ErrorCode and a sentence (see failure.h); the bridge's own code and words
/// stand in the detail.
class Client final {
public:
    /// Upgrades the stream, signs in with the token and says hello; 10 seconds at most.
    /// Errors: Authentication (the token is refused), Protocol (not a bridge, or another protocol version),
    /// ConnectionLost.
    [[nodiscard]] static asio::awaitable<Result<std::shared_ptr<Client>>> connect(io::Stream stream, Secret token);

    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    /// Sends a request and waits for its reply's payload. The client stays alive until it has ended.
    [[nodiscard]] asio::awaitable<Result<Json>> request(std::string type, Json payload, RequestHandlers handlers = {});
    /// Sends a binary frame; returns once the connection has taken it (back-pressure).
    [[nodiscard]] asio::awaitable<Result<void>> sendBinary(std::uint8_t kind, std::uint32_t stream,
                                                           std::uint64_t offset, std::span<const std::byte> bytes);
    /// Tells what needs no answer; on the I/O thread. Nothing happens where the connection has ended.
    void sendEvent(std::string_view event, Json payload);
    /// Hears every event that belongs to no request, such as an upload's; drop what is returned to hear no more.
    [[nodiscard]] std::shared_ptr<void>
    listen(std::function<void(std::string_view event, const Json& payload)> onEvent);

    /// Completes when the connection has ended, with the reason. May be awaited by several.
    [[nodiscard]] asio::awaitable<Error> lost();
    /// Ends the connection: pending requests fail.
    void close();

    [[nodiscard]] const Hello& hello() const;

private:
    class Connection;
    explicit Client(std::shared_ptr<Connection> connection);
    std::shared_ptr<Connection> m_connection;
};

using ClientPointer = std::shared_ptr<Client>;

} // namespace kalpana::bridge::client
