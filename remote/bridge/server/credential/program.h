#pragma once

#include "remote/bridge/protocol/message.h"

#include <functional>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// The name by which this program is an askpass: git and ssh take a path there, without arguments of ours.
inline constexpr std::string_view kAskpassName = "kalpana-askpass";
/// Where git's and ssh's children find the bridge that started them.
inline constexpr std::string_view kControlVariable = "KALPANA_CONTROL";

/// Set where git can ask in a terminal itself: then it is left to it, where no desktop can be asked.
inline constexpr std::string_view kTerminalVariable = "KALPANA_TERMINAL";

/// Puts a question to the bridge; nothing where none answers.
using AskBridge = std::function<std::optional<protocol::Json>(const protocol::Json& question)>;

/// `kalpana-bridge credential get|store|erase`: a Git credential helper (gitcredentials(7)). Reads the question from
/// standard input and prints the answer; store and erase do nothing. The exit code.
[[nodiscard]] int runCredential(const std::string& operation, const AskBridge& ask);

/// `kalpana-bridge askpass PROMPT`, for GIT_ASKPASS and SSH_ASKPASS: prints the answer.
[[nodiscard]] int runAskpass(const std::string& prompt, const AskBridge& ask);

} // namespace kalpana::bridge::server
