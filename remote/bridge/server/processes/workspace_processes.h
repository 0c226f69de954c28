#pragma once

#include "remote/bridge/server/os/process_stat.h"

namespace kalpana::bridge::server {

/// The processes that belong to a workspace: all that the bridge has started and all that those have (it inherits their
/// orphans), `adopted` with its children (a code-server that an earlier bridge started; 0: none), and this user's
/// others that run in the workspace's folder, as those of a session that the user opened by hand. Not the bridge
/// itself.
[[nodiscard]] std::vector<ProcessStat> workspaceProcesses(const std::string& root, pid_t adopted);

} // namespace kalpana::bridge::server
