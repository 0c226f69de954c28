#include "core/provider/model_facts.h"

#include "core/models/known_models.h"
#include "core/models/model_list_file.h"
#include "core/provider/own_prices.h"

#include <QUrl>

#include <algorithm>

namespace kalpana::provider {

Result<models::ModelInfo> modelFacts(const settings::Settings& settings, const QString& dataFolder,
                                     const QString& model)
{
    models::ModelInfo facts{.id = model};
    if (const auto kept = models::keptModels(dataFolder, settings.modelProvider()))
        if (const auto listed = std::ranges::find(kept->models, model, &models::ModelInfo::id);
            listed != kept->models.end())
            facts = *listed;
    return withOwnPrices(models::withKnown(std::move(facts), QUrl(settings.modelAddress()).host()), settings);
}

} // namespace kalpana::provider
