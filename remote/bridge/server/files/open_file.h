#pragma once

#include "remote/bridge/server/files/root.h"

#include <functional>
#include <stop_token>
#include <sys/stat.h>

namespace kalpana::bridge::server {

/// A file that is open for reading, and what fstat(2) says about it.
struct OpenFile {
    UniqueFd fd;
    struct stat facts{};
};

/// Opens a plain file to be read. A folder, a pipe or a device is refused by the field "path", and nobody waits for a
/// pipe's other end; a symlink is not followed. `shown` is the path as the client said it.
[[nodiscard]] Outcome<OpenFile> openFile(const Place& place, std::string_view shown);

/// Hands over what is in a file from `from` to `to` or its end, piece by piece.
[[nodiscard]] Outcome<void> readPieces(const UniqueFd& file, std::string_view shown, std::uint64_t from,
                                       std::uint64_t to, const std::stop_token& stop,
                                       const std::function<void(std::uint64_t offset, std::string_view bytes)>& take);

} // namespace kalpana::bridge::server
