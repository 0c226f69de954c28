#pragma once

#include "app/desktop/compose/composition.h"

namespace kalpana::desktop::compose {

/// Composition::make(); where settings.json is damaged the user is asked first whether to set it aside and go on with
/// the defaults. Cancelled where they would rather leave it and quit. GUI thread.
[[nodiscard]] Result<std::unique_ptr<Composition>> makeOrSetAside(const Options& options, look::Theme& theme,
                                                                  const MakeWorkbench& makeWorkbench);

} // namespace kalpana::desktop::compose
