#pragma once

#include "core/base/error.h"
#include "core/settings/settings.h"

namespace kalpana::cli {

/// An error of provider::endpoint() with what helps in a terminal.
[[nodiscard]] Error withKeyAdvice(Error error, const settings::Settings& settings);

} // namespace kalpana::cli
