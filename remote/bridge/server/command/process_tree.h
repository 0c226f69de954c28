#pragma once

#include "remote/bridge/server/command/cgroup.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <csignal>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kalpana::bridge::server {

namespace asio = boost::asio;

/// The environment variable by which a command's processes are known even after they have left its session and lost
/// their parents.
inline constexpr const char* kCommandMark = "KALPANA_COMMAND";

/// What is alive of a process: it, its session and process group, its descendants, and those who carry its mark (if it
/// has one).
[[nodiscard]] std::vector<pid_t> processesOf(pid_t leader, const std::string& mark);

/// Asks them all to end, kills those that are left after `grace`, and returns when none is. With those of a cgroup,
/// where there is one: the others may have lost their mark.
[[nodiscard]] asio::awaitable<void> endProcesses(pid_t leader, std::string mark, std::chrono::milliseconds grace,
                                                 int asking = SIGTERM, std::shared_ptr<Cgroup> cgroup = {});

/// Removes a cgroup; what is left in it lives on outside.
[[nodiscard]] asio::awaitable<void> dissolve(std::shared_ptr<Cgroup> cgroup);

/// Ends what is in the cgroups of a bridge that was killed, and removes them.
[[nodiscard]] asio::awaitable<void> endLeftovers(std::vector<std::shared_ptr<Cgroup>> cgroups);

/// What the program of a terminal has left behind: asks the processes of its kernel session (credentials(7)) by SIGHUP,
/// and kills those that are left after `grace`. Two kinds live on, because their starter asked for that: those with a
/// session of their own (setsid, daemons), and those that ignore SIGHUP (nohup).
[[nodiscard]] asio::awaitable<void> hangUp(pid_t session, std::chrono::milliseconds grace);

} // namespace kalpana::bridge::server
