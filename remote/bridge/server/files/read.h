#pragma once

#include "remote/bridge/server/files/encoding.h"
#include "remote/bridge/server/files/open_file.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace kalpana::bridge::server {

/// One answer carries at most this much of a file (as JSON it may be six times as much); ask again from where it ended.
inline constexpr std::uint64_t kMaxReadBytes = 1U << 20U;
/// Files over this have no hash, and of their text only the part that was asked for is looked at: nobody edits them,
/// and reading them whole takes seconds.
inline constexpr std::uint64_t kMaxHashedBytes = 256U << 20U;

/// A range in bytes, or in lines where `line` is there.
struct ReadSpec {
    std::string path = {};
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length = {};
    std::optional<std::uint64_t> line = {}; ///< the first, from 1
    std::optional<std::uint64_t> lines = {};
    bool asBytes = false; ///< as it stands in the file, text or not
};

struct FileContent {
    std::uint64_t size = 0;
    std::string hash = {}; ///< SHA-256 of the whole file; empty for one over kMaxHashedBytes
    Encoding encoding = Encoding::Utf8;
    std::string_view lineEnding = "none";
    std::optional<std::uint64_t> lines = {}; ///< of the whole file, where it is text and was read as a whole
    std::uint64_t offset = 0;                ///< where what came begins; a text starts and ends with whole characters
    std::uint64_t length = 0;                ///< of what came, in bytes of the file
    bool isText = true;                      ///< `content` is UTF-8, without a byte order mark
    std::string content = {};
    bool truncated = false; ///< the file goes on behind it
};

/// Reads a range of a file and hashes all of it.
[[nodiscard]] Outcome<FileContent> readFile(const Root& root, const ReadSpec& spec, const std::stop_token& stop);

} // namespace kalpana::bridge::server
