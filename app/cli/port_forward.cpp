#include "app/cli/port_forward.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ForwardCommand)
};

/// One direction, to its end; half-closes the other side then.
asio::awaitable<void> pump(io::Stream& from, io::Stream& into)
{
    std::array<char, 32768> buffer; // NOLINT: filled before it is read
    for (;;) {
        const auto [failed, count] = co_await from.async_read_some(asio::buffer(buffer), asTuple);
        if (failed) {
            into.shutdownWrite();
            if (failed != asio::error::eof)
                into.close();
            co_return;
        }
        const auto [broken, written] = co_await asio::async_write(into, asio::buffer(buffer.data(), count), asTuple);
        if (broken) {
            from.close();
            co_return;
        }
    }
}

} // namespace

Result<ForwardSpec> parseForward(const QString& text)
{
    static const QRegularExpression form(
        u"\\A(?:(\\[[0-9A-Fa-f:.%]+\\]|[^:\\[\\]]+):)?([0-9]{1,5}):(\\[[0-9A-Fa-f:.%]+\\]|[^:\\[\\]]+):([0-9]{1,5})\\z"_s);
    const auto match = form.match(text);
    const auto plain = [](QString address) {
        return address.startsWith(u'[') ? address.sliced(1, address.size() - 2) : address;
    };
    bool portFits = false;
    bool hostPortFits = false;
    ForwardSpec spec{.port = match.captured(2).toUShort(&portFits),
                     .host = plain(match.captured(3)),
                     .hostPort = match.captured(4).toUShort(&hostPortFits)};
    if (!match.hasMatch() || !portFits || !hostPortFits || spec.hostPort == 0)
        return failure(
            ErrorCode::Usage,
            Text::tr("\"%1\" is no forward. Give [BIND:]PORT:HOST:PORT, such as 8080:localhost:3000.").arg(text));
    if (match.hasCaptured(1) && match.captured(1) != "localhost"_L1)
        spec.bind = plain(match.captured(1));
    if (spec.bind == u'*')
        spec.bind = u"0.0.0.0"_s;
    return spec;
}

PortForward::PortForward(asio::any_io_executor executor, ForwardSpec spec, std::function<void(const Error&)> refused)
    : m_spec(std::move(spec)), m_refused(std::move(refused)), m_acceptor(executor),
      m_drained(std::move(executor), asio::steady_timer::time_point::max())
{
}

Result<quint16> PortForward::listen()
{
    io::error_code error;
    const auto address = asio::ip::make_address(m_spec.bind.toStdString(), error);
    if (error)
        return failure(ErrorCode::Usage, Text::tr("\"%1\" is no address of this computer.").arg(m_spec.bind));
    const asio::ip::tcp::endpoint endpoint(address, m_spec.port);
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return failure(ErrorCode::Conflict,
                       Text::tr("Port %1 of %2 can't be used on this computer: %3. Choose another one.")
                           .arg(m_spec.port)
                           .arg(m_spec.bind, QString::fromStdString(error.message())));
    return m_acceptor.local_endpoint().port();
}

asio::awaitable<Result<Error>> PortForward::carry(std::shared_ptr<host::Host> host)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    auto ended = co_await (accept(host) || host->lost());
    for (auto& connection : m_connections)
        connection.emit(asio::cancellation_type::terminal);
    const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
    co_await asio::this_coro::reset_cancellation_state();
    while (!m_connections.empty())
        co_await m_drained.async_wait(asTuple);
    if (cancelled || ended.index() == 0)
        co_return std::unexpected(Error{ErrorCode::Cancelled, Text::tr("Stopped.")});
    co_return std::get<1>(std::move(ended));
}

asio::awaitable<void> PortForward::accept(std::shared_ptr<host::Host> host)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        auto [error, socket] = co_await m_acceptor.async_accept(asTuple);
        if (error == asio::error::operation_aborted)
            co_return;
        if (error)
            continue;
        const auto connection = m_connections.emplace(m_connections.end());
        auto carrying = carryOne(host, std::move(socket));
        asio::co_spawn(m_acceptor.get_executor(), std::move(carrying),
                       asio::bind_cancellation_slot(connection->slot(), [this, connection](const std::exception_ptr&) {
                           m_connections.erase(connection);
                           m_drained.cancel();
                       }));
    }
}

asio::awaitable<void> PortForward::carryOne(std::shared_ptr<host::Host> host, asio::ip::tcp::socket socket)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    io::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto local = io::streamOf(std::move(socket));
    auto remote = co_await host->openTcp(m_spec.host.toStdString(), m_spec.hostPort);
    if (!remote) {
        local.close();
        m_refused(remote.error());
        co_return;
    }
    co_await (pump(local, *remote) && pump(*remote, local));
    local.close();
    remote->close();
}

} // namespace kalpana::cli
