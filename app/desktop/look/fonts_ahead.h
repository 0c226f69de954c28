#pragma once

#include <thread>

namespace kalpana::desktop::look {

// The first text waits for the fonts: a third of the time in which home is drawn. Read on another thread, they take
// none of it.

/// Lets fontconfig read its files while Qt connects to the display. To be called first thing in main(); nothing happens
/// where there is no fontconfig.
[[nodiscard]] std::jthread readFontsAhead();
/// Fills Qt's own list of fonts while the stored workspaces are read. To be called once there is an application.
[[nodiscard]] std::jthread listFontsAhead();

} // namespace kalpana::desktop::look
