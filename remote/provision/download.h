#pragma once

#include "core/base/error.h"

#include <QUrl>

#include <functional>
#include <stop_token>

namespace kalpana::provision {

/// Downloads to `path` by way of `path`.part, checks SHA-256, renames. Flow thread. Proxy settings of the system are
/// honoured. An HTML page instead of the archive, or any other wrong byte, is ChecksumMismatch; nothing stays at
/// `path`.
[[nodiscard]] Result<void> download(const QUrl& address, const QString& path, const QString& sha256,
                                    const std::function<void(qint64 done, qint64 total)>& moved, std::stop_token stop);

} // namespace kalpana::provision
