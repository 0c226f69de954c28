#pragma once

#include <QString>

namespace kalpana::settings {
class Settings;
}

namespace kalpana::desktop::look {

/// Whether it is light or dark: as the desktop says, or as the user wants it whatever the desktop says.
enum class Appearance { Desktop, Light, Dark };

/// Its key in the settings: "light", "dark", or nothing for the desktop's.
inline constexpr auto kAppearanceKey = "appearance";

/// The stored choice.
[[nodiscard]] Appearance appearance(const settings::Settings& settings);

} // namespace kalpana::desktop::look
