#pragma once

#include "core/base/error.h"
#include "remote/ssh/connection.h"
#include "remote/ssh/questions.h"
#include "remote/ssh/resolved_host.h"

#include <memory>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::ssh {

/// Signs in over a connection whose host key is trusted, in OpenSSH's order: keys of the agent that identity files
/// name, its others, the identity files, keyboard-interactive, password. Call it on a flow thread; it asks what it
/// must. A passphrase is asked for only when the server would take the key. ErrorCode::Authentication says what was
/// tried.
[[nodiscard]] Result<void> signIn(io::IoThread& io, const std::shared_ptr<Connection>& connection,
                                  const ResolvedHost& host, Questions& questions, std::stop_token stop);

} // namespace kalpana::ssh
