#pragma once

#include <QDateTime>
#include <QString>

namespace kalpana::workspace {

/// What the desktop knows of a workspace: where it lives and under which name and port its pages are found. A value.
struct Record {
    /// Names the workspace in addresses, sockets and remote folders; never changes. See makeId().
    QString id;
    /// As the user calls it; unique without regard to case.
    QString name;
    /// "local", an alias of the SSH configuration, user@host:port or ssh://user@host:port.
    QString host = QStringLiteral("local");
    /// The folder on the host; empty lets provisioning choose one.
    QString folder = {};
    QDateTime createdAt = {};
    QDateTime lastUsedAt = {};
    /// The gateway's port on this computer, chosen once and kept for ever: editors keep their layout by origin. 0: not
    /// chosen yet.
    quint16 gatewayPort = 0;
    /// Kalpana's own folder on the host; empty is the default there.
    QString remoteData = {};
    /// The SSH configuration file that resolves `host`; empty is the user's own.
    QString sshConfig = {};

    bool operator==(const Record&) const = default;
};

/// A new id for a workspace of this name: its letters and digits as [a-z0-9-] and four random hexadecimal digits, at
/// most 40 characters, fit for a DNS label, a file name and a unix socket's path.
[[nodiscard]] QString makeId(const QString& name);

} // namespace kalpana::workspace
