#pragma once

#include "remote/bridge/server/os/unique_fd.h"

#include <optional>
#include <span>
#include <string>

namespace kalpana::bridge::server {

/// What came of detaching: in the caller the line that the daemon said, in the daemon the pipe to say it on.
struct Detached {
    bool isDaemon = false;
    std::string line = {};
    UniqueFd toCaller = {};
};

/// Leaves the session of whoever called us, so that the end of an SSH session can't end the bridge: two forks, a
/// session of its own, folder /, standard output and error into `log`, every other descriptor closed but those in
/// `keep`. Call it before any thread exists.
[[nodiscard]] Detached detach(const std::string& log, std::span<const int> keep);

} // namespace kalpana::bridge::server
