#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace kalpana::agent {

/// How a model's server is reached, where it is not simply there.
struct NetworkRoute {
    /// Empty: the system's; "none"; else http://host:port or socks5://host:port, with a name before the host if it
    /// wants one: socks5://me@host:port. Names of hosts are looked up by the proxy.
    QString proxy = {};
    QByteArray authorities = {};                 ///< PEM: certificates that are trusted beside the system's.
    std::shared_ptr<const Secret> password = {}; ///< Of the proxy's name.
    bool operator==(const NetworkRoute&) const = default;
};

/// From the settings: network.proxy and network.caFile. Reads the file. ErrorCode::Config, naming the setting, where
/// the proxy is none or carries a password (a secret is never in a file), or the file holds no certificate.
[[nodiscard]] Result<NetworkRoute> networkRoute(const QString& proxy, const QString& caFile);

} // namespace kalpana::agent
