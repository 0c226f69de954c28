#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QUrl>

namespace kalpana::holder {

/// Asks the process that holds a workspace. All three block for at most a few seconds. NotFound when nobody holds it.

/// A one-time address of its gateway.
[[nodiscard]] Result<QUrl> askForAddress(const QString& dataFolder, const QString& workspaceId);
/// Its status object; "phase" is in it.
[[nodiscard]] Result<QJsonObject> askForStatus(const QString& dataFolder, const QString& workspaceId);
/// Makes it let go, and waits until it has.
[[nodiscard]] Result<void> askToRelease(const QString& dataFolder, const QString& workspaceId);

} // namespace kalpana::holder
