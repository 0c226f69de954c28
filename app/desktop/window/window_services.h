#pragma once

#include "app/desktop/workbench/workbench.h"
#include "core/settings/settings.h"

#include <functional>

namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::window {

/// What main() hands to the window. All of it outlives the window.
struct WindowServices {
    settings::Settings& settings;
    background::Background& background;
    /// Loads it at the first call.
    std::function<Result<workbench::Workbench*>()> workbench;
    QString sshConfig; ///< -F, goes into new workspaces.
};

} // namespace kalpana::desktop::window
