#include "core/models/model_list_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QUrl>

namespace kalpana::models {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = qint64{16} * 1024 * 1024;

QString fileOf(const QString& folder, const QString& provider)
{
    return u"%1/models/%2.json"_s.arg(folder, QString::fromLatin1(QUrl::toPercentEncoding(provider)));
}

} // namespace

std::optional<ModelList> keptModels(const QString& folder, const QString& provider)
{
    QFile file(fileOf(folder, provider));
    if (!file.open(QFile::ReadOnly) || file.size() > largestFile)
        return std::nullopt;
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    ModelList list{.models = {}, .at = QDateTime::fromString(json.value("at"_L1).toString(), Qt::ISODate)};
    if (!list.at.isValid() || !json.value("models"_L1).isArray())
        return std::nullopt;
    const auto entries = json.value("models"_L1).toArray();
    for (const auto& entry : entries)
        if (auto model = modelFromJson(entry.toObject()))
            list.models.append(*std::move(model));
    return list;
}

Result<void> keepModels(const QString& folder, const QString& provider, const ModelList& list)
{
    QJsonArray entries;
    for (const auto& model : list.models)
        entries.append(toJson(model));
    const QJsonObject json{{"at"_L1, list.at.toUTC().toString(Qt::ISODate)}, {"models"_L1, entries}};
    const auto name = fileOf(folder, provider);
    QSaveFile file(name);
    const auto content = QJsonDocument(json).toJson(QJsonDocument::Compact);
    if (!QDir().mkpath(folder + u"/models"_s) || !file.open(QFile::WriteOnly) ||
        file.write(content) != content.size() || !file.commit())
        return failure(ErrorCode::Storage,
                       QCoreApplication::translate("Models", "%1 can't be written: %2. Mend its folder's permissions.")
                           .arg(name, file.errorString()));
    return {};
}

} // namespace kalpana::models
