#pragma once

#include "remote/bridge/server/terminal/screen.h"

namespace kalpana::bridge::server {

/// Everything that a screen shows, and how it takes what comes next, as output that brings a fresh terminal of the same
/// size there: at most so many lines of the scrollback, both screens, cursor, pen, modes, title.
[[nodiscard]] std::string ansiOf(const Screen& screen, std::size_t scrollbackLines);

/// The lines of a screen as they are read, each without the blanks at its end.
[[nodiscard]] std::string textOf(const Grid& grid);
/// The same of the newest lines of the scrollback.
[[nodiscard]] std::string textOf(const Scrollback& scrollback, std::size_t lines);

} // namespace kalpana::bridge::server
