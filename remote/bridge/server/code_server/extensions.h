#pragma once

#include "remote/bridge/server/code_server/installation.h"
#include "remote/bridge/server/code_server/launch.h"

namespace kalpana::bridge::server {

/// How it went for one of the extensions that were asked for.
struct ExtensionResult {
    enum class What { Installed, WasThere, Failed };
    std::string extension = {}; ///< as it was asked for
    What what = What::Failed;
    std::string message = {}; ///< why it failed, as a sentence
};

/// "publisher.name", "publisher.name@1.2.3", or the path of a .vsix.
[[nodiscard]] bool isExtension(const std::string& text);

/// Has code-server itself install them, one after the other, so that each failure has its name and stops no other. The
/// folder of extensions belongs to all workspaces: only one bridge installs at a time. What is there already is not
/// asked for again: an id in any version (or the one that is asked for), a .vsix by what is in it. Relative paths are
/// below the workspace's folder. `progress` counts extensions, in the phase "extensions". Fails as a whole only where
/// it was cancelled or nothing can be written.
[[nodiscard]] asio::awaitable<Outcome<std::vector<ExtensionResult>>>
installExtensions(Children& children, Workers& workers, const CodeServerPlaces& places, std::string installedIn,
                  std::vector<std::string> extensions, Progress progress, std::stop_token stop);

} // namespace kalpana::bridge::server
