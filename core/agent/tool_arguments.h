#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QString>

namespace kalpana::agent {

/// A model's arguments, checked against their tool's schema (object, required, additionalProperties, string lengths,
/// integer bounds, boolean, enum, arrays and objects in it). ErrorCode::Usage with a sentence for the model that names
/// the field.
[[nodiscard]] Result<QJsonObject> checkedArguments(const QString& arguments, const QJsonObject& schema);

/// A path of the workspace, cleaned ("./a//b" is "a/b"). ErrorCode::Usage for an absolute one, one of a home folder,
/// one that leads outside, or one with control characters. Links that lead outside are the bridge's to refuse.
[[nodiscard]] Result<QString> checkedPath(const QString& path);

} // namespace kalpana::agent
