#include "core/models/model_info.h"

#include <algorithm>

namespace kalpana::models {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestId = 200;
constexpr qint64 largestContext = 100'000'000;

std::optional<bool> flagOf(const QJsonValue& value)
{
    return value.isBool() ? std::optional(value.toBool()) : std::nullopt;
}

std::optional<qint64> priceOf(const QJsonValue& value)
{
    return value.isDouble() && value.toInteger(-1) >= 0 ? std::optional(value.toInteger()) : std::nullopt;
}

QJsonObject toJson(const Prices& prices)
{
    QJsonObject json{{"input"_L1, prices.input}, {"output"_L1, prices.output}};
    if (prices.cacheRead)
        json.insert("cacheRead"_L1, *prices.cacheRead);
    if (prices.cacheWrite)
        json.insert("cacheWrite"_L1, *prices.cacheWrite);
    return json;
}

} // namespace

QJsonObject toJson(const ModelInfo& model)
{
    QJsonObject json{{"id"_L1, model.id}};
    if (!model.name.isEmpty())
        json.insert("name"_L1, model.name);
    if (model.contextTokens > 0)
        json.insert("context"_L1, model.contextTokens);
    if (model.prices)
        json.insert("prices"_L1, toJson(*model.prices));
    if (model.images)
        json.insert("images"_L1, *model.images);
    if (model.tools)
        json.insert("tools"_L1, *model.tools);
    return json;
}

std::optional<ModelInfo> modelFromJson(const QJsonObject& json)
{
    ModelInfo model{.id = json.value("id"_L1).toString(),
                    .name = json.value("name"_L1).toString().simplified().left(longestId),
                    .contextTokens = contextSize(json.value("context"_L1)),
                    .images = flagOf(json.value("images"_L1)),
                    .tools = flagOf(json.value("tools"_L1))};
    if (!isModelId(model.id))
        return std::nullopt;
    const auto prices = json.value("prices"_L1);
    const auto input = priceOf(prices["input"_L1]);
    const auto output = priceOf(prices["output"_L1]);
    if (input && output)
        model.prices = {.input = *input,
                        .output = *output,
                        .cacheRead = priceOf(prices["cacheRead"_L1]),
                        .cacheWrite = priceOf(prices["cacheWrite"_L1])};
    return model;
}

bool isModelId(const QString& id)
{
    return !id.isEmpty() && id.size() <= longestId &&
           std::ranges::all_of(id, [](QChar c) { return c.isPrint() && !c.isSpace(); });
}

qint64 contextSize(const QJsonValue& tokens)
{
    const auto size = tokens.toInteger();
    return size > 0 && size <= largestContext ? size : 0;
}

} // namespace kalpana::models
