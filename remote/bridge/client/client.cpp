#include "remote/bridge/client/client.h"

#include "remote/bridge/client/connection.h"
#include "remote/bridge/protocol/frame.h"

#include <boost/asio/dispatch.hpp>

namespace kalpana::bridge::client {

asio::awaitable<Result<ClientPointer>> Client::connect(io::Stream stream, Secret token)
{
    const auto connection = std::make_shared<Connection>(std::move(stream));
    auto upgraded = co_await Connection::upgrade(connection, std::move(token));
    if (!upgraded)
        co_return std::unexpected(upgraded.error());
    ClientPointer client(new Client(connection)); // From here on its destructor closes the stream.
    connection->startReading();
    auto known = co_await Connection::sayHello(connection);
    if (!known)
        co_return std::unexpected(known.error());
    co_return client;
}

Client::Client(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}

Client::~Client()
{
    const auto executor = m_connection->executor();
    asio::dispatch(executor, [connection = std::move(m_connection)] { connection->close(); });
}

// Each of these hands the connection over before it suspends: the awaitable may outlive this object.

asio::awaitable<Result<Json>> Client::request(std::string type, Json payload, RequestHandlers handlers)
{
    return Connection::request(m_connection, std::move(type), std::move(payload), std::move(handlers));
}

asio::awaitable<Result<void>> Client::sendBinary(std::uint8_t kind, std::uint32_t stream, std::uint64_t offset,
                                                 std::span<const std::byte> bytes)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return Connection::sendBinary(
        m_connection,
        protocol::encode(
            {.kind = static_cast<protocol::FrameKind>(kind), .stream = stream, .offset = offset, .bytes = text}));
}

void Client::sendEvent(std::string_view event, Json payload)
{
    m_connection->sendEvent({std::string(event), std::move(payload)});
}

std::shared_ptr<void> Client::listen(std::function<void(std::string_view event, const Json& payload)> onEvent)
{
    return m_connection->listen(std::move(onEvent));
}

asio::awaitable<Error> Client::lost()
{
    return Connection::lost(m_connection);
}

void Client::close()
{
    m_connection->close();
}

const Hello& Client::hello() const
{
    return m_connection->hello;
}

} // namespace kalpana::bridge::client
