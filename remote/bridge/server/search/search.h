#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace kalpana::bridge::server {

struct SearchSpec {
    enum class Case : std::uint8_t { Sensitive, Ignore, Smart };

    std::string query = {};
    bool regex = false;
    Case letters = Case::Sensitive;        ///< Smart: Ignore where the query has no upper case letter
    std::string path = {};                 ///< a folder below the root
    std::vector<std::string> include = {}; ///< globs of files, from that folder (see Globs)
    std::vector<std::string> exclude = {};
    std::uint64_t context = 0; ///< lines told before and after each that matches
    std::uint64_t limit = 1000;
};

/// A line that matches, and the first place in it. Lines and columns count from 1, columns in bytes.
struct Match {
    std::string path = {};
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::string text = {}; ///< the line, at most kMaxMatchText of it from near the match
    std::vector<std::string> before = {};
    std::vector<std::string> after = {};
};
inline constexpr std::size_t kMaxMatchText = 500;
inline constexpr std::uint64_t kMostContext = 20;

/// Takes the matches of one file, in order; false ends the search. One call at a time.
using TakeMatches = std::function<bool(std::vector<Match> matches)>;

/// A line shortened to what is worth showing.
[[nodiscard]] std::string shownLine(std::string_view line, std::size_t matchAt);

/// Whether upper and lower case differ for this search.
[[nodiscard]] bool isCaseSensitive(const SearchSpec& spec);

/// The bridge's own search, for hosts without ripgrep: all files below the folder, in no order, but for .git, what Git
/// leaves out, and files with NUL bytes. Several threads look, one at a time calls `take`.
[[nodiscard]] Outcome<void> searchFiles(const Root& root, const SearchSpec& spec, const std::stop_token& stop,
                                        const TakeMatches& take);

} // namespace kalpana::bridge::server
