#include "remote/gateway/door.h"

#include "remote/gateway/browser_ports.h"
#include "remote/gateway/connection.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <algorithm>

namespace kalpana::gateway {

namespace {

using asio::ip::tcp;

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr int mostProposals = 64;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gateway)
};

error_code listen(tcp::acceptor& listener, const tcp::endpoint& endpoint)
{
    error_code error;
    listener.open(endpoint.protocol(), error);
    if (!error && endpoint.address().is_v6())
        listener.set_option(asio::ip::v6_only(true), error);
    if (!error) // For a port whose old connections still wind down; on Linux it never takes a port from another
                // listener.
        listener.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        listener.bind(endpoint, error);
    if (!error)
        listener.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

/// Both loopback addresses, or the first alone where there is no IPv6. Another program on either is an error: browsers
/// try both.
Result<std::vector<tcp::acceptor>> listenOn(const asio::any_io_executor& executor, std::uint16_t port)
{
    std::vector<tcp::acceptor> listeners;
    for (const auto& address :
         {asio::ip::address(asio::ip::address_v4::loopback()), asio::ip::address(asio::ip::address_v6::loopback())}) {
        tcp::acceptor listener(executor);
        const auto error = listen(listener, {address, port});
        if (!error) {
            listeners.push_back(std::move(listener));
        } else if (address.is_v4() || error == asio::error::address_in_use || error == asio::error::access_denied) {
            return failure(ErrorCode::Conflict,
                           Text::tr("Port %1 of this computer is taken by another program. The workspace needs this "
                                    "very port: end that program (“ss -ltnp” names it) and try again.")
                               .arg(port),
                           QString::fromStdString(error.message()));
        }
    }
    return listeners;
}

} // namespace

Result<std::shared_ptr<Door>> Door::open(const asio::any_io_executor& executor, WorkspaceRoute route,
                                         std::shared_ptr<House> house)
{
    if (!isUsableId(route.id) || !route.backend)
        return failure(ErrorCode::Usage,
                       Text::tr("“%1” can't be a workspace's host name.").arg(QString::fromStdString(route.id)));
    if (route.port != 0 && browsersRefuse(route.port))
        return failure(
            ErrorCode::Usage,
            Text::tr("Browsers refuse to open port %1. Choose another one for the workspace.").arg(route.port));
    const auto isChosen = route.port == 0;
    auto listeners = Result<std::vector<tcp::acceptor>>();
    for (int proposals = 0; proposals < mostProposals; ++proposals) {
        if (isChosen)
            route.port = proposePort();
        listeners = listenOn(executor, route.port);
        if (listeners || !isChosen)
            break;
    }
    if (!listeners)
        return std::unexpected(listeners.error());
    const auto door = std::make_shared<Door>(std::move(route), std::move(house), std::move(*listeners));
    door->startListening();
    return door;
}

Door::Door(WorkspaceRoute route, std::shared_ptr<House> house, std::vector<tcp::acceptor> listeners)
    : m_route(std::move(route)), m_house(std::move(house)), m_listeners(std::move(listeners)),
      m_entrance(m_route.id, m_house->limits.tokenTime),
      m_pool(std::make_shared<BackendPool>(m_house->limits.pooledTime))
{
}

void Door::startListening()
{
    for (auto& listener : m_listeners)
        asio::co_spawn(listener.get_executor(), accept(shared_from_this(), listener), asio::detached);
}

void Door::close()
{
    for (auto& listener : m_listeners) {
        error_code ignored;
        listener.close(ignored);
    }
    m_pool->clear();
    for (auto* connection : m_connections)
        connection->close();
}

std::size_t Door::bufferBytes() const
{
    return std::max<std::size_t>(65536, limits().headBytes + 4096);
}

void Door::entered(Connection* connection)
{
    m_connections.insert(connection);
    m_house->connections.insert(connection);
}

void Door::left(Connection* connection)
{
    m_connections.erase(connection);
    m_house->connections.erase(connection);
}

asio::awaitable<void> Door::accept(std::shared_ptr<Door> self, tcp::acceptor& listener)
{
    asio::steady_timer pause(listener.get_executor());
    for (;;) {
        auto [error, socket] = co_await listener.async_accept(asTuple);
        if (!listener.is_open())
            co_return;
        if (!error) {
            self->welcome(std::move(socket));
        } else if (error != asio::error::connection_aborted) {
            // Out of file descriptors: they come back.
            pause.expires_after(std::chrono::milliseconds(100));
            co_await pause.async_wait(asTuple);
        }
    }
}

void Door::welcome(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (m_house->connections.size() >= m_house->limits.connections) {
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(serialize(refusal(503), true, false)), ignored);
        return;
    }
    const auto executor = socket.get_executor();
    asio::co_spawn(executor,
                   Connection::serve(std::make_shared<Connection>(shared_from_this(), io::streamOf(std::move(socket)))),
                   asio::detached);
}

} // namespace kalpana::gateway
