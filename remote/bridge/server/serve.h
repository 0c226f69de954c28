#pragma once

#include "remote/bridge/server/options.h"
#include "remote/bridge/server/os/system_failure.h"

namespace kalpana::bridge::server {

/// `serve`: prints where the bridge of this workspace listens, after starting it where none is up. One of another
/// version is asked to hand over first. Returns once the line is printed; with --foreground, once the bridge has ended.
[[nodiscard]] Outcome<void> serve(const Options& options);

/// `stop`: ends the bridge of a workspace and its code-server. None there is no failure.
[[nodiscard]] Outcome<void> stop(const Options& options);

} // namespace kalpana::bridge::server
