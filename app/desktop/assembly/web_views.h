#pragma once

#include "app/desktop/views/web_views.h"
#include "core/base/error.h"

namespace kalpana::desktop::assembly {

/// The web views of their module, loaded at the first call; the same ones at each later call. GUI thread.
[[nodiscard]] Result<views::WebViews*> loadWebViews();

} // namespace kalpana::desktop::assembly
