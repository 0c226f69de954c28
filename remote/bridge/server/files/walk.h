#pragma once

#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/globs.h"
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
    Globs globs = {};          ///< of paths from the folder that is walked
};

enum class Visit { GoOn, Stop };

/// Visits what is below a folder, each folder before what it holds, names in order; symlinks are not followed. A folder
/// that can't be read is passed over, except the first.
[[nodiscard]] Outcome<void> walk(const Root& root, WalkSpec spec, const std::stop_token& stop,
                                 const std::function<Visit(const Entry&)>& visit);

/// The same with several threads, and in no order. `visit` is called from all of them; `worker` is below `threads`.
[[nodiscard]] Outcome<void> walkInParallel(const Root& root, WalkSpec spec, unsigned threads,
                                           const std::stop_token& stop,
                                           const std::function<Visit(const Entry&, unsigned worker)>& visit);

} // namespace kalpana::bridge::server
