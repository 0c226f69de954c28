#pragma once

#include "core/base/error.h"
#include "core/workspace/record.h"
#include "remote/host/host.h"

#include <memory>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::workspaces {

/// Stops a workspace's bridge and code-server on its host, whichever version they are; nothing is started for it. A
/// workspace that does not run is no error. Flow thread.
[[nodiscard]] Result<void> stopOnHost(io::IoThread& io, const std::shared_ptr<host::Host>& host,
                                      const workspace::Record& record, std::stop_token stop);

/// Stops it and removes what Kalpana keeps for it on the host: state, logs, run-time folder. Never the workspace's own
/// folder, and never what other workspaces use too.
[[nodiscard]] Result<void> deleteOnHost(io::IoThread& io, const std::shared_ptr<host::Host>& host,
                                        const workspace::Record& record, std::stop_token stop);

} // namespace kalpana::workspaces
