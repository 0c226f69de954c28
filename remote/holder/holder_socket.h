#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QUrl>

#include <functional>
#include <memory>
#include <thread>

namespace kalpana::holder {

/// What a holder answers. Called on the socket's own thread, one at a time; must not destroy the socket.
struct Handlers {
    std::function<Result<QUrl>()> enterAddress;
    /// "phase" and what else is worth telling: workspaces::holderStatus().
    std::function<QJsonObject()> status;
    /// Asked to let go: end the tunnel soon, then destroy the socket. The asker waits for that.
    std::function<void()> release;
};

/// Says that this process holds a workspace's tunnel, and answers other programs of the same user about it: one JSON
/// object a line,
/// {"type": "enter"} → {"ok": true, "address": …}, {"type": "status"} → {"ok": true, "phase": …, …}, {"type":
/// "release"} → {"ok": true} and the end of the connection once it was let go; {"ok": false, "code": …, "message": …}
/// on failure. Socket mode 0600 in a 0700 folder, peers of other users are sent away. Held by a lock that dies with the
/// process.
class HolderSocket final {
public:
    /// Conflict when another process holds the workspace.
    [[nodiscard]] static Result<std::unique_ptr<HolderSocket>> listen(const QString& dataFolder,
                                                                      const QString& workspaceId, Handlers handlers);
    HolderSocket(const HolderSocket&) = delete;
    HolderSocket& operator=(const HolderSocket&) = delete;
    ~HolderSocket();

private:
    HolderSocket(QByteArray path, int lock, int listener, Handlers handlers);
    void serve(const std::stop_token& stop);

    QByteArray m_path;
    int m_lock;
    int m_listener;
    Handlers m_handlers;
    std::jthread m_thread; // Must be last: it uses the others.
};

} // namespace kalpana::holder
