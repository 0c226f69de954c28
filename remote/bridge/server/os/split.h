#pragma once

#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// The parts of a text between separators; they live as long as it does. Nothing comes after a separator at the end,
/// so that a file's lines are those that it has. (Not by a stream: streams bring half a megabyte of locales along.)
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Likewise, without the empty ones.
[[nodiscard]] std::vector<std::string_view> splitWords(std::string_view text, char separator = ' ');

} // namespace kalpana::bridge::server
