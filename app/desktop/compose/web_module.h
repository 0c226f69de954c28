#pragma once

#include "app/desktop/views/web_views.h"
#include "core/base/error.h"

namespace kalpana::desktop::compose {

/// The web views of the module beside the program, loaded at the first call; the same ones at each later call. GUI
/// thread.
[[nodiscard]] Result<views::WebViews*> loadWebModule();

} // namespace kalpana::desktop::compose
