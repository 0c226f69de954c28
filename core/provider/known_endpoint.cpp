#include "core/provider/known_endpoint.h"

#include "core/agent/model_list.h"
#include "core/agent/ollama_chat.h"
#include "core/models/model_list_file.h"
#include "core/provider/model_facts.h"
#include "core/provider/provider_models.h"

#include <algorithm>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

namespace {

/// A turn waits for the list.
constexpr auto listPatience = std::chrono::seconds(5);

/// Ollama reads what it is asked to read, which is not all that its models could.
qint64 readBy(agent::ModelApi api, const models::ModelInfo& facts, const settings::Settings& settings)
{
    const bool isOwn = settings.value(u"model.prices"_s)[facts.id]["context"_L1].isDouble();
    if (api != agent::ModelApi::Ollama || isOwn)
        return facts.contextTokens;
    return facts.contextTokens > 0 ? std::min(facts.contextTokens, agent::ollamaContextTokens)
                                   : agent::ollamaContextTokens;
}

} // namespace

Result<agent::ModelEndpoint> knownEndpoint(const settings::Settings& settings, secrets::SecretStore& secrets,
                                           const QString& dataFolder, Purpose purpose, const std::stop_token& stop)
{
    auto found = endpoint(settings, secrets, purpose);
    if (!found)
        return found;
    auto facts = modelFacts(settings, dataFolder, found->model);
    const bool isKnown = facts && facts->contextTokens > 0 && facts->prices;
    if (facts && !isKnown && !models::keptModels(dataFolder, settings.modelProvider())) {
        const auto list = providerModels(settings, secrets, dataFolder, Refetch::Always, stop, listPatience);
        if (!list && list.error().code == ErrorCode::Model) // it has none: not asked again until the user wants it
            static_cast<void>(models::keepModels(dataFolder, settings.modelProvider(),
                                                 {.models = {}, .at = QDateTime::currentDateTimeUtc()}));
        facts = modelFacts(settings, dataFolder, found->model);
    }
    if (!facts)
        return std::unexpected(facts.error());
    facts->contextTokens = readBy(found->api, *facts, settings);
    found->facts = *std::move(facts);
    return found;
}

std::optional<bool> takesImages(const settings::Settings& settings, const QString& dataFolder)
{
    const auto facts = modelFacts(settings, dataFolder, settings.modelName());
    return facts ? facts->images : std::nullopt;
}

qint64 contextOf(const settings::Settings& settings, const QString& dataFolder)
{
    const auto facts = modelFacts(settings, dataFolder, settings.modelName());
    const auto api = agent::modelApi(settings.modelApi(), QUrl(settings.modelAddress()));
    return facts && api ? readBy(*api, *facts, settings) : 0;
}

} // namespace kalpana::provider
