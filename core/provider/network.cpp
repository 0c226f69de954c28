#include "core/provider/network.h"

#include "core/secrets/keys.h"

#include <QUrl>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

Result<agent::NetworkRoute> network(const settings::Settings& settings, secrets::SecretStore& secrets)
{
    auto route = agent::networkRoute(settings.value(u"network.proxy"_s).toString(),
                                     settings.value(u"network.caFile"_s).toString());
    const QUrl proxy(route ? route->proxy : QString());
    if (proxy.userName().isEmpty())
        return route;
    auto password = secrets.read(secrets::proxyPasswordKey(proxy));
    if (!password)
        return std::unexpected(password.error());
    if (auto& found = *password)
        route->password = std::make_shared<const Secret>(*std::move(found));
    return route;
}

} // namespace kalpana::provider
