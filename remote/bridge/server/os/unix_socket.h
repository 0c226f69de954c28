#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <string>
#include <sys/types.h>

namespace kalpana::bridge::server {

/// Paths of sockets end up in 108 bytes; the longest of ours must fit.
inline constexpr std::size_t kMaxSocketPath = 100;

/// Listens at `path` (0600), taking the place of a dead socket there.
[[nodiscard]] Outcome<UniqueFd> listenAt(const std::string& path);
/// Connects, blocking.
[[nodiscard]] Outcome<UniqueFd> connectTo(const std::string& path);

/// Whether the other end is this user, by the kernel's word (SO_PEERCRED, unix(7)). Its pid there is no use: that of a
/// listener is the process that called listen(), before it detached.
[[nodiscard]] bool isPeerThisUser(int socket);

} // namespace kalpana::bridge::server
