#pragma once

#include "core/base/error.h"

namespace kalpana::cli {

/// The text of `kalpanactl help` (empty topic), `help COMMAND` and `help exit-codes`. Usage when there is no such
/// topic.
[[nodiscard]] Result<QString> helpText(const QString& topic);

} // namespace kalpana::cli
