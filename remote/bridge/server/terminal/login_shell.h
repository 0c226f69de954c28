#pragma once

#include "remote/bridge/server/command/environment.h"

#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// The user's shell, as the login that started the bridge said it ($SHELL), else as /etc/passwd says it, else sh.
/// Called as a login shell, as terminals of a remote machine are. A shell that lets nobody in counts as none.
[[nodiscard]] std::vector<std::string> loginShell(const Environment& environment);

/// What a program in a terminal finds: the bridge's environment without what belongs to another terminal, and what this
/// one can do.
[[nodiscard]] Environment terminalEnvironment();

} // namespace kalpana::bridge::server
