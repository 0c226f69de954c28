#pragma once

#include "core/base/error.h"

#include <QString>

#include <string_view>

namespace kalpana::bridge::client {

/// The bridge's error in the desktop's terms: its code mapped, a sentence that names `subject` (a path, a command, a
/// version) and the next step. The bridge's own code and words stand in the detail.
[[nodiscard]] Error errorOf(std::string_view bridgeCode, std::string_view bridgeMessage, const QString& subject = {});

} // namespace kalpana::bridge::client
