#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace kalpana::provision {

/// The bridge's program for one architecture, as it lies beside this program.
struct BridgeProgram {
    QByteArray bytes;
    QString sha256; ///< Lower-case hexadecimal.
    QString
        version; ///< Names its folder on the host: "0.1.0-" and the start of its hash, so that two builds never mix.
};

/// Reads the bridge for a host's architecture (`uname -m`) from `folder` (empty: beside this program,
/// KALPANA_BRIDGE_DIR first).
[[nodiscard]] Result<BridgeProgram> bridgeProgram(const QString& machine, const QString& folder = {});

} // namespace kalpana::provision
