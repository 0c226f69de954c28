#include "core/models/known_models.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace kalpana::models {

using namespace Qt::StringLiterals;

extern const char* const knownModelsJson; // made from resources/known_models.json by the build

namespace {

const QJsonObject& table()
{
    static const auto read = QJsonDocument::fromJson(knownModelsJson).object();
    return read;
}

QJsonObject tableOf(const QString& host)
{
    return table().value("hosts"_L1).toObject().value(host.toLower()).toObject();
}

/// "gpt-5" is also "gpt-5-2025-08-07", "claude-sonnet-4-5" also "claude-sonnet-4-5-20250929": the same model by its
/// date.
bool isNamed(const QString& id, const QString& known)
{
    static const QRegularExpression date(u"^-(latest|\\d{8}|\\d{4}-\\d{2}-\\d{2})$"_s);
    return id == known || (id.startsWith(known) && date.matchView(QStringView(id).sliced(known.size())).hasMatch());
}

} // namespace

ModelInfo withKnown(ModelInfo model, const QString& host)
{
    const auto list = tableOf(host).value("models"_L1).toArray();
    const auto found =
        std::ranges::find_if(list, [&](const auto& entry) { return isNamed(model.id, entry["id"_L1].toString()); });
    if (found == list.end())
        return model;
    const auto known = found->toObject();
    if (model.contextTokens == 0)
        model.contextTokens = contextSize(known.value("context"_L1));
    if (!model.images && known.contains("images"_L1))
        model.images = known.value("images"_L1).toBool();
    const auto input = microsOf(known.value("input"_L1));
    const auto output = microsOf(known.value("output"_L1));
    if (!model.prices && input && output)
        model.prices = {.input = *input,
                        .output = *output,
                        .cacheRead = microsOf(known.value("cacheRead"_L1)),
                        .cacheWrite = microsOf(known.value("cacheWrite"_L1))};
    return model;
}

bool isNoChatModel(const QString& id, const QString& host)
{
    const auto beginnings = tableOf(host).value("noChat"_L1).toArray();
    return std::ranges::any_of(beginnings, [&](const auto& beginning) { return id.startsWith(beginning.toString()); });
}

QDate knownAsOf()
{
    return QDate::fromString(table().value("asOf"_L1).toString(), Qt::ISODate);
}

} // namespace kalpana::models
