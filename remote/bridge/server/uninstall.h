#pragma once

#include "remote/bridge/server/options.h"
#include "remote/bridge/server/os/system_failure.h"

#include <cstdint>

namespace kalpana::bridge::server {

/// Something of Kalpana's on this host.
struct Trace {
    std::string path = {};
    std::uint64_t bytes = 0;
    bool runs = false; ///< a workspace whose bridge answers

    bool operator==(const Trace&) const = default;
};

/// All that this user has of Kalpana below the data folder and where sockets are; never a workspace's own folder.
[[nodiscard]] std::vector<Trace> tracesOf(const Options& options);

/// `kalpana-bridge uninstall`: prints what is there, and with --yes stops what runs and removes it. What others have
/// put into the data folder stays, and is named.
[[nodiscard]] Outcome<void> uninstall(const Options& options);

} // namespace kalpana::bridge::server
