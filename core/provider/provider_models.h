#pragma once

#include "core/models/model_list_file.h"
#include "core/provider/endpoint.h"

#include <chrono>
#include <stop_token>

namespace kalpana::provider {

enum class Refetch { IfMissing, Always };

/// The list of models of the provider that the settings name: as it was kept in the data folder, or asked for and kept.
/// The user's own prices are in it. `patience`: how long
/// the provider may be silent. Flow threads. Errors: endpoint()'s, LanguageModel's, Config.
[[nodiscard]] Result<models::ModelList> providerModels(const settings::Settings& settings,
                                                       secrets::SecretStore& secrets, const QString& dataFolder,
                                                       Refetch refetch, const std::stop_token& stop,
                                                       std::chrono::milliseconds patience = std::chrono::seconds(30));

} // namespace kalpana::provider
