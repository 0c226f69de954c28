#pragma once

#include "remote/provision/step_report.h"

#include <QJsonObject>

namespace kalpana::cli {

/// A step as one line: "✓ Sending the bridge  3.1 MB  0.4 s", "· Fetching code-server  12 of 97 MB  3.0 s".
[[nodiscard]] QString stepText(const provision::StepReport& report);
/// {"type": "step", "name", "state": "running|done|skipped|failed", "bytes", "totalBytes", "seconds", "note"}
[[nodiscard]] QJsonObject stepObject(const provision::StepReport& report);

} // namespace kalpana::cli
