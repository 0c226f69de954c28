#pragma once

#include "remote/bridge/server/files/open_file.h"

#include <optional>

namespace kalpana::bridge::server {

/// What must be at a place for it to be replaced.
struct Replaceable {
    std::optional<struct stat> before = {}; ///< what was there when it was looked at; nothing: no file
    bool checked = false; ///< it must still be just that, for somebody has read it; else whatever is there goes
};

/// Puts a file in the place of another as a whole: written beside it, synced, then renamed over it. Mode, owner and
/// group of the old one stay where we may set them; where the group can't stay, the new one gets no more rights than
/// others have. Whatever fails (conflict, no_space, no_permission), the old file is as it was and nothing else is left,
/// not even by a kill, where the file system knows files without a name (O_TMPFILE, open(2)).
[[nodiscard]] Outcome<void> replaceFile(const Place& place, std::string_view shown, const Replaceable& old,
                                        std::string_view content);

} // namespace kalpana::bridge::server
