#include "remote/ssh/dial.h"

#include "remote/ssh/one_shot.h"

#include <QCoreApplication>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <netinet/tcp.h>

namespace kalpana::ssh {

namespace {

using Tcp = asio::ip::tcp;
constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

struct Addresses {
    io::error_code error;
    Tcp::resolver::results_type found;
};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConnection)
};

Error unreachable(const ResolvedHost& host, io::error_code error)
{
    const auto place = host.hostName + u':' + QString::number(host.port);
    const auto detail = QString::fromStdString(error.message());
    if (error == asio::error::connection_refused)
        return {ErrorCode::Unreachable,
                Text::tr("%1 refuses connections at %2. Check the port, and that its SSH server runs.")
                    .arg(host.name, place),
                detail};
    if (error == asio::error::timed_out)
        return {ErrorCode::Unreachable,
                Text::tr("%1 does not answer at %2. Check the address, the network, and firewalls on the way.")
                    .arg(host.name, place),
                detail};
    return {ErrorCode::Unreachable,
            Text::tr("%1 can't be reached at %2: %3. Check the address and the network.").arg(host.name, place, detail),
            detail};
}

/// Looked up aside: getaddrinfo can't be interrupted, and nobody should wait for it after a stop.
std::shared_ptr<OneShot<Addresses>> lookUp(const asio::any_io_executor& executor, const ResolvedHost& host)
{
    auto shot = std::make_shared<OneShot<Addresses>>(executor);
    auto resolver = std::make_shared<Tcp::resolver>(executor);
    resolver->async_resolve(host.hostName.toStdString(), std::to_string(host.port), Tcp::resolver::numeric_service,
                            [shot, resolver](io::error_code error, Tcp::resolver::results_type found) {
                                shot->set({error, std::move(found)});
                            });
    return shot;
}

} // namespace

asio::awaitable<Result<io::Stream>> dial(ResolvedHost host)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto looked = lookUp(executor, host);
    const auto addresses = co_await OneShot<Addresses>::wait(looked);
    if (!addresses)
        co_return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
    if (addresses->error)
        co_return failure(
            ErrorCode::UnknownHost,
            Text::tr("The host name “%1” is not known. Check its spelling, your SSH configuration, and the network.")
                .arg(host.hostName),
            QString::fromStdString(addresses->error.message()));
    Tcp::socket socket(executor);
    const auto [error, endpoint] = co_await asio::async_connect(socket, addresses->found, asTuple);
    if (error == asio::error::operation_aborted)
        co_return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
    if (error)
        co_return std::unexpected(unreachable(host, error));
    io::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    // Little waits in the kernel, so that light channels need not queue behind a bulky one.
    const auto waiting = 128 << 10;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &waiting, sizeof waiting);
    co_return io::streamOf(std::move(socket));
}

} // namespace kalpana::ssh
