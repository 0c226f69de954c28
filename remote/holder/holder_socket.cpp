#include "remote/holder/holder_socket.h"

#include "remote/holder/holder_path.h"
#include "remote/holder/line_connection.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace kalpana::holder {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Holder)
};

Error systemError(const QByteArray& path)
{
    return {ErrorCode::Storage, Text::tr("The socket %1 can't be made.").arg(QFile::decodeName(path)),
            QString::fromLocal8Bit(std::strerror(errno))};
}

QJsonObject refusal(const Error& error)
{
    return {{u"ok"_s, false}, {u"code"_s, QString(errorCodeName(error.code))}, {u"message"_s, error.sentence}};
}

} // namespace

Result<std::unique_ptr<HolderSocket>> HolderSocket::listen(const QString& dataFolder, const QString& workspaceId,
                                                           Handlers handlers)
{
    const auto name = socketPath(dataFolder, workspaceId);
    if (const auto made = makeSocketFolder(name); !made)
        return std::unexpected(made.error());
    const auto path = QFile::encodeName(name);
    const int lock = ::open((path + ".lock").constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return std::unexpected(systemError(path));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return failure(ErrorCode::Conflict, Text::tr("Another program holds this workspace open."));
    }
    ::unlink(path.constData()); // of a holder that was killed
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::chmod(path.constData(), 0600) != 0 || ::listen(listener, 16) != 0) {
        const auto error = systemError(path);
        if (listener >= 0)
            ::close(listener);
        ::close(lock);
        return std::unexpected(error);
    }
    return std::unique_ptr<HolderSocket>(new HolderSocket(path, lock, listener, std::move(handlers)));
}

HolderSocket::HolderSocket(QByteArray path, int lock, int listener, Handlers handlers)
    : m_path(std::move(path)), m_lock(lock), m_listener(listener), m_handlers(std::move(handlers)),
      m_thread([this](const std::stop_token& stop) { serve(stop); })
{
}

HolderSocket::~HolderSocket()
{
    ::unlink(m_path.constData());
    m_thread.request_stop();
    ::shutdown(m_listener, SHUT_RDWR); // wakes accept
    m_thread.join();
    ::close(m_listener);
    ::close(m_lock); // The file stays: unlinking it would let two processes lock two files of one name.
}

void HolderSocket::serve(const std::stop_token& stop)
{
    constexpr std::chrono::seconds patience(2);
    std::vector<LineConnection> waitingForTheEnd;
    while (!stop.stop_requested()) {
        const int accepted = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (stop.stop_requested() || (errno != EMFILE && errno != ENFILE))
                return;
            ::poll(nullptr, 0, 100); // out of descriptors: others will be closed
            continue;
        }
        LineConnection connection(accepted);
        if (!connection.isSameUser())
            continue;
        const auto request = connection.read(patience);
        if (!request)
            continue;
        const auto type = request->value("type"_L1).toString();
        QJsonObject reply{{u"ok"_s, true}};
        if (type == "enter"_L1) {
            if (const auto address = m_handlers.enterAddress())
                reply.insert(u"address"_s, address->toString(QUrl::FullyEncoded));
            else
                reply = refusal(address.error());
        } else if (type == "status"_L1) {
            reply = m_handlers.status();
            reply.insert(u"ok"_s, true);
        } else if (type == "release"_L1) {
            m_handlers.release();
        } else {
            reply = refusal({ErrorCode::Usage, Text::tr("There is no request \"%1\".").arg(type)});
        }
        const auto written = connection.write(reply);
        if (written && type == "release"_L1)
            waitingForTheEnd.push_back(std::move(connection));
    }
}

} // namespace kalpana::holder
