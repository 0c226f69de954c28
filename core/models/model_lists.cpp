#include "core/models/model_lists.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace kalpana::models {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostModels = 5'000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Models)
};

std::unexpected<Error> noList(const QString& service, const QByteArray& body)
{
    return failure(ErrorCode::Model,
                   Text::tr("%1 sent something else than a list of models. Check the address and the kind of API in "
                            "the settings; a model's name can be typed there too.")
                       .arg(service),
                   QString::fromUtf8(body.left(4000)));
}

/// The list is an array under this key, or (some local servers) the body itself.
std::optional<QJsonArray> listIn(const QByteArray& body, QLatin1StringView key)
{
    const auto document = QJsonDocument::fromJson(body);
    if (document.isArray())
        return document.array();
    const auto list = document.object().value(key);
    return list.isArray() ? std::optional(list.toArray()) : std::nullopt;
}

bool holds(const QJsonValue& array, QLatin1StringView word)
{
    return array.toArray().contains(QJsonValue(word));
}

std::optional<Prices> pricesIn(const QJsonValue& pricing)
{
    const auto input = pricePerMillion(pricing["prompt"_L1]);
    const auto output = pricePerMillion(pricing["completion"_L1]);
    if (!input || !output)
        return std::nullopt;
    return Prices{.input = *input,
                  .output = *output,
                  .cacheRead = pricePerMillion(pricing["input_cache_read"_L1]),
                  .cacheWrite = pricePerMillion(pricing["input_cache_write"_L1])};
}

std::optional<bool> supports(const QJsonValue& capability)
{
    const auto told = capability["supported"_L1];
    return told.isBool() ? std::optional(told.toBool()) : std::nullopt;
}

QString shownName(const QJsonValue& name)
{
    return name.toString().simplified().left(200);
}

} // namespace

Result<QList<ModelInfo>> modelsOfOpenAi(const QByteArray& body, const QString& service)
{
    const auto list = listIn(body, "data"_L1);
    if (!list)
        return noList(service, body);
    QList<ModelInfo> models;
    for (const auto& entry : *list) {
        ModelInfo model{.id = entry["id"_L1].toString(), .name = shownName(entry["name"_L1])};
        if (!isModelId(model.id) || models.size() >= mostModels)
            continue;
        for (const auto& size : {entry["context_length"_L1], entry["max_model_len"_L1], entry["context_window"_L1]})
            if (model.contextTokens == 0)
                model.contextTokens = contextSize(size);
        model.prices = pricesIn(entry["pricing"_L1]);
        if (const auto takes = entry["architecture"_L1]["input_modalities"_L1]; takes.isArray())
            model.images = holds(takes, "image"_L1);
        if (const auto parameters = entry["supported_parameters"_L1]; parameters.isArray())
            model.tools = holds(parameters, "tools"_L1);
        models.append(std::move(model));
    }
    return models;
}

Result<ModelPage> modelsOfAnthropic(const QByteArray& body, const QString& service)
{
    const auto json = QJsonDocument::fromJson(body).object();
    if (!json.value("data"_L1).isArray())
        return noList(service, body);
    ModelPage page;
    const auto list = json.value("data"_L1).toArray();
    for (const auto& entry : list) {
        ModelInfo model{.id = entry["id"_L1].toString(),
                        .name = shownName(entry["display_name"_L1]),
                        .contextTokens = contextSize(entry["max_input_tokens"_L1]),
                        .images = supports(entry["capabilities"_L1]["image_input"_L1])};
        if (isModelId(model.id) && page.models.size() < mostModels)
            page.models.append(std::move(model));
    }
    if (json.value("has_more"_L1).toBool())
        page.next = json.value("last_id"_L1).toString();
    return page;
}

Result<QList<ModelInfo>> modelsOfOllama(const QByteArray& body, const QString& service)
{
    const auto list = listIn(body, "models"_L1);
    if (!list)
        return noList(service, body);
    QList<ModelInfo> models;
    for (const auto& entry : *list) {
        ModelInfo model{.id = entry["model"_L1].toString(entry["name"_L1].toString())};
        if (!isModelId(model.id) || models.size() >= mostModels)
            continue;
        if (entry["remote_host"_L1].toString().isEmpty())
            model.prices = Prices{};
        models.append(std::move(model));
    }
    return models;
}

Result<std::optional<ModelInfo>> withOllamaDetails(ModelInfo model, const QByteArray& body, const QString& service)
{
    const auto document = QJsonDocument::fromJson(body);
    if (!document.isObject())
        return noList(service, body);
    const auto json = document.object();
    const auto facts = json.value("model_info"_L1).toObject();
    const auto architecture = facts.value("general.architecture"_L1).toString();
    model.contextTokens = contextSize(facts.value(architecture + ".context_length"_L1));
    if (const auto capabilities = json.value("capabilities"_L1); capabilities.isArray()) {
        if (!holds(capabilities, "completion"_L1))
            return std::nullopt;
        model.images = holds(capabilities, "vision"_L1);
        model.tools = holds(capabilities, "tools"_L1);
    }
    return model;
}

} // namespace kalpana::models
