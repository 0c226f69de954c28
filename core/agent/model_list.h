#pragma once

#include "core/agent/model_endpoint.h"
#include "core/models/model_info.h"

#include <stop_token>

namespace kalpana::agent {

/// Asks an endpoint which models it has (its `model` does not count), all pages of it; of Ollama's each one's details
/// too. Blocks its flow thread; a stop ends it at once (Cancelled). Models that can't talk are left out, what the
/// provider does not tell is filled in where it is well known. Errors as LanguageModel's.
[[nodiscard]] Result<QList<models::ModelInfo>> fetchModels(const ModelEndpoint& endpoint, const std::stop_token& stop);

} // namespace kalpana::agent
