#include "app/cli/commands.h"
#include "app/cli/model_endpoint.h"
#include "app/cli/remote_services.h"
#include "core/provider/favourites.h"
#include "core/provider/provider_models.h"
#include "core/secrets/environment_store.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ModelsCommand)
};

QString sizeText(qint64 tokens)
{
    return tokens == 0 ? Text::tr("unknown") : QString::number(tokens);
}

QString priceText(const std::optional<models::Prices>& prices)
{
    if (!prices)
        return Text::tr("unknown");
    return prices->input == 0 && prices->output == 0
               ? Text::tr("free")
               : Text::tr("%1 in, %2 out").arg(models::moneyText(prices->input), models::moneyText(prices->output));
}

} // namespace

Result<int> listModels(const Context& context, const Invocation& invocation)
{
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    auto& settings = (*services)->settings;
    secrets::EnvironmentStore secrets((*services)->keychain);
    const auto list = provider::providerModels(
        settings, secrets, context.dataFolder,
        invocation.has("refresh"_L1) ? provider::Refetch::Always : provider::Refetch::IfMissing, context.stop);
    if (!list)
        return std::unexpected(withKeyAdvice(list.error(), settings));
    const auto stars = provider::favourites(settings);
    QList<QStringList> rows;
    QList<QJsonObject> objects;
    for (const auto& model : list->models) {
        const bool chosen = model.id == settings.modelName();
        const bool star = stars.contains(model.id);
        rows << QStringList{model.id, sizeText(model.contextTokens), priceText(model.prices),
                            chosen ? Text::tr("in use")
                            : star ? Text::tr("favourite")
                                   : QString()};
        auto object = toJson(model);
        object.insert("type"_L1, "model"_L1);
        object.insert("chosen"_L1, chosen);
        object.insert("favourite"_L1, star);
        objects << object;
    }
    if (!context.output.isJson())
        context.output.note(Text::tr("%n model(s) of %1, as told on %2. Prices are for a million tokens.", nullptr,
                                     static_cast<int>(list->models.size()))
                                .arg(settings.modelProvider(), list->at.toLocalTime().toString(u"yyyy-MM-dd hh:mm"_s)));
    context.output.table({Text::tr("MODEL"), Text::tr("CONTEXT"), Text::tr("PRICE"), QString()}, rows, objects);
    return 0;
}

} // namespace kalpana::cli
