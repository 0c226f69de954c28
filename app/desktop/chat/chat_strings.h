#pragma once

#include <QJsonObject>

namespace kalpana::desktop::chat {

/// What the chat's page says, in the user's language, by the names that its scripts use.
[[nodiscard]] QJsonObject chatStrings();

} // namespace kalpana::desktop::chat
