#include "remote/holder/ask_holder.h"

#include "remote/holder/holder_path.h"
#include "remote/holder/line_connection.h"

#include <QCoreApplication>
#include <QFile>

#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

namespace kalpana::holder {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience(10);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Holder)
};

Result<LineConnection> connectTo(const QString& dataFolder, const QString& workspaceId)
{
    const auto path = QFile::encodeName(socketPath(dataFolder, workspaceId));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    const int connected = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    LineConnection connection(connected);
    if (connected < 0 || ::connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        !connection.isSameUser())
        return failure(ErrorCode::NotFound, Text::tr("No program holds this workspace open."));
    return connection;
}

/// The reply, checked.
Result<QJsonObject> ask(LineConnection& connection, const QString& type)
{
    if (const auto written = connection.write({{u"type"_s, type}}); !written)
        return std::unexpected(written.error());
    auto reply = connection.read(patience);
    if (reply && !reply->value("ok"_L1).toBool())
        return failure(ErrorCode::ConnectionLost, reply->value("message"_L1).toString(),
                       reply->value("code"_L1).toString());
    return reply;
}

} // namespace

Result<QUrl> askForAddress(const QString& dataFolder, const QString& workspaceId)
{
    auto connection = connectTo(dataFolder, workspaceId);
    if (!connection)
        return std::unexpected(connection.error());
    return ask(*connection, u"enter"_s).transform([](const QJsonObject& reply) {
        return QUrl(reply.value("address"_L1).toString(), QUrl::StrictMode);
    });
}

Result<QJsonObject> askForStatus(const QString& dataFolder, const QString& workspaceId)
{
    auto connection = connectTo(dataFolder, workspaceId);
    if (!connection)
        return std::unexpected(connection.error());
    return ask(*connection, u"status"_s);
}

Result<void> askToRelease(const QString& dataFolder, const QString& workspaceId)
{
    auto connection = connectTo(dataFolder, workspaceId);
    if (!connection)
        return std::unexpected(connection.error());
    if (const auto reply = ask(*connection, u"release"_s); !reply)
        return std::unexpected(reply.error());
    if (!connection->waitForEnd(patience))
        return failure(ErrorCode::Conflict,
                       Text::tr("The program that holds the workspace did not let go. End it, then try again."));
    return {};
}

} // namespace kalpana::holder
