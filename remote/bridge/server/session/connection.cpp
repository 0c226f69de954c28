#include "remote/bridge/server/session/connection.h"

#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/os/unix_socket.h"
#include "remote/bridge/server/session/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>

namespace kalpana::bridge::server {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using Transport = beast::basic_stream<asio::local::stream_protocol>;

constexpr auto kHandshakeTime = std::chrono::seconds(10);
constexpr std::size_t kRoomBelow = 1U << 20U; // for those who stream
constexpr std::size_t kReadBelow = 8U << 20U; // for further requests
constexpr auto kWait = asio::as_tuple(asio::use_awaitable);

/// Sends frames one after the other, in the order they came.
class Connection final : public Outbox, public std::enable_shared_from_this<Connection> {
public:
    explicit Connection(Transport stream)
        : m_websocket(std::move(stream)), m_wake(m_websocket.get_executor()), m_room(m_websocket.get_executor())
    {
        websocket::stream_base::timeout limits{kHandshakeTime, websocket::stream_base::none(), false};
        m_websocket.set_option(limits);
        m_websocket.read_message_max(0); // our own limit, after which the connection lives on
        m_websocket.auto_fragment(false);
    }

    asio::awaitable<bool> accept(http::request<http::empty_body> request)
    {
        const auto [error] = co_await m_websocket.async_accept(request, kWait);
        co_return !error;
    }

    void send(std::string text) override { push(false, std::move(text)); }
    void send(const protocol::Frame& frame) override { push(true, encode(frame)); }

    asio::awaitable<void> room() override
    {
        const auto self = shared_from_this();
        while (m_queued >= kRoomBelow && !m_closed)
            co_await m_room.wait();
    }

    bool closed() const override { return m_closed; }

    static asio::awaitable<void> write(std::shared_ptr<Connection> self)
    {
        while (!self->m_closed) {
            if (self->m_queue.empty()) {
                co_await self->m_wake.wait();
                continue;
            }
            self->m_websocket.binary(self->m_queue.front().binary);
            const auto [error, count] =
                co_await self->m_websocket.async_write(asio::buffer(self->m_queue.front().bytes), kWait);
            if (error)
                self->close();
            if (self->m_closed)
                co_return;
            self->m_queued -= self->m_queue.front().bytes.size();
            self->m_queue.pop_front();
            self->m_room.notify();
        }
    }

    static asio::awaitable<void> read(std::shared_ptr<Connection> self, std::shared_ptr<Session> session)
    {
        beast::flat_buffer buffer;
        bool tooLarge = false;
        while (!self->m_closed) {
            // One who asks and does not read the answers is not read either; but what streams must not keep a cancel
            // out.
            while (self->m_queued >= kReadBelow && !self->m_closed)
                co_await self->m_room.wait();
            const auto [error, count] = co_await self->m_websocket.async_read_some(buffer, 65536, kWait);
            if (error)
                co_return;
            const bool binary = self->m_websocket.got_binary();
            const auto limit =
                binary ? protocol::kMaxBinaryBytes + protocol::kFrameHeaderBytes : protocol::kMaxTextBytes;
            tooLarge = tooLarge || buffer.size() > limit;
            if (tooLarge)
                buffer.clear();
            if (!self->m_websocket.is_message_done())
                continue;
            const std::string_view message(static_cast<const char*>(buffer.cdata().data()), buffer.size());
            if (std::exchange(tooLarge, false))
                session->receiveTooLarge(binary);
            else if (binary)
                session->receiveBinary(message);
            else
                session->receiveText(message);
            buffer.clear();
            if (buffer.capacity() > 1U << 20U)
                buffer.shrink_to_fit();
        }
    }

    void close()
    {
        m_closed = true; // the queue stays: its first frame may be in the middle of a write
        beast::get_lowest_layer(m_websocket).close();
        m_wake.notify();
        m_room.notify();
    }

private:
    struct Queued {
        bool binary;
        std::string bytes;
    };

    void push(bool binary, std::string bytes)
    {
        if (m_closed)
            return;
        m_queued += bytes.size();
        m_queue.push_back({binary, std::move(bytes)});
        if (m_queue.size() == 1)
            m_wake.notify();
    }

    websocket::stream<Transport> m_websocket;
    std::deque<Queued> m_queue;
    std::size_t m_queued = 0;
    bool m_closed = false;
    Event m_wake;
    Event m_room;
};

asio::awaitable<void> refuse(Transport& stream, const http::request<http::empty_body>& request, http::status status,
                             std::string reason)
{
    http::response<http::string_body> response(status, request.version());
    response.set(http::field::content_type, "text/plain");
    response.keep_alive(false);
    response.body() = std::move(reason);
    response.prepare_payload();
    co_await http::async_write(stream, response, kWait);
}

bool isAuthorized(const http::request<http::empty_body>& request, const Token& token)
{
    constexpr std::string_view prefix = "Bearer ";
    const std::string_view shown = request[http::field::authorization];
    return shown.starts_with(prefix) && token.equals(shown.substr(prefix.size()));
}

} // namespace

asio::awaitable<void> serveConnection(asio::local::stream_protocol::socket socket, const Token& token,
                                      const Handlers& handlers)
{
    if (!isPeerThisUser(socket.native_handle()))
        co_return;
    Transport stream(std::move(socket));
    stream.expires_after(kHandshakeTime);
    beast::flat_buffer buffer(16384);
    http::request<http::empty_body> request;
    if (const auto [error, count] = co_await http::async_read(stream, buffer, request, kWait); error)
        co_return;
    if (!isAuthorized(request, token)) {
        co_await refuse(stream, request, http::status::unauthorized, "The token is missing or wrong.\n");
        co_return;
    }
    if (!websocket::is_upgrade(request)) {
        co_await refuse(stream, request, http::status::upgrade_required, "This is a WebSocket.\n");
        co_return;
    }
    stream.expires_never();
    const auto connection = std::make_shared<Connection>(std::move(stream));
    if (!co_await connection->accept(std::move(request)))
        co_return;
    const auto session = std::make_shared<Session>(co_await asio::this_coro::executor, handlers, connection);
    asio::co_spawn(co_await asio::this_coro::executor, Connection::write(connection), asio::detached);
    co_await Connection::read(connection, session);
    connection->close();
    session->stopAll();
}

} // namespace kalpana::bridge::server
