#pragma once

#include "core/base/error.h"

#include <QString>

namespace kalpana::provision {

/// One code-server archive: what it is called, and what its bytes must be.
struct CodeServerAsset {
    QString version;
    QString file;
    QString sha256;  ///< Lower-case hexadecimal; empty when nobody has computed it for this architecture.
    qint64 size = 0; ///< Bytes; 0 when unknown.
    QString address; ///< Where releases are published, without the file's name; empty when there is none yet.
};

/// The asset that this version of Kalpana uses for a host's architecture (`uname -m`), from
/// resources/code_server_releases.json.
[[nodiscard]] Result<CodeServerAsset> codeServerAsset(const QString& machine);

} // namespace kalpana::provision
