#pragma once

#include "remote/ssh/connect.h"
#include "remote/ssh/connection.h"

namespace kalpana::ssh {

/// connect() with other times than the usual ones: a test need not wait 15 s for a dead peer.
[[nodiscard]] Result<std::shared_ptr<SshHost>> connect(io::IoThread& io, const ResolvedHost& host, Questions& questions,
                                                       const Connection::Timing& timing, std::stop_token stop);

} // namespace kalpana::ssh
