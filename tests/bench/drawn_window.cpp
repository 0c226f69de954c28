#include "tests/bench/drawn_window.h"

#include <X11/Xutil.h>

namespace kalpana::bench {

namespace {

constexpr unsigned long kGround = 0x010203;

int ignoreErrors(Display*, XErrorEvent*)
{
    return 0; // A window that goes while it is looked at.
}

} // namespace

std::optional<WatchedDisplay> WatchedDisplay::open()
{
    Display* display = XOpenDisplay(nullptr);
    if (!display)
        return std::nullopt;
    XSetErrorHandler(ignoreErrors);
    XSetWindowBackground(display, DefaultRootWindow(display), kGround);
    XClearWindow(display, DefaultRootWindow(display));
    XSync(display, False);
    return WatchedDisplay(display);
}

bool WatchedDisplay::isDrawn(Window window) const
{
    XWindowAttributes about;
    if (XGetWindowAttributes(m_display, window, &about) == 0 || about.map_state != IsViewable || about.width < 300)
        return false;
    for (int part = 1; part < 8; ++part) {
        const int x = about.x + about.width * part / 8;
        const int y = about.y + about.height * part / 8;
        if (x < 0 || y < 0 || x >= DisplayWidth(m_display, 0) || y >= DisplayHeight(m_display, 0))
            continue;
        if (auto* pixel = XGetImage(m_display, DefaultRootWindow(m_display), x, y, 1, 1, AllPlanes, ZPixmap)) {
            const bool isGround = XGetPixel(pixel, 0, 0) == kGround;
            XDestroyImage(pixel);
            if (isGround)
                return false;
        }
    }
    return true;
}

std::optional<Window> WatchedDisplay::drawnWindow() const
{
    Window root = 0;
    Window parent = 0;
    Window* children = nullptr;
    unsigned count = 0;
    if (XQueryTree(m_display, DefaultRootWindow(m_display), &root, &parent, &children, &count) == 0)
        return std::nullopt;
    std::optional<Window> drawn;
    for (unsigned i = 0; i < count && !drawn; ++i)
        if (isDrawn(children[i]))
            drawn = children[i];
    XFree(children);
    return drawn;
}

} // namespace kalpana::bench
