#pragma once

#include "remote/workspaces/observer.h"

#include <QJsonObject>

namespace kalpana::workspaces {

/// "connecting", "running", "reconnecting", "failed", "stopped": what other programs are told.
[[nodiscard]] QString phaseName(Phase phase);
/// What a holder's socket (remote/holder) answers to "status": {"phase", "cpuPercent", "memoryUsed", "memoryTotal",
/// "roundTripMs"}.
[[nodiscard]] QJsonObject holderStatus(Phase phase, const Metrics& metrics);

} // namespace kalpana::workspaces
