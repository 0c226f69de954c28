#pragma once

#include <X11/Xlib.h>
#include <optional>

namespace kalpana::bench {

/// An empty display whose first window is looked at from outside: no window manager runs there.
class WatchedDisplay final {
public:
    /// The root gets a colour that no theme has. Nothing where there is no display.
    [[nodiscard]] static std::optional<WatchedDisplay> open();

    /// A window of a program that has been drawn: mapped, and no more of the root's colour along its diagonal.
    [[nodiscard]] std::optional<Window> drawnWindow() const;
    [[nodiscard]] Display* display() const { return m_display; }

private:
    explicit WatchedDisplay(Display* display) : m_display(display) {}
    [[nodiscard]] bool isDrawn(Window window) const;

    Display* m_display; // until the program ends
};

} // namespace kalpana::bench
