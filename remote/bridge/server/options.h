#pragma once

#include <expected>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// The command line. Paths are absolute once read; `runtime` stays empty where it was not given.
struct Options {
    enum class Command { Serve, Stop, Relay, Uninstall, Credential, Askpass, Version, Help };
    Command command = Command::Help;
    std::string id = {};
    std::string root = {};
    std::string data = {};
    std::string runtime = {};
    std::string startCodeServer = {};
    std::string proxyUri = {};
    std::string socket = {};
    std::string checkEvery = "10000"; ///< milliseconds between two looks at code-server
    std::string text = {};            ///< the operation of `credential`, the prompt of `askpass`
    bool foreground = false;
    bool yes = false;
};

/// What is wrong with it, as a sentence, where it can't be read.
[[nodiscard]] std::expected<Options, std::string> readOptions(const std::vector<std::string>& arguments);

[[nodiscard]] std::string usage();

} // namespace kalpana::bridge::server
