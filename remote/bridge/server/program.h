#pragma once

#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// The whole program; returns its exit code: 0, 1 (it failed; why is a line of JSON on standard output and a sentence
/// on standard error) or 2 (wrong usage).
[[nodiscard]] int runProgram(const std::vector<std::string>& arguments);

} // namespace kalpana::bridge::server
