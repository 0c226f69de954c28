#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <string>
#include <sys/types.h>

namespace kalpana::bridge::server {

/// Makes a folder and those above it, each with `mode` where it is new.
[[nodiscard]] Outcome<void> makeFolders(const std::string& path, mode_t mode = 0700);

/// Opens `base`/`below`, a folder that only this user may enter, and makes what is missing below `base`. Another user
/// of the host may have put something there first: a symlink, somebody else's folder or one that others may enter is
/// refused.
[[nodiscard]] Outcome<UniqueFd> openPrivateFolder(const std::string& base, const std::string& below);

/// Removes a folder and all in it; symlinks are removed, not followed. What can't be removed stays.
void removeTree(const std::string& path);

/// The whole of a small file; empty where it can't be read.
[[nodiscard]] std::string readSmallFile(const std::string& path, std::size_t limit = 65536);

/// Replaces a file of our own, 0600, by rename.
[[nodiscard]] Outcome<void> replaceFile(const std::string& path, std::string_view content);

/// Writes all of it, however often the kernel takes less. errno says why where not.
[[nodiscard]] bool writeAll(int fd, std::string_view bytes);

} // namespace kalpana::bridge::server
