#pragma once

#include "remote/bridge/client/client.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace kalpana::bridge::client {

/// A command in the workspace: either `argv`, or `shell` for a line read by a shell.
struct CommandSpec {
    std::vector<std::string> argv = {};
    std::string shell = {};
    std::string cwd = {}; ///< Relative to the workspace's folder; empty: that folder.
    std::map<std::string, std::string> environment = {};
    std::string input = {}; ///< Its standard input, where it is not streamed.
    std::optional<std::chrono::milliseconds> timeout = {};
    std::optional<std::uint64_t> maxOutput = {}; ///< Bytes of output after which the rest is dropped.
};

enum class OutputChannel : std::uint8_t { Out = 1, Error = 2 };

/// Called on the I/O thread for each piece of output, in order; must not block.
using OutputSink = std::function<void(OutputChannel, std::string_view)>;

/// Gives what a command is to read: fills the bytes and says how many, 0 after the last one. Called and awaited on the
/// I/O thread, one call at a time; cancelled where nobody waits for it any more.
using InputSource = std::function<asio::awaitable<Result<std::size_t>>(std::span<char>)>;

struct CommandResult {
    int exitCode = 0;
    std::string signal; ///< What killed it, empty if nothing did.
    std::chrono::milliseconds duration{0};
    std::uint64_t outBytes = 0;
    std::uint64_t errorBytes = 0;
    bool truncated = false;
};

/// A command that outlives its connection: where it is to be picked up again. Written on the I/O thread while a call
/// below is under way.
struct KeptCommand {
    std::uint32_t number = 0; ///< 0: not started yet.
    std::uint64_t outBytes = 0;
    std::uint64_t errorBytes = 0;
};

/// Runs a command to its end. Cancelling the coroutine ends the command's whole process group.
/// Errors: NotFound (no such program or folder), NotExecutable, Cancelled, Remote (its time ran out).
[[nodiscard]] asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec,
                                                                OutputSink onOutput);
/// The same with a standard input that comes while it runs, no faster than it is read (a megabyte may be on its way).
/// What the source fails with ends the command, and is the error.
[[nodiscard]] asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec,
                                                                OutputSink onOutput, InputSource input);
/// The same for a command that goes on when the connection is lost (ConnectionLost), to be followed over another one.
/// Cancelling the coroutine still ends it.
[[nodiscard]] asio::awaitable<Result<CommandResult>>
runKeptCommand(ClientPointer client, CommandSpec spec, OutputSink onOutput, std::shared_ptr<KeptCommand> kept);
/// Goes on where another connection ended: what came since, and how the command ended. Cancelling it ends the
/// following only.
/// Errors: NotFound (so long ago that it is not kept any more), and those of running it.
[[nodiscard]] asio::awaitable<Result<CommandResult>> followCommand(ClientPointer client, OutputSink onOutput,
                                                                   std::shared_ptr<KeptCommand> kept);
/// Ends a kept command with all its processes.
[[nodiscard]] asio::awaitable<Result<void>> endCommand(ClientPointer client, std::uint32_t number);

} // namespace kalpana::bridge::client
