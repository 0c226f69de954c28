#pragma once

#include "core/base/error.h"
#include "remote/ssh/host_key.h"

#include <QList>
#include <QString>
#include <boost/asio/awaitable.hpp>

namespace kalpana::ssh {

/// A key that an ssh-agent holds.
struct AgentKey {
    HostKey key;
    QString comment;
};

/// The keys of the agent behind a socket (draft-ietf-sshm-ssh-agent). ErrorCode::NotFound when no agent answers there.
[[nodiscard]] boost::asio::awaitable<Result<QList<AgentKey>>> agentKeys(QString socketPath);

/// Lets the agent sign; it may ask the user first, for as long as that takes. Gives the bare signature of the
/// algorithm. ErrorCode::Authentication when it refuses.
[[nodiscard]] boost::asio::awaitable<Result<QByteArray>> agentSign(QString socketPath, HostKey key, QByteArray data,
                                                                   QByteArray algorithm);

} // namespace kalpana::ssh
