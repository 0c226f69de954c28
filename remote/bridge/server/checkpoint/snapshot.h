#pragma once

#include "remote/bridge/server/checkpoint/repository.h"

namespace kalpana::bridge::server {

struct SnapshotLimits {
    std::uint64_t fileBytes = 10U << 20U; ///< larger files are skipped
    std::uint64_t totalBytes = 1U << 30U; ///< of what one snapshot adds; the rest is skipped
};

/// What a snapshot does not hold, and why.
struct Skipped {
    enum class Reason : std::uint8_t { Ignored, TooBig, TooMuch, Unreadable };
    std::string path = {}; ///< ends with '/' where it is a whole folder
    Reason reason = Reason::Ignored;
    std::uint64_t size = 0;
};
[[nodiscard]] std::string_view wordOf(Skipped::Reason reason);

struct Snapshot {
    std::string tree = {}; ///< git's name of what the work tree holds now
    std::vector<Skipped> skipped = {};
    std::uint64_t added = 0; ///< files whose content was read anew
};

/// Brings the index of the checkpoints up to date with the work tree: tracked and untracked files, those of nested
/// repositories and submodules too (not their .git), and what the user's repository tracks although it is ignored.
/// `seenIndex` is what the user's index looked like last time, to look into it only when it changed.
[[nodiscard]] asio::awaitable<Outcome<Snapshot>> takeSnapshot(const CheckpointRepository& repository,
                                                              const SnapshotLimits& limits, std::string& seenIndex,
                                                              std::stop_token stop);

} // namespace kalpana::bridge::server
