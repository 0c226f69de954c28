#pragma once

#include "remote/bridge/client/code_server.h"

#include <optional>

namespace kalpana::bridge::client {

/// Reads a "progress" event; nothing for any other.
[[nodiscard]] std::optional<InstallProgress> progressOf(std::string_view event, const Json& payload);
/// The handlers of a request that installs: no time limit, progress passed on.
[[nodiscard]] RequestHandlers installHandlers(const std::string& version, ProgressSink onProgress);

} // namespace kalpana::bridge::client
