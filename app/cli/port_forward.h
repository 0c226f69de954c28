#pragma once

#include "core/base/error.h"
#include "remote/host/host.h"

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <list>
#include <memory>

namespace kalpana::cli {

namespace asio = boost::asio;

/// [BIND:]PORT:HOST:PORT, as ssh's -L; an IPv6 address stands in brackets.
struct ForwardSpec {
    QString bind = QStringLiteral("127.0.0.1");
    quint16 port = 0; ///< 0 chooses a free one.
    QString host;
    quint16 hostPort = 0;

    bool operator==(const ForwardSpec&) const = default;
};

/// Usage when it is not of that form.
[[nodiscard]] Result<ForwardSpec> parseForward(const QString& text);

/// Listens on a port of this computer and carries each connection through a host. Lives on the I/O thread.
class PortForward final {
public:
    /// `refused` hears why a connection could not be carried.
    PortForward(asio::any_io_executor executor, ForwardSpec spec, std::function<void(const Error&)> refused);

    /// Conflict when the port is taken, Usage when the address is not one of this computer. Returns the port.
    [[nodiscard]] Result<quint16> listen();
    /// Carries connections until the host is lost (a value: the reason) or it is cancelled; then ends them all.
    [[nodiscard]] asio::awaitable<Result<Error>> carry(std::shared_ptr<host::Host> host);

private:
    asio::awaitable<void> accept(std::shared_ptr<host::Host> host);
    asio::awaitable<void> carryOne(std::shared_ptr<host::Host> host, asio::ip::tcp::socket socket);

    ForwardSpec m_spec;
    std::function<void(const Error&)> m_refused;
    asio::ip::tcp::acceptor m_acceptor;
    asio::steady_timer m_drained; ///< Never expires; cancelled when a connection has ended.
    std::list<asio::cancellation_signal> m_connections;
};

} // namespace kalpana::cli
