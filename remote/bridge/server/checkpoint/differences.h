#pragma once

#include "remote/bridge/server/checkpoint/repository.h"

#include <map>

namespace kalpana::bridge::server {

/// How a path differs between two snapshots.
struct Difference {
    enum class Kind : std::uint8_t { Added, Deleted, Modified, TypeChanged };
    Kind kind = Kind::Modified;
    std::string path = {};
    std::string mode = {};         ///< git's, as "100644", of the later one
    std::string object = {};       ///< likewise
    std::string modeBefore = {};   ///< of the earlier one
    std::string objectBefore = {}; ///< likewise
};
[[nodiscard]] std::string_view wordOf(Difference::Kind kind);

/// From one tree to another, sorted by path; `paths` are files or whole folders, all where there are none.
[[nodiscard]] asio::awaitable<Outcome<std::vector<Difference>>> differences(const CheckpointRepository& repository,
                                                                            std::string from, std::string to,
                                                                            std::vector<std::string> paths,
                                                                            std::stop_token stop);

struct LineCounts {
    std::uint64_t added = 0;
    std::uint64_t removed = 0;
    bool isBinary = false; ///< has no lines
};
/// How many lines each path gained and lost.
[[nodiscard]] asio::awaitable<Outcome<std::map<std::string, LineCounts, std::less<>>>>
countLines(const CheckpointRepository& repository, std::string from, std::string to, std::stop_token stop);

struct Patch {
    std::string text = {};
    bool isCutOff = false;
};
/// The same as a unified diff, of which the first `mostBytes` are kept.
[[nodiscard]] asio::awaitable<Outcome<Patch>> patch(const CheckpointRepository& repository, std::string from,
                                                    std::string to, std::vector<std::string> paths,
                                                    std::size_t mostBytes, std::stop_token stop);

} // namespace kalpana::bridge::server
