#include "remote/holder/line_connection.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonDocument>

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kalpana::holder {

namespace {

Error lost()
{
    return {ErrorCode::ConnectionLost,
            QCoreApplication::translate("Holder", "The program that holds the workspace did not answer.")};
}

} // namespace

LineConnection::LineConnection(LineConnection&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_buffer(std::move(other.m_buffer))
{
}

LineConnection::~LineConnection()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

bool LineConnection::isSameUser() const
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(m_socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

bool LineConnection::waitToRead(std::chrono::milliseconds limit) const
{
    pollfd waiting{.fd = m_socket, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(limit.count())) == 1;
}

Result<QJsonObject> LineConnection::read(std::chrono::milliseconds limit)
{
    constexpr qsizetype longestLine = 65536;
    const QDeadlineTimer deadline(limit);
    while (!m_buffer.contains('\n')) {
        std::array<char, 4096> chunk{};
        if (m_buffer.size() > longestLine || !waitToRead(std::chrono::milliseconds(deadline.remainingTime())))
            return std::unexpected(lost());
        const auto count = ::recv(m_socket, chunk.data(), chunk.size(), 0);
        if (count <= 0)
            return std::unexpected(lost());
        m_buffer.append(chunk.data(), count);
    }
    const auto end = m_buffer.indexOf('\n');
    const auto document = QJsonDocument::fromJson(m_buffer.first(end));
    m_buffer.remove(0, end + 1);
    if (!document.isObject())
        return failure(
            ErrorCode::Protocol,
            QCoreApplication::translate("Holder", "The program that holds the workspace speaks another language."));
    return document.object();
}

Result<void> LineConnection::write(const QJsonObject& object)
{
    auto line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    while (!line.isEmpty()) {
        const auto count = ::send(m_socket, line.constData(), static_cast<std::size_t>(line.size()), MSG_NOSIGNAL);
        if (count <= 0)
            return std::unexpected(lost());
        line.remove(0, count);
    }
    return {};
}

bool LineConnection::waitForEnd(std::chrono::milliseconds limit)
{
    char ignored = 0;
    const QDeadlineTimer deadline(limit);
    while (waitToRead(std::chrono::milliseconds(deadline.remainingTime())))
        if (::recv(m_socket, &ignored, 1, 0) <= 0)
            return true;
    return false;
}

} // namespace kalpana::holder
