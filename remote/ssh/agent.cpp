#include "remote/ssh/agent.h"

#include "remote/ssh/wire.h"

#include <QCoreApplication>
#include <QFile>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/un.h>

namespace kalpana::ssh {

namespace asio = boost::asio;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr quint32 maxReply = 256 * 1024; // As OpenSSH's agent.

enum Message : quint8 {
    RequestIdentities = 11,
    IdentitiesAnswer = 12,
    SignRequest = 13,
    SignResponse = 14,
};
enum SignFlag : quint32 {
    NoFlags = 0,
    RsaSha256 = 2,
    RsaSha512 = 4,
};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshAgent)
};

asio::awaitable<Result<QByteArray>> ask(QString socketPath, QByteArray request)
{
    const auto silent = [&] {
        return failure(
            ErrorCode::NotFound,
            Text::tr("No SSH agent answers at %1. Start it with ssh-agent, or correct IdentityAgent.").arg(socketPath));
    };
    const auto path = QFile::encodeName(socketPath).toStdString();
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        co_return silent();
    asio::local::stream_protocol::socket socket(co_await asio::this_coro::executor);
    const asio::local::stream_protocol::endpoint endpoint(path);
    if (const auto [error] = co_await socket.async_connect(endpoint, asTuple); error)
        co_return silent();
    const auto message = WireWriter().string(request).bytes();
    const auto outgoing = asio::buffer(message.constData(), static_cast<std::size_t>(message.size()));
    if (const auto [error, count] = co_await asio::async_write(socket, outgoing, asTuple); error)
        co_return silent();
    QByteArray header(4, '\0');
    const auto headerBuffer = asio::buffer(header.data(), 4);
    if (const auto [error, count] = co_await asio::async_read(socket, headerBuffer, asTuple); error)
        co_return silent();
    const auto size = WireReader(header).number().value_or(0);
    if (size == 0 || size > maxReply)
        co_return silent();
    QByteArray reply(static_cast<qsizetype>(size), '\0');
    const auto replyBuffer = asio::buffer(reply.data(), size);
    if (const auto [error, count] = co_await asio::async_read(socket, replyBuffer, asTuple); error)
        co_return silent();
    co_return reply;
}

} // namespace

asio::awaitable<Result<QList<AgentKey>>> agentKeys(QString socketPath)
{
    auto request = WireWriter().byte(RequestIdentities).bytes();
    const auto reply = co_await ask(socketPath, std::move(request));
    if (!reply)
        co_return std::unexpected(reply.error());
    WireReader in(*reply);
    QList<AgentKey> keys;
    if (in.byte() != IdentitiesAnswer)
        co_return keys; // Locked.
    for (auto left = in.number().value_or(0); left > 0; --left) {
        const auto blob = in.string();
        const auto comment = in.string();
        if (!comment)
            break;
        keys << AgentKey{HostKey{blob->toByteArray()}, QString::fromUtf8(*comment)};
    }
    co_return keys;
}

asio::awaitable<Result<QByteArray>> agentSign(QString socketPath, HostKey key, QByteArray data, QByteArray algorithm)
{
    const quint32 flags = algorithm == "rsa-sha2-256" ? RsaSha256 : algorithm == "rsa-sha2-512" ? RsaSha512 : NoFlags;
    auto request = WireWriter().byte(SignRequest).string(key.blob).string(data).number(flags).bytes();
    const auto reply = co_await ask(std::move(socketPath), std::move(request));
    if (!reply)
        co_return std::unexpected(reply.error());
    WireReader in(*reply);
    const auto kind = in.byte();
    WireReader signature(in.string().value_or(QByteArrayView()));
    const auto used = signature.string();
    const auto bytes = signature.string();
    if (kind != SignResponse || !bytes || *used != algorithm)
        co_return failure(
            ErrorCode::Authentication,
            Text::tr("The SSH agent refused to sign with the key %1. Look at the agent.").arg(key.fingerprint()));
    co_return bytes->toByteArray();
}

} // namespace kalpana::ssh
