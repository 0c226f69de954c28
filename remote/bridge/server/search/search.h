#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace kalpana::bridge::server {

struct SearchSpec {
    std::string query = {};
    bool regex = false;
    bool caseSensitive = true;
    std::string glob = {}; ///< as ripgrep's --glob; empty: every file
    std::uint64_t limit = 1000;
};

/// A line that matches, and the first place in it. Lines and columns count from 1, columns in bytes.
struct Match {
    std::string path = {};
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::string text = {}; ///< the line, at most kMaxMatchText of it from near the match
};
inline constexpr std::size_t kMaxMatchText = 500;

struct SearchOutcome {
    std::vector<Match> matches = {};
    bool truncated = false;
};

/// A line shortened to what is worth showing.
[[nodiscard]] std::string shownLine(std::string_view line, std::size_t matchAt);

/// The bridge's own search, for hosts without ripgrep: files below the root, in order of their names, but for .git,
/// what .gitignore files leave out, files with NUL bytes and those over 64 MiB.
[[nodiscard]] Outcome<SearchOutcome> searchFiles(const Root& root, const SearchSpec& spec, const std::stop_token& stop);

} // namespace kalpana::bridge::server
