#pragma once

#include "remote/bridge/server/files/encoding.h"
#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace kalpana::bridge::server {

struct WriteSpec {
    std::string path = {};
    std::string text = {};                        ///< UTF-8
    std::optional<std::string> expectedHash = {}; ///< what was read; empty: the file must not be there
    std::optional<Encoding> encoding = {};        ///< unless told, the one that the file has
    bool keepLineEnding = true;                   ///< the file's, where it has one kind and so has the text
};

struct Written {
    std::uint64_t size = 0;
    std::string hash = {};
    Encoding encoding = Encoding::Utf8;
};

/// Text files up to this size keep their encoding and their line endings when they are written anew, and can be edited.
inline constexpr std::uint64_t kMaxEditedBytes = 32U << 20U;

/// Replaces a file as a whole (replace.h). A new one gets what the umask says; missing folders are made.
[[nodiscard]] Outcome<Written> writeFile(const Root& root, const WriteSpec& spec, const std::stop_token& stop);

} // namespace kalpana::bridge::server
