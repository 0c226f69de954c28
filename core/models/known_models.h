#pragma once

#include "core/models/model_info.h"

#include <QDate>

namespace kalpana::models {

// resources/known_models.json: what is well known of providers whose list tells neither prices nor context sizes. Small
// on purpose, and dated: prices change.

/// Fills in what a model's provider (its host) did not tell; what it told stays.
[[nodiscard]] ModelInfo withKnown(ModelInfo model, const QString& host);
/// True for what such a provider lists beside models that talk (embeddings, speech, pictures).
[[nodiscard]] bool isNoChatModel(const QString& id, const QString& host);
/// When the table was last compared with the providers' pages.
[[nodiscard]] QDate knownAsOf();

} // namespace kalpana::models
