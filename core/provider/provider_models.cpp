#include "core/provider/provider_models.h"

#include "core/agent/model_list.h"
#include "core/provider/own_prices.h"

#include <QTimeZone>

#include <algorithm>

namespace kalpana::provider {

namespace {

Result<models::ModelList> fetched(const settings::Settings& settings, secrets::SecretStore& secrets,
                                  const QString& dataFolder, const std::stop_token& stop,
                                  std::chrono::milliseconds patience)
{
    auto asked = endpoint(settings, secrets);
    if (!asked)
        return std::unexpected(asked.error());
    asked->silence = patience;
    auto found = agent::fetchModels(*asked, stop);
    if (!found)
        return std::unexpected(found.error());
    std::ranges::sort(*found, {}, &models::ModelInfo::id);
    models::ModelList list{.models = *std::move(found), .at = QDateTime::currentDateTimeUtc()};
    if (const auto kept = models::keepModels(dataFolder, settings.modelProvider(), list); !kept)
        return std::unexpected(kept.error());
    return list;
}

} // namespace

Result<models::ModelList> providerModels(const settings::Settings& settings, secrets::SecretStore& secrets,
                                         const QString& dataFolder, Refetch refetch, const std::stop_token& stop,
                                         std::chrono::milliseconds patience)
{
    auto kept = refetch == Refetch::Always ? std::nullopt : models::keptModels(dataFolder, settings.modelProvider());
    auto list =
        kept ? Result<models::ModelList>(*std::move(kept)) : fetched(settings, secrets, dataFolder, stop, patience);
    if (!list)
        return list;
    for (auto& model : list->models) {
        auto own = withOwnPrices(model, settings);
        if (!own)
            return std::unexpected(own.error());
        model = *std::move(own);
    }
    return list;
}

} // namespace kalpana::provider
