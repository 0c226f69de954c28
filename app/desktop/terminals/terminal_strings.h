#pragma once

#include <QJsonObject>

namespace kalpana::desktop::terminals {

/// What the terminals' page says, in the user's language, by the names that its scripts use.
[[nodiscard]] QJsonObject terminalStrings();

} // namespace kalpana::desktop::terminals
