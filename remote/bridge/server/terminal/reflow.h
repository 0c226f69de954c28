#pragma once

#include "remote/bridge/server/terminal/grid.h"
#include "remote/bridge/server/terminal/scrollback.h"

namespace kalpana::bridge::server {

/// Gives a screen without scrollback another size: what does not fit is cut, below the cursor first. The new place of
/// the cursor.
[[nodiscard]] Position resizePlainly(Grid& grid, Position cursor, TerminalSize size);

/// Gives a screen another size as tmux does: lines go into the scrollback and come back from there, and lines that were
/// wrapped are wrapped anew, the scrollback's too. The new place of the cursor.
[[nodiscard]] Position resizeWithReflow(Grid& grid, Scrollback& scrollback, Position cursor, TerminalSize size);

} // namespace kalpana::bridge::server
