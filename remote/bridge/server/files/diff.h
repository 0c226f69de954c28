#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// A unified diff of one file, as diff -u and git make it; its names and dates do not matter.
struct Diff {
    struct Line {
        char kind = ' '; ///< ' ' stays, '-' goes, '+' comes
        std::string_view text = {};
        bool ended = true; ///< with a line feed
    };
    struct Hunk {
        std::uint64_t oldStart = 0; ///< from 1; where oldLines is 0, the line after which it comes
        std::uint64_t oldLines = 0;
        std::vector<Line> lines = {};
    };
    std::vector<Hunk> hunks = {};
};

/// Points into `text`. bad_request names the field "diff" and the line.
[[nodiscard]] Outcome<Diff> parseDiff(std::string_view text);

/// Applies all hunks or none. Every line must be there as the diff has it (no fuzz), at the place that it names or else
/// at the only one behind the hunk before. `text` has "\n" or whatever else its lines end with, which must be the
/// diff's. no_match says which hunk does not fit.
[[nodiscard]] Outcome<std::string> applied(const Diff& diff, std::string_view text, std::string_view shown);

} // namespace kalpana::bridge::server
