#pragma once

#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/root.h"

#include <functional>
#include <stop_token>

namespace kalpana::bridge::server {

/// What is visited, while it is visited.
struct Entry {
    std::string_view path = {}; ///< from the root
    Kind kind = Kind::Other;
    int folder = -1;            ///< open
    const char* name = nullptr; ///< in `folder`
};

struct WalkSpec {
    std::string path = {};
    bool recursive = true;
    bool respectIgnore = true; ///< leaves out .git and what Git's ignore files between the root and the entry say
};

enum class Visit { GoOn, Stop };

/// Visits what is below a folder, each folder before what it holds, names in order; symlinks are not followed. A folder
/// that can't be read is passed over, except the first.
[[nodiscard]] Outcome<void> walk(const Root& root, const WalkSpec& spec, const std::stop_token& stop,
                                 const std::function<Visit(const Entry&)>& visit);

} // namespace kalpana::bridge::server
