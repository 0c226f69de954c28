#pragma once

#include "core/base/error.h"

namespace kalpana::holder {

/// The socket of whichever process holds a workspace of this data folder: $XDG_RUNTIME_DIR/kalpana/holders/<8
/// hex>-<id>.sock, where the eight digits stand for the data folder; below /tmp/kalpana-<uid> where there is no
/// run-time folder or it is too long for a socket.
[[nodiscard]] QString socketPath(const QString& dataFolder, const QString& workspaceId);

/// Makes the socket's folder and checks that it is this user's alone (mode 0700, no link); Storage if it is not.
[[nodiscard]] Result<void> makeSocketFolder(const QString& socket);

} // namespace kalpana::holder
