#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// One line of `git status --porcelain=v2 -z` (git-status(1)).
struct StatusEntry {
    enum class Kind : std::uint8_t { Changed, Renamed, Conflicted, Untracked, Ignored };
    Kind kind = Kind::Changed;
    char staged = '.';   ///< index against HEAD: M, T, A, D, R, C; '.' where they are the same
    char unstaged = '.'; ///< the work tree against the index
    bool isSubmodule = false;
    std::string path = {};     ///< any bytes; ends with '/' where a whole folder is meant
    std::string original = {}; ///< where a renamed one came from
};

struct Status {
    std::string commit = {}; ///< empty before the first one
    std::string branch = {}; ///< empty where HEAD is detached
    std::string upstream = {};
    std::optional<std::uint64_t> ahead = {};
    std::optional<std::uint64_t> behind = {};
    std::vector<StatusEntry> entries = {};
};

/// Lines that it does not know are passed over, as git-status(1) asks.
[[nodiscard]] Status parseStatus(std::string_view output);

/// What is before each NUL.
[[nodiscard]] std::vector<std::string_view> splitAtNul(std::string_view text);

} // namespace kalpana::bridge::server
