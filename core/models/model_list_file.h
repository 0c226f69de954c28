#pragma once

#include "core/base/error.h"
#include "core/models/model_info.h"

#include <QDateTime>

namespace kalpana::models {

struct ModelList {
    QList<ModelInfo> models;
    QDateTime at; ///< When the provider was asked; UTC.
};

// A provider's list between two starts: <folder>/models/<provider>.json. Losing it costs one question.

/// None where it was never kept, or can't be read.
[[nodiscard]] std::optional<ModelList> keptModels(const QString& folder, const QString& provider);
[[nodiscard]] Result<void> keepModels(const QString& folder, const QString& provider, const ModelList& list);

} // namespace kalpana::models
