#pragma once

#include "core/base/error.h"

#include <QString>

namespace kalpana::ssh {

/// What a user typed for a host, taken apart: `host`, `user@host`, `user@host:port`, `[v6]:port`,
/// `ssh://user@host:port`.
struct HostAddress {
    QString host;
    QString user;     ///< Empty: not given.
    quint16 port = 0; ///< 0: not given.
};

/// ErrorCode::Usage when the words are no host.
[[nodiscard]] Result<HostAddress> parseHostAddress(const QString& text);

} // namespace kalpana::ssh
