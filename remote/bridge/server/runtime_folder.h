#pragma once

#include "remote/bridge/server/options.h"
#include "remote/bridge/server/os/folder.h"

#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// The folder of a workspace's sockets: 0700, ours, on a path short enough. The open descriptor is locked while a
/// bridge serves, and the lock goes with its process, however it ends (flock(2)); it also keeps systemd-tmpfiles away.
struct RuntimeFolder {
    std::string path;
    UniqueFd fd;

    [[nodiscard]] std::string bridgeSocket() const { return path + "/bridge.sock"; }
    [[nodiscard]] std::string controlSocket() const { return path + "/control.sock"; }
    [[nodiscard]] std::string ideSocket() const { return path + "/ide.sock"; }
    /// False where another bridge holds it.
    [[nodiscard]] bool lock() const;
};

/// Where the sockets of a workspace may be, the best place first. --runtime is the only one where it was given.
/// $XDG_RUNTIME_DIR counts only where it outlives the last session of the user: systemd removes /run/user/UID unless
/// lingering is on.
[[nodiscard]] std::vector<std::string> runtimeCandidates(const Options& options);

/// Makes the first of these that can be made.
[[nodiscard]] Outcome<RuntimeFolder> openRuntimeFolder(const std::vector<std::string>& candidates);

} // namespace kalpana::bridge::server
