#pragma once

#include "remote/gateway/backend_pool.h"
#include "remote/gateway/entrance.h"
#include "remote/gateway/gateway.h"

#include <boost/asio/ip/tcp.hpp>

#include <set>
#include <vector>

namespace kalpana::gateway {

class Connection;

/// What all doors of a gateway share.
struct House {
    Limits limits;
    std::set<Connection*> connections; ///< Open ones, of all doors together.
};

/// One workspace's way in: its listeners, who may enter, and where requests go. Lives on the I/O thread; connections
/// keep it alive.
class Door final : public std::enable_shared_from_this<Door> {
public:
    /// Listens on the route's port, or on a free one. Errors: as Gateway::add().
    [[nodiscard]] static Result<std::shared_ptr<Door>> open(const asio::any_io_executor& executor, WorkspaceRoute route,
                                                            std::shared_ptr<House> house);

    Door(WorkspaceRoute route, std::shared_ptr<House> house, std::vector<asio::ip::tcp::acceptor> listeners);

    void startListening();
    /// Closes the listeners and every connection; upgraded ones take their leave.
    void close();

    [[nodiscard]] const std::string& id() const { return m_route.id; }
    [[nodiscard]] std::uint16_t port() const { return m_route.port; }
    [[nodiscard]] const std::shared_ptr<Backend>& backend() const { return m_route.backend; }
    [[nodiscard]] Entrance& entrance() { return m_entrance; }
    [[nodiscard]] BackendPool& pool() { return *m_pool; }
    [[nodiscard]] const Limits& limits() const { return m_house->limits; }
    [[nodiscard]] std::size_t bufferBytes() const;

    void entered(Connection* connection);
    void left(Connection* connection);

private:
    static asio::awaitable<void> accept(std::shared_ptr<Door> self, asio::ip::tcp::acceptor& listener);
    void welcome(asio::ip::tcp::socket socket);

    WorkspaceRoute m_route;
    std::shared_ptr<House> m_house;
    std::vector<asio::ip::tcp::acceptor> m_listeners;
    Entrance m_entrance;
    std::shared_ptr<BackendPool> m_pool;
    std::set<Connection*> m_connections;
};

} // namespace kalpana::gateway
