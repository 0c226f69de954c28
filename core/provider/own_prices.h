#pragma once

#include "core/models/model_info.h"
#include "core/settings/settings.h"

namespace kalpana::provider {

/// "model.prices": {"MODEL": {"input": 3, "output": 15, "cacheRead": 0.3, "cacheWrite": 3.75, "context": 200000}}: what
/// the user knows better, in dollars for a million tokens; it comes before what the provider tells. What is not set
/// stays. ErrorCode::Config, naming model and file, where it is something else.
[[nodiscard]] Result<models::ModelInfo> withOwnPrices(models::ModelInfo model, const settings::Settings& settings);

} // namespace kalpana::provider
