#pragma once

#include "core/models/prices.h"

#include <QJsonObject>
#include <QList>

namespace kalpana::models {

/// A model as its provider offers it. What nobody has told is unknown, and shown so.
struct ModelInfo {
    QString id;               ///< As the provider calls it in requests.
    QString name = {};        ///< For people; empty: the id.
    qint64 contextTokens = 0; ///< How much it reads in all; 0: unknown.
    std::optional<Prices> prices = {};
    std::optional<bool> images = {}; ///< It takes them.
    std::optional<bool> tools = {};  ///< It calls them.
    bool operator==(const ModelInfo&) const = default;
};

/// {"id", "name", "context", "prices": {"input", "output", "cacheRead", "cacheWrite"}, "images", "tools"}; what is
/// unknown is missing, prices are in millionths of a dollar for a million tokens.
[[nodiscard]] QJsonObject toJson(const ModelInfo& model);
/// None where it has no id. What is out of all proportion is taken for unknown.
[[nodiscard]] std::optional<ModelInfo> modelFromJson(const QJsonObject& json);

/// A model's id that can be shown and sent: printable, not too long.
[[nodiscard]] bool isModelId(const QString& id);
/// A context size that can be; else 0.
[[nodiscard]] qint64 contextSize(const QJsonValue& tokens);

} // namespace kalpana::models
