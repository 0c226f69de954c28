#pragma once

#include "core/provider/endpoint.h"

#include <stop_token>

namespace kalpana::provider {

/// endpoint() with what is known of its model. Where the provider was never asked for its list, it is asked now; that
/// it has none, or is gone, is no error: then context and prices are unknown. Flow threads. Errors: endpoint()'s,
/// Config.
[[nodiscard]] Result<agent::ModelEndpoint> knownEndpoint(const settings::Settings& settings,
                                                         secrets::SecretStore& secrets, const QString& dataFolder,
                                                         Purpose purpose, const std::stop_token& stop);

/// How much of a chat the model reads, as far as that is known without asking anybody; else 0.
[[nodiscard]] qint64 contextOf(const settings::Settings& settings, const QString& dataFolder);
/// Whether it takes images, as far as that is known.
[[nodiscard]] std::optional<bool> takesImages(const settings::Settings& settings, const QString& dataFolder);

} // namespace kalpana::provider
