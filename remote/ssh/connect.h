#pragma once

#include "remote/ssh/questions.h"
#include "remote/ssh/resolved_host.h"
#include "remote/ssh/ssh_host.h"

#include <memory>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::ssh {

/// Connects, checks the host key, then signs in: agent, identity files, keyboard-interactive, password. Call it on a
/// flow thread; it blocks, asks what it must, and a stop ends it at once. No secret is sent before the host key is
/// known or accepted. Errors: Unreachable (name, refused port, time limit), HostKeyUnknown, HostKeyChanged,
/// Authentication (says what was tried), Protocol (not SSH, nothing in common), ConnectionLost, Config (a known_hosts
/// file), Cancelled.
[[nodiscard]] Result<std::shared_ptr<SshHost>> connect(io::IoThread& io, const ResolvedHost& host, Questions& questions,
                                                       std::stop_token stop = {});

} // namespace kalpana::ssh
