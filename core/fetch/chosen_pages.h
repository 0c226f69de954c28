#pragma once

#include "core/agent/web_pages.h"

#include <memory>

namespace kalpana::settings {
class Settings;
}

namespace kalpana::fetch {

/// The web as the settings let the agent read it: none where "agent.fetch" is not set, else by "network.proxy" and
/// "network.caFile". ErrorCode::Config where one of these can't be used.
[[nodiscard]] Result<std::unique_ptr<agent::WebPages>> chosenPages(const settings::Settings& settings);

} // namespace kalpana::fetch
