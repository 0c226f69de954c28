#pragma once

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/terminal/pty.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

using protocol::Json;

/// How a terminal's program ended.
struct TerminalEnd {
    std::optional<int> exitCode = {}; ///< 128 + the signal where one killed it; none where nobody saw the end
    std::string signal = {};          ///< "TERM", "KILL" …
    std::string reason = {};          ///< a sentence, where it did not end by itself
    std::int64_t at = 0;              ///< ms since 1970
};

enum class TerminalBacking { Pty, Tmux };

/// What is known of a terminal, and kept beside its output for the bridge after this one. The variables that it was
/// given are not among it: they may be secrets, which no file may hold.
struct TerminalRecord {
    std::uint32_t number = 0;
    std::vector<std::string> argv = {};
    std::string folder = {}; ///< below the workspace's
    std::string title = {};  ///< the one that it was given; a program may set another
    TerminalBacking backing = TerminalBacking::Pty;
    TerminalSize size = {};
    std::int64_t createdAt = 0; ///< ms since 1970
    pid_t pid = 0;
    unsigned long long startTime = 0; ///< with the pid it names the process for ever
    std::string tmux = {};            ///< the socket of the server that it lives in, where it is backed by one
    std::string mark = {};            ///< what its processes carry (process_tree.h)
    std::optional<TerminalEnd> end = {};
};

[[nodiscard]] Json toJson(const TerminalRecord& record);
/// Nothing where it is not one.
[[nodiscard]] std::optional<TerminalRecord> terminalRecordFrom(const Json& json);

} // namespace kalpana::bridge::server
