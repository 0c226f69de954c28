#pragma once

#include "core/base/error.h"

namespace kalpana::settings {

/// Where the desktop keeps its database and settings: KALPANA_DATA_DIR, else $XDG_DATA_HOME/kalpana/desktop, else
/// ~/.local/share/kalpana/desktop. Absolute; not made by this call.
[[nodiscard]] QString dataFolder();

/// Makes a data folder that is missing, for its owner alone (mode 0700); Storage when it can't be made.
[[nodiscard]] Result<void> makeDataFolder(const QString& folder);

} // namespace kalpana::settings
