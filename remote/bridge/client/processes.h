#pragma once

#include "remote/bridge/client/client.h"

#include <vector>

namespace kalpana::bridge::client {

/// A process of the workspace: what the bridge has started, or what of this user's runs in the workspace's folder.
struct Process {
    std::uint32_t pid = 0;
    std::uint32_t parent = 0;
    std::uint64_t startTime = 0; ///< Clock ticks since boot: with the pid it names one process for good.
    std::string name;
    std::vector<std::string> argv;
    std::uint64_t memory = 0; ///< Resident, in bytes.
};

enum class Signal { Terminate, Kill, Interrupt, HangUp };

[[nodiscard]] asio::awaitable<Result<std::vector<Process>>> listProcesses(ClientPointer client);
/// Errors: NotFound (it has ended, or is none of the workspace's).
[[nodiscard]] asio::awaitable<Result<void>> killProcess(ClientPointer client, Process process,
                                                        Signal signal = Signal::Terminate);

} // namespace kalpana::bridge::client
