#pragma once

#include "core/permissions/shell_command.h"

#include <string_view>

namespace kalpana::permissions {

constexpr std::size_t longestLine = 64 * 1024;
constexpr std::size_t deepestNesting = 32;
constexpr std::size_t mostCommands = 1024;

/// Finds every simple command of a command line, wherever it hides: lists, pipelines, subshells, groups, substitutions,
/// functions, if, for, while, until, case, and substitutions in here-documents. Nothing is run or expanded. Reads what
/// POSIX (Shell Command Language, 2.) and bash(1) have in common and what they add as far as both cannot differ in what
/// is run: the host's sh may be either. What it does not understand is a problem, never left out. Time is linear in the
/// text times the depth.
[[nodiscard]] ParsedLine parseShell(std::string_view text);

/// As parseShell, for a text within another: `from` stands before each command's own steps and counts as depth.
[[nodiscard]] ParsedLine parseShellWithin(std::string_view text, const std::vector<Step>& from, bool readsPipe);

} // namespace kalpana::permissions
