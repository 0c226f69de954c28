#pragma once

#include "core/base/error.h"
#include "remote/bridge/client/client.h"
#include "remote/provision/code_server_source.h"
#include "remote/provision/progress.h"

#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::provision {

/// The code-server version that a source gives: the archive's own, else the release that this Kalpana was made for.
[[nodiscard]] Result<QString> plannedVersion(const CodeServerSource& source);

/// Brings code-server of that version to the host: the host fetches it itself; if it can't, this computer downloads it
/// (once, into `downloadFolder`) and sends it through the bridge. Whatever comes is checked by SHA-256 before it is
/// unpacked.
[[nodiscard]] Result<void> installCodeServer(io::IoThread& io, const bridge::client::ClientPointer& client,
                                             const QString& machine, const CodeServerSource& source,
                                             const QString& downloadFolder, Step& step, const Progress& progress,
                                             std::stop_token stop);

} // namespace kalpana::provision
