#pragma once

#include "remote/bridge/server/files/encoding.h"
#include "remote/bridge/server/files/open_file.h"

namespace kalpana::bridge::server {

/// A file that was read to be written anew.
struct TextFile {
    struct stat facts{};
    std::string hash = {}; ///< SHA-256, of all of it
    Encoding encoding = Encoding::Binary;
    std::string_view lineEnding = "none";
    std::string bytes = {}; ///< as they stand there
};

/// Reads all of a file. One over `most` bytes is hashed, but its bytes are left out and it counts as binary.
[[nodiscard]] Outcome<TextFile> readTextFile(const Place& place, std::string_view shown, std::uint64_t most,
                                             const std::stop_token& stop);

/// UTF-8 as the whole content of a file, byte order mark included; bad_request names the field "encoding" where a
/// character is not in it.
[[nodiscard]] Outcome<std::string> contentFor(Encoding encoding, std::string_view text, std::string_view shown);

} // namespace kalpana::bridge::server
