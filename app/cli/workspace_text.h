#pragma once

#include "core/workspace/record.h"

#include <QJsonObject>

namespace kalpana::cli {

/// In local time, to the minute; "never" for none.
[[nodiscard]] QString shownTime(const QDateTime& time);
/// {"type": "workspace", "id", "name", "host", "folder", "state", "createdAt", "lastUsedAt", "gatewayPort"}; times in
/// UTC. State is "closed" when no program on this computer holds it, else the holder's phase.
[[nodiscard]] QJsonObject recordObject(const workspace::Record& record, const QString& state);

} // namespace kalpana::cli
