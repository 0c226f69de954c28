#pragma once

#include "remote/bridge/server/command/children.h"

#include <functional>
#include <stop_token>

namespace kalpana::bridge::server {

/// One run of the host's git.
struct GitSpec {
    std::vector<std::string> arguments = {}; ///< after "git"
    Environment environment = {};
    std::string input = {};
    int folder = -1;                                     ///< to run in; -1: where the bridge is
    std::size_t mostOutput = 64U << 20U;                 ///< what prints more is ended, and its outcome is cut off
    std::function<void(std::string_view)> onErrors = {}; ///< is given what it says there, instead of the outcome
};

struct GitOutcome {
    int exitCode = 0;
    std::string output = {};
    std::string errors = {}; ///< the first 64 KiB
    bool isCutOff = false;
};

/// The bridge's own environment without what would lead git elsewhere (every GIT_… variable), in English, and with
/// nobody at a terminal to ask.
[[nodiscard]] Environment gitEnvironment();

/// Runs it to its end; a stop kills it and what it started. What git leaves behind in the background is not waited for.
/// `failed` with a sentence where the host has no git.
[[nodiscard]] asio::awaitable<Outcome<GitOutcome>> runGit(Children& children, GitSpec spec, std::stop_token stop);

/// The same for one that must succeed: its output, or a failure in git's own words.
[[nodiscard]] asio::awaitable<Outcome<std::string>> gitOutput(Children& children, GitSpec spec, std::stop_token stop);

/// What git said, as a failure: no_space where the disk is full.
[[nodiscard]] Failure gitFailure(const GitOutcome& outcome);

} // namespace kalpana::bridge::server
