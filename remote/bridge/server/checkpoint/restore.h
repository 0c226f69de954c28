#pragma once

#include "remote/bridge/server/checkpoint/differences.h"

namespace kalpana::bridge::server {

/// A file that a restore left as it is, and why, as a sentence.
struct Kept {
    std::string path = {};
    std::string reason = {};
    bool changedSince = false; ///< somebody else changed it after what was to be undone
};

struct Restored {
    std::vector<Difference> changed = {};
    std::vector<Kept> kept = {};
};

/// Carries out differences on the work tree, where what they start from is what the index holds. Nothing is written
/// over, or taken away, that no checkpoint holds: a file that was skipped, a folder with ignored files in it.
[[nodiscard]] asio::awaitable<Outcome<Restored>> carryOut(const CheckpointRepository& repository,
                                                          std::vector<Difference> wanted, std::stop_token stop);

} // namespace kalpana::bridge::server
