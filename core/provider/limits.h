#pragma once

#include "core/agent/turn_limits.h"
#include "core/settings/settings.h"

namespace kalpana::provider {

/// "limits.steps" (model calls in a turn), "limits.turnMinutes", "limits.chatDollars", "limits.dayDollars",
/// "limits.callsPerMinute". What is not set is not limited, but the steps. ErrorCode::Config, naming key and file,
/// where one is something else.
[[nodiscard]] Result<agent::TurnLimits> turnLimits(const settings::Settings& settings);

} // namespace kalpana::provider
