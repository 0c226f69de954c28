// window-clicked Y: double-clicks in the middle of a window's width, Y pixels below its upper edge, and prints the time
// of the first press in milliseconds of CLOCK_MONOTONIC. The window is the one that stands drawn on an otherwise empty
// display.

#include "tests/bench/drawn_window.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

void send(Display* display, Window window, int type, int x, int y, Time time)
{
    XWindowAttributes about;
    XGetWindowAttributes(display, window, &about);
    XEvent event{};
    event.xbutton.type = type;
    event.xbutton.display = display;
    event.xbutton.window = window;
    event.xbutton.root = DefaultRootWindow(display);
    event.xbutton.time = time;
    event.xbutton.x = x;
    event.xbutton.y = y;
    event.xbutton.x_root = about.x + x;
    event.xbutton.y_root = about.y + y;
    event.xbutton.state = type == ButtonRelease ? Button1Mask : 0;
    event.xbutton.button = Button1;
    event.xbutton.same_screen = True;
    XSendEvent(display, window, False, NoEventMask, &event); // to whoever has made it, whatever they listen to
}

} // namespace

int main(int argc, char** argv)
{
    const auto watched = kalpana::bench::WatchedDisplay::open();
    const auto window = watched ? watched->drawnWindow() : std::nullopt;
    if (argc != 2 || !window) {
        std::fputs("window-clicked: there is no window\n", stderr);
        return 2;
    }
    XWindowAttributes about;
    XGetWindowAttributes(watched->display(), *window, &about);
    const int y = std::atoi(argv[1]);
    const auto pressed = std::chrono::steady_clock::now().time_since_epoch();
    const auto time = static_cast<Time>(std::chrono::duration_cast<std::chrono::milliseconds>(pressed).count());
    for (const Time click : {time, time + 10}) {
        send(watched->display(), *window, ButtonPress, about.width / 2, y, click);
        send(watched->display(), *window, ButtonRelease, about.width / 2, y, click + 5);
    }
    XSync(watched->display(), False);
    std::printf("%.1f\n", std::chrono::duration<double, std::milli>(pressed).count());
    return 0;
}
