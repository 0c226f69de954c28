#pragma once

#include "core/agent/network_route.h"
#include "core/secrets/secret_store.h"
#include "core/settings/settings.h"

namespace kalpana::provider {

/// How servers are reached by the settings: "network.proxy", with the password of its name from the store, and
/// "network.caFile". Flow threads. Config where one of these can't be used; Secrets.
[[nodiscard]] Result<agent::NetworkRoute> network(const settings::Settings& settings, secrets::SecretStore& secrets);

} // namespace kalpana::provider
