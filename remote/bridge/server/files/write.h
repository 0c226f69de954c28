#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace kalpana::bridge::server {

struct WriteSpec {
    std::string path = {};
    std::string text = {};
    std::optional<std::string> expectedHash = {}; ///< what was read; empty: the file must not be there
};

struct Written {
    std::uint64_t size = 0;
    std::string hash = {};
};

/// Replaces a file as a whole: a file beside it, synced, then renamed over it. Its mode (and owner, where we may)
/// stays, a new one gets what the umask says; missing folders are made. Whatever fails, the old file is as it was and
/// nothing else is left.
[[nodiscard]] Outcome<Written> writeFile(const Root& root, const WriteSpec& spec, const std::stop_token& stop);

} // namespace kalpana::bridge::server
