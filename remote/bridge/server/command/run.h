#pragma once

#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/command/input.h"
#include "remote/bridge/server/command/output_sink.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/session/handlers.h"

#include <map>
#include <optional>

namespace kalpana::bridge::server {

struct CommandSpec {
    std::vector<std::string> argv = {};
    std::string folder = {}; ///< below the root
    std::map<std::string, std::string> environment = {};
    std::string input = {};
    std::shared_ptr<CommandInput> streamedInput = {}; ///< instead of that
    std::optional<std::chrono::milliseconds> timeLimit = {};
    std::uint64_t maxOutput =
        16U << 20U; ///< of each stream; 0: no limit. What is over it is read, counted and thrown away
};

/// `sh -c` with the better shell that the host has.
[[nodiscard]] std::vector<std::string> shellCommand(const std::string& line, const Environment& environment);

/// Runs a command to its end. A stop or the time limit ends it with all its processes. What a command leaves behind in
/// the background lives on; its output is no longer waited for. The answer is that of "command.run".
[[nodiscard]] asio::awaitable<Outcome<Json>> runCommand(Children& children, const Root& root, CommandSpec spec,
                                                        std::shared_ptr<OutputSink> sink, std::stop_token stop);

/// Sends what a command prints as binary frames of a request.
[[nodiscard]] std::shared_ptr<OutputSink> sendTo(const Call& call);

} // namespace kalpana::bridge::server
