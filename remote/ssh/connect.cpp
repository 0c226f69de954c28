#include "remote/ssh/connect.h"

#include "remote/io/io_thread.h"
#include "remote/ssh/connect_timing.h"
#include "remote/ssh/connection.h"
#include "remote/ssh/dial.h"
#include "remote/ssh/host_key_check.h"
#include "remote/ssh/sign_in.h"

#include <QCoreApplication>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace kalpana::ssh {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConnection)
};

constexpr std::chrono::seconds defaultTimeout{30};

using Connected = Result<std::shared_ptr<Connection>>;

asio::awaitable<Connected> establish(ResolvedHost host, std::string hostKeyAlgorithms, Connection::Timing timing)
{
    auto transport = co_await dial(host);
    if (!transport)
        co_return std::unexpected(transport.error());
    co_return co_await Connection::open(std::move(*transport), host.name, std::move(hostKeyAlgorithms), timing);
}

asio::awaitable<Connected> within(std::chrono::seconds limit, ResolvedHost host, std::string hostKeyAlgorithms,
                                  Connection::Timing timing)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto expired = timer.async_wait(asio::use_awaitable);
    auto established = establish(host, std::move(hostKeyAlgorithms), timing);
    auto first = co_await (std::move(established) || std::move(expired));
    if (auto* connected = std::get_if<0>(&first))
        co_return std::move(*connected);
    co_return failure(
        ErrorCode::Unreachable,
        Text::tr(
            "%1 did not answer at %2:%3 within %n seconds. Check the address, the network, and firewalls on the way.",
            nullptr, static_cast<int>(limit.count()))
            .arg(host.name, host.hostName)
            .arg(host.port));
}

} // namespace

Result<std::shared_ptr<SshHost>> connect(io::IoThread& io, const ResolvedHost& host, Questions& questions,
                                         std::stop_token stop)
{
    return connect(io, host, questions, Connection::Timing{}, std::move(stop));
}

Result<std::shared_ptr<SshHost>> connect(io::IoThread& io, const ResolvedHost& host, Questions& questions,
                                         const Connection::Timing& timing, std::stop_token stop)
{
    const auto known = knownKeysOf(host);
    if (!known)
        return std::unexpected(known.error());
    const auto limit = host.connectTimeout.count() > 0 ? host.connectTimeout : defaultTimeout;
    const auto connection = io.run(within(limit, host, known->preferredAlgorithms().toStdString(), timing), stop);
    if (!connection)
        return std::unexpected(connection.error());
    const auto giveUp = [&](const Error& error) {
        io.call([&] { (*connection)->close(); });
        return std::unexpected(error);
    };
    const auto key = io.call([&] { return (*connection)->session().hostKey(); });
    if (const auto trusted = checkHostKey(host, *known, key, questions, stop); !trusted)
        return giveUp(trusted.error());
    if (const auto signedIn = signIn(io, *connection, host, questions, stop); !signedIn)
        return giveUp(signedIn.error());
    io.call([&] { (*connection)->start(); });
    return std::make_shared<SshHost>(host.name.toStdString(), *connection);
}

} // namespace kalpana::ssh
