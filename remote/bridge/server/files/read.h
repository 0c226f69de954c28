#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace kalpana::bridge::server {

/// One answer carries at most this much of a file (as JSON it may be six times as much); ask again from where it ended.
inline constexpr std::uint64_t kMaxReadBytes = 1U << 20U;
/// Files over this have no hash: nobody edits them, and reading them whole takes seconds.
inline constexpr std::uint64_t kMaxHashedBytes = 256U << 20U;

struct ReadSpec {
    std::string path = {};
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length = {};
};

struct FileContent {
    std::uint64_t size = 0;
    std::string hash = {}; ///< SHA-256 of the whole file; empty for one over kMaxHashedBytes
    bool text = true;
    std::string_view lineEnding = "none";
    std::uint64_t offset = 0; ///< of `bytes`; a text starts and ends with whole characters
    std::string bytes = {};
    bool truncated = false; ///< the file goes on behind `bytes`
};

/// Reads a range of a file and hashes all of it.
[[nodiscard]] Outcome<FileContent> readFile(const Root& root, const ReadSpec& spec, const std::stop_token& stop);

/// The hash of an open file, from its start.
[[nodiscard]] Outcome<std::string> hashOf(int file, std::string_view shown, const std::stop_token& stop);

} // namespace kalpana::bridge::server
