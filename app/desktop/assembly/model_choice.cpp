#include "app/desktop/assembly/model_choice.h"

#include "core/agent/http_model.h"
#include "core/provider/known_endpoint.h"
#include "core/secrets/keys.h"

#include <QUrl>

namespace kalpana::desktop::assembly {

Result<std::unique_ptr<agent::LanguageModel>> chosenModel(const settings::Settings& settings,
                                                          secrets::SecretStore& secrets, const QString& dataFolder)
{
    return provider::knownEndpoint(settings, secrets, dataFolder, provider::Purpose::Act, {})
        .and_then(agent::httpModel);
}

Result<std::unique_ptr<agent::LanguageModel>> planningModel(const settings::Settings& settings,
                                                            secrets::SecretStore& secrets, const QString& dataFolder)
{
    using provider::Purpose;
    if (provider::modelFor(settings, Purpose::Plan) == provider::modelFor(settings, Purpose::Act))
        return nullptr;
    return provider::knownEndpoint(settings, secrets, dataFolder, Purpose::Plan, {}).and_then(agent::httpModel);
}

chat::ModelState chosenModelState(const settings::Settings& settings, secrets::SecretStore& secrets,
                                  const QString& dataFolder)
{
    const auto key = secrets.read(secrets::providerKey(settings.modelProvider()));
    return {.name = settings.modelName(),
            .planning = settings.value(QStringLiteral("model.planning")).toString(),
            .ready = !provider::needsKey(QUrl(settings.modelAddress())) || (key && *key),
            .contextTokens = provider::contextOf(settings, dataFolder),
            .images = provider::takesImages(settings, dataFolder)};
}

} // namespace kalpana::desktop::assembly
