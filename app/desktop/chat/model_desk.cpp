#include "app/desktop/chat/model_desk.h"

#include "core/models/model_info.h"
#include "core/provider/favourites.h"
#include "core/provider/provider_models.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Chat)
};

QString sizeText(qint64 tokens)
{
    constexpr qint64 thousand = 1'000;
    constexpr qint64 million = thousand * thousand;
    if (tokens <= 0)
        return {};
    return tokens >= million ? Text::tr("%1M").arg(QLocale().toString(static_cast<double>(tokens) / million, 'g', 2))
                             : Text::tr("%1k").arg((tokens + thousand / 2) / thousand);
}

QString priceText(const std::optional<models::Prices>& prices)
{
    if (!prices)
        return {};
    return prices->input == 0 && prices->output == 0
               ? Text::tr("free")
               : Text::tr("%1 / %2").arg(models::moneyText(prices->input), models::moneyText(prices->output));
}

QJsonArray rowsOf(const models::ModelList& list, const QStringList& stars)
{
    QJsonArray rows;
    for (const auto& model : list.models)
        rows.append(QJsonObject{{"id"_L1, model.id},
                                {"name"_L1, model.name},
                                {"context"_L1, sizeText(model.contextTokens)},
                                {"price"_L1, priceText(model.prices)},
                                {"favourite"_L1, stars.contains(model.id)}});
    return rows;
}

QJsonObject listed(const settings::Settings& settings, secrets::SecretStore& secrets, const QString& dataFolder,
                   bool again, const std::stop_token& stop)
{
    QJsonObject shown{{"chosen"_L1, settings.modelName()},
                      {"planning"_L1, settings.value(u"model.planning"_s).toString()}};
    auto list = provider::providerModels(settings, secrets, dataFolder,
                                         again ? provider::Refetch::Always : provider::Refetch::IfMissing, stop);
    if (!list) {
        shown.insert("problem"_L1, list.error().sentence);
        return shown;
    }
    shown.insert("models"_L1, rowsOf(*list, provider::favourites(settings)));
    shown.insert("about"_L1, Text::tr("%1 models of %2 · prices per million tokens")
                                 .arg(QString::number(list->models.size()), settings.modelProvider()));
    return shown;
}

} // namespace

ModelDesk modelDesk(settings::Settings& settings, secrets::SecretStore& secrets, const QString& dataFolder)
{
    return {.list =
                [&settings, &secrets, dataFolder](bool again, const std::stop_token& stop) {
                    return listed(settings, secrets, dataFolder, again, stop);
                },
            .choose = [&settings](const QString& model, bool plans) -> Result<void> {
                if (!model.isEmpty() && !models::isModelId(model))
                    return failure(ErrorCode::Usage, Text::tr("No model is called so. Choose one of the list."));
                if (!plans && model.isEmpty())
                    return {};
                return settings.setValue(plans ? u"model.planning"_s : u"model.name"_s,
                                         model.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(model));
            },
            .setFavourite = [&settings](const QString& model, bool favourite) -> Result<void> {
                if (!models::isModelId(model))
                    return failure(ErrorCode::Usage, Text::tr("No model is called so. Choose one of the list."));
                return provider::setFavourite(settings, model, favourite);
            }};
}

} // namespace kalpana::desktop::chat
