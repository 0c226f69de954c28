#pragma once

#include "core/models/model_info.h"
#include "core/provider/endpoint.h"

namespace kalpana::provider {

/// What is known of a model of the provider that the settings name, without asking anybody: the kept list, then what is
/// well known; the user's own prices before both. Config where those can't be read.
[[nodiscard]] Result<models::ModelInfo> modelFacts(const settings::Settings& settings, const QString& dataFolder,
                                                   const QString& model);

} // namespace kalpana::provider
