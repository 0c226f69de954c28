#include "app/desktop/assembly/model_choice.h"

#include "core/agent/http_model.h"
#include "core/provider/endpoint.h"
#include "core/secrets/keys.h"

#include <QUrl>

namespace kalpana::desktop::assembly {

Result<std::unique_ptr<agent::LanguageModel>> chosenModel(const settings::Settings& settings,
                                                          secrets::SecretStore& secrets)
{
    return provider::endpoint(settings, secrets).and_then(agent::httpModel);
}

chat::ModelState chosenModelState(const settings::Settings& settings, secrets::SecretStore& secrets)
{
    const auto key = secrets.read(secrets::providerKey(settings.modelProvider()));
    return {.name = settings.modelName(), .ready = !provider::needsKey(QUrl(settings.modelAddress())) || (key && *key)};
}

} // namespace kalpana::desktop::assembly
