#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <stop_token>

namespace kalpana::bridge::server {

/// What works on a file, or on a folder and all in it. Symlinks are what they are; none is followed, whoever puts one
/// there meanwhile. `shown` is the path as the client said it.

/// The bytes of all files, and 4 KiB for each file and folder.
[[nodiscard]] Outcome<std::uint64_t> sizeOf(const Place& place, std::string_view shown, const std::stop_token& stop);

/// To a place where nothing is, perhaps on another disk, with modes, times and, where we may, owners. What fails in the
/// middle leaves nothing there. Devices go only where we may make some.
[[nodiscard]] Outcome<void> copyTree(const Place& from, const Place& to, std::string_view shown,
                                     const std::stop_token& stop);

/// Removes it. What fails in the middle leaves the rest there.
[[nodiscard]] Outcome<void> removeTree(const Place& place, std::string_view shown);

/// Renames to where nothing is; where that is on another disk it is copied beside, renamed, and then removed here.
/// conflict where something is there.
[[nodiscard]] Outcome<void> moveTree(const Place& from, const Place& to, std::string_view shown,
                                     std::string_view shownTo, const std::stop_token& stop);

} // namespace kalpana::bridge::server
