#pragma once

#include "core/agent/model_endpoint.h"
#include "core/secrets/secret_store.h"
#include "core/settings/settings.h"

namespace kalpana::provider {

enum class Purpose {
    Act,  ///< The model of "model.name".
    Plan, ///< That of "model.planning" where it is set, at the same provider.
};

[[nodiscard]] QString modelFor(const settings::Settings& settings, Purpose purpose);

/// A server on this computer needs no key.
[[nodiscard]] bool needsKey(const QUrl& address);

/// The endpoint that the settings name, with its key from the store. Flow threads. ModelAuthentication where there is
/// no key but one is needed; Config where a setting can't be used; Secrets.
[[nodiscard]] Result<agent::ModelEndpoint> endpoint(const settings::Settings& settings, secrets::SecretStore& secrets,
                                                    Purpose purpose = Purpose::Act);

} // namespace kalpana::provider
