#pragma once

#include "remote/bridge/client/client.h"
#include "remote/bridge/protocol/message.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace kalpana::bridge::client {

/// What a Client holds: the WebSocket, a loop that reads from it and one that writes what is queued. The loops keep it
/// alive until the stream has ended; requests and their callers come and go meanwhile, and a cancelled caller never
/// harms the stream.
class Client::Connection final : public std::enable_shared_from_this<Client::Connection> {
public:
    explicit Connection(io::Stream stream);

    using Self = std::shared_ptr<Connection>;
    using EventSink = std::function<void(std::string_view event, const Json& payload)>;

    static asio::awaitable<Result<void>> upgrade(Self self, Secret token);
    static asio::awaitable<Result<void>> sayHello(Self self);
    static asio::awaitable<Result<Json>> request(Self self, std::string type, Json payload, RequestHandlers handlers);
    static asio::awaitable<Result<void>> sendBinary(Self self, std::string frame);
    static asio::awaitable<Error> lost(Self self);

    void startReading();
    void sendEvent(const protocol::Event& event);
    void close();
    std::shared_ptr<void> listen(EventSink onEvent);
    [[nodiscard]] asio::any_io_executor executor() { return m_socket.get_executor(); }

    Hello hello;

private:
    struct Pending;
    struct Outgoing;

    static asio::awaitable<void> read(Self self);
    static asio::awaitable<void> write(Self self);
    void send(std::shared_ptr<Outgoing> frame);
    void sendRequest(std::uint32_t id, std::string_view type, Json payload);
    std::uint32_t freeId();
    void take(std::string_view message, bool binary);
    void takeReply(protocol::Reply reply);
    void takeEvent(const protocol::Event& event);
    void end(Error why);

    boost::beast::websocket::stream<io::Stream> m_socket;
    boost::beast::flat_buffer m_incoming;
    std::deque<std::shared_ptr<Outgoing>> m_outgoing;
    bool m_writing = false;
    std::map<std::uint32_t, std::shared_ptr<Pending>> m_pending;
    std::uint32_t m_lastId = 0;
    std::vector<std::weak_ptr<EventSink>> m_listeners;
    std::optional<Error> m_end;
    asio::steady_timer m_ended;
};

} // namespace kalpana::bridge::client
