#include "app/desktop/assembly/model_choice.h"

#include "core/agent/http_model.h"
#include "core/secrets/keys.h"
#include "core/secrets/secret_store.h"
#include "core/settings/settings.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QUrl>

namespace kalpana::desktop::assembly {

namespace {

bool needsNoKey(const QUrl& address)
{
    return address.host() == QLatin1String("localhost") || QHostAddress(address.host()).isLoopback();
}

} // namespace

Result<std::unique_ptr<agent::LanguageModel>> chosenModel(const settings::Settings& settings,
                                                          secrets::SecretStore& secrets)
{
    const QUrl address(settings.modelAddress());
    auto key = secrets.read(secrets::providerKey(settings.modelProvider()));
    if (!needsNoKey(address)) {
        if (!key)
            return std::unexpected(key.error());
        if (!*key)
            return failure(ErrorCode::ModelAuthentication,
                           QCoreApplication::translate("Model", "There is no API key for %1. Enter it in Settings.")
                               .arg(address.host()));
    }
    const auto api = agent::modelApi(settings.modelApi(), address);
    if (!api)
        return std::unexpected(api.error());
    return agent::httpModel({.address = address,
                             .model = settings.modelName(),
                             .key = key && *key ? std::move(**key) : Secret(),
                             .api = *api,
                             .thinkingTokens = settings.modelThinkingTokens()});
}

chat::ModelState chosenModelState(const settings::Settings& settings, secrets::SecretStore& secrets)
{
    const auto key = secrets.read(secrets::providerKey(settings.modelProvider()));
    return {.name = settings.modelName(), .ready = needsNoKey(QUrl(settings.modelAddress())) || (key && *key)};
}

} // namespace kalpana::desktop::assembly
