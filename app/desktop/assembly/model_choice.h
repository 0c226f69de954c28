#pragma once

#include "app/desktop/chat/chat_services.h"

namespace kalpana::settings {
class Settings;
}
namespace kalpana::secrets {
class SecretStore;
}

namespace kalpana::desktop::assembly {

// The model that the settings name, with its key from the secret store. Flow threads.

[[nodiscard]] Result<std::unique_ptr<agent::LanguageModel>>
chosenModel(const settings::Settings& settings, secrets::SecretStore& secrets, const QString& dataFolder);
/// The one for plan mode; none where it is the same.
[[nodiscard]] Result<std::unique_ptr<agent::LanguageModel>>
planningModel(const settings::Settings& settings, secrets::SecretStore& secrets, const QString& dataFolder);
[[nodiscard]] chat::ModelState chosenModelState(const settings::Settings& settings, secrets::SecretStore& secrets,
                                                const QString& dataFolder);

} // namespace kalpana::desktop::assembly
