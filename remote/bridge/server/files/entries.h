#pragma once

#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <stop_token>

namespace kalpana::bridge::server {

/// What stat(2) knows, of a symlink itself unless it is followed.
struct Facts {
    std::string path = {}; ///< from the root
    Kind kind = Kind::Other;
    std::uint64_t size = 0;
    std::int64_t mtimeMs = 0;
    unsigned mode = 0; ///< permissions, as 0644
    bool isWritable = false;
    std::string target = {}; ///< of a link
};
[[nodiscard]] Outcome<Facts> factsOf(const Root& root, const std::string& path, Root::LastLink lastLink);

/// Makes a folder and those above it; false where it was there already. conflict where something else is.
[[nodiscard]] Outcome<bool> makeFolder(const Root& root, const std::string& path);

/// Renames a file or a folder; folders above the new name are made. conflict where that is there.
[[nodiscard]] Outcome<void> moveFile(const Root& root, const std::string& from, const std::string& to,
                                     const std::stop_token& stop);

/// Removes a file, or a folder with all in it, for ever.
[[nodiscard]] Outcome<void> removeFile(const Root& root, const std::string& path);

} // namespace kalpana::bridge::server
