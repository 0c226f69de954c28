#pragma once

#include "remote/bridge/client/client.h"

#include <map>
#include <optional>
#include <vector>

namespace kalpana::bridge::client {

/// A command in the workspace: either `argv`, or `shell` for a line read by a shell.
struct CommandSpec {
    std::vector<std::string> argv = {};
    std::string shell = {};
    std::string cwd = {}; ///< Relative to the workspace's folder; empty: that folder.
    std::map<std::string, std::string> environment = {};
    std::string input = {}; ///< Its standard input.
    std::optional<std::chrono::milliseconds> timeout = {};
    std::optional<std::uint64_t> maxOutput = {}; ///< Bytes of output after which the rest is dropped.
};

enum class OutputChannel : std::uint8_t { Out = 1, Error = 2 };

/// Called on the I/O thread for each piece of output, in order; must not block.
using OutputSink = std::function<void(OutputChannel, std::string_view)>;

struct CommandResult {
    int exitCode = 0;
    std::string signal; ///< What killed it, empty if nothing did.
    std::chrono::milliseconds duration{0};
    std::uint64_t outBytes = 0;
    std::uint64_t errorBytes = 0;
    bool truncated = false;
};

/// Runs a command to its end. Cancelling the coroutine ends the command's whole process group.
/// Errors: NotFound (no such program or folder), NotExecutable, Cancelled, Remote (its time ran out).
[[nodiscard]] asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec,
                                                                OutputSink onOutput);

} // namespace kalpana::bridge::client
