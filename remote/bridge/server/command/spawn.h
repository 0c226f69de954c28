#pragma once

#include "remote/bridge/server/command/environment.h"
#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kalpana::bridge::server {

struct SpawnSpec {
    std::vector<std::string> argv = {}; ///< the first one is looked for on PATH where it has no slash
    Environment environment = {};
    int folder = -1; ///< to run in; -1: where the bridge is
    int input = -1;  ///< -1: /dev/null, for all three
    int output = -1;
    int errors = -1;
    bool terminal = false;                        ///< its input is a terminal, and becomes its controlling one
    int cgroup = -1;                              ///< it starts in (cgroup.h), where it may; -1: in the bridge's
    std::chrono::milliseconds longestStart{5000}; ///< until its exec; the caller is held up for twice that at most
};

/// Starts a program in a session and process group of its own (so its pid is its group's), with default signal handling
/// and none of our descriptors. not_found, not_executable and no_permission tell a program that can't be run from one
/// that ran and failed; timeout one that hung before it ran.
[[nodiscard]] Outcome<pid_t> spawn(const SpawnSpec& spec);

/// A program on the PATH of an environment (or by its own path); not_found where there is none.
[[nodiscard]] Outcome<std::string> findProgram(const std::string& name, const Environment& environment);

/// A pipe whose reading or writing end is for us and does not block.
struct Pipe {
    UniqueFd ours;
    UniqueFd theirs;
};
enum class Direction { FromChild, ToChild };
[[nodiscard]] Outcome<Pipe> makePipe(Direction direction);

} // namespace kalpana::bridge::server
