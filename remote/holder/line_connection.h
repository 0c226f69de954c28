#pragma once

#include "core/base/error.h"

#include <QJsonObject>

#include <chrono>

namespace kalpana::holder {

/// One JSON object a line over a connected unix socket, blocking up to a time limit. Owns the socket.
class LineConnection final {
public:
    explicit LineConnection(int socket) : m_socket(socket) {}
    LineConnection(const LineConnection&) = delete;
    LineConnection& operator=(const LineConnection&) = delete;
    LineConnection(LineConnection&& other) noexcept;
    ~LineConnection();

    /// The other end runs as the same user (SO_PEERCRED).
    [[nodiscard]] bool isSameUser() const;
    /// Reads a line of at most 64 KiB and returns its object. ConnectionLost, Protocol.
    [[nodiscard]] Result<QJsonObject> read(std::chrono::milliseconds limit);
    [[nodiscard]] Result<void> write(const QJsonObject& object);
    /// Waits until the other end has closed; false when it has not within the limit.
    [[nodiscard]] bool waitForEnd(std::chrono::milliseconds limit);

private:
    [[nodiscard]] bool waitToRead(std::chrono::milliseconds limit) const;
    int m_socket = -1;
    QByteArray m_buffer;
};

} // namespace kalpana::holder
