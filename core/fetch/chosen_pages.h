#pragma once

#include "core/agent/web_pages.h"

#include <memory>

namespace kalpana::settings {
class Settings;
}
namespace kalpana::secrets {
class SecretStore;
}

namespace kalpana::fetch {

/// The web as the settings let the agent read it: none where "agent.fetch" is not set, else by what they say of
/// the network (core/provider/network.h), with its errors.
[[nodiscard]] Result<std::unique_ptr<agent::WebPages>> chosenPages(const settings::Settings& settings,
                                                                   secrets::SecretStore& secrets);

} // namespace kalpana::fetch
