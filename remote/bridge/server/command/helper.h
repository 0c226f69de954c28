#pragma once

#include "remote/bridge/server/command/children.h"

#include <functional>
#include <stop_token>

namespace kalpana::bridge::server {

/// One of the host's own programs (curl, tar) that the bridge uses.
struct HelperSpec {
    std::vector<std::string> argv = {};
    std::string input = {}; ///< what it reads on standard input, where inputFile is -1
    int inputFile = -1;
    int folder = -1;
    Environment environment = Environment::own();
    /// Called every now and then with what it has printed so far, to tell how far it is.
    std::function<void(const std::string& output)> tick = {};
};

struct HelperOutcome {
    int exitCode = 0;
    std::string output = {}; ///< the first 64 KiB
    std::string errors = {}; ///< likewise
};

/// Runs it to its end, whatever it leaves in the background, in English (LC_ALL=C); a stop kills it and what it
/// started.
[[nodiscard]] asio::awaitable<Outcome<HelperOutcome>> runHelper(Children& children, HelperSpec spec,
                                                                std::stop_token stop);

} // namespace kalpana::bridge::server
