#pragma once

#include "remote/bridge/server/os/process_stat.h"

#include <string_view>

namespace kalpana::bridge::server {

/// A TCP port that somebody listens on.
struct ListeningSocket {
    std::uint16_t port = 0;
    std::string address = {}; ///< as inet_ntop(3) writes it
    std::uint64_t inode = 0;

    bool operator==(const ListeningSocket&) const = default;
};

/// Reads the text of /proc/net/tcp or tcp6 (proc_pid_net(5)); lines that are not understood are left out.
[[nodiscard]] std::vector<ListeningSocket> listeningSockets(std::string_view text);

/// A port of the workspace, and which of its processes listens.
struct ListeningPort {
    std::uint16_t port = 0;
    std::string address = {};
    pid_t pid = 0;
    std::string name = {};
    std::vector<std::string> argv = {};

    bool operator==(const ListeningPort&) const = default;
};

/// Those of `processes`, by port. One that several processes share is the first one's; at most 512.
[[nodiscard]] std::vector<ListeningPort> listeningPorts(const std::vector<ProcessStat>& processes);

} // namespace kalpana::bridge::server
