#include "core/provider/endpoint.h"

#include "core/provider/network.h"
#include "core/secrets/keys.h"

#include <QCoreApplication>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

QString modelFor(const settings::Settings& settings, Purpose purpose)
{
    const auto planning = settings.value(u"model.planning"_s).toString();
    return purpose == Purpose::Plan && !planning.isEmpty() ? planning : settings.modelName();
}

bool needsKey(const QUrl& address)
{
    return !agent::isThisComputer(address.host());
}

Result<agent::ModelEndpoint> endpoint(const settings::Settings& settings, secrets::SecretStore& secrets,
                                      Purpose purpose)
{
    const QUrl address(settings.modelAddress());
    auto key = secrets.read(secrets::providerKey(settings.modelProvider()));
    if (needsKey(address)) {
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
    auto network = provider::network(settings, secrets);
    if (!network)
        return std::unexpected(network.error());
    return agent::ModelEndpoint{.address = address,
                                .model = modelFor(settings, purpose),
                                .key = key && *key ? std::move(**key) : Secret(),
                                .api = *api,
                                .thinkingTokens = settings.modelThinkingTokens(),
                                .network = *std::move(network)};
}

} // namespace kalpana::provider
