#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace kalpana::agent {

/// How a model's server is reached, where it is not simply there.
struct NetworkRoute {
    QString proxy = {};          ///< Empty: the system's; "none"; else http://host:port or socks5://host:port.
    QByteArray authorities = {}; ///< PEM: certificates that are trusted beside the system's.
    bool operator==(const NetworkRoute&) const = default;
};

/// From the settings: network.proxy and network.caFile. Reads the file. ErrorCode::Config, naming the setting, where
/// the proxy is none or carries a password (a secret is never in a file), or the file holds no certificate.
[[nodiscard]] Result<NetworkRoute> networkRoute(const QString& proxy, const QString& caFile);

} // namespace kalpana::agent
