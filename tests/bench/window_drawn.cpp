// window-drawn COMMAND ARG…: starts a program on an empty display and prints the milliseconds from its exec until its
// window has been drawn: mapped, and no more of the root's colour along its diagonal. Then ends the program.

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

namespace {

bool isDrawn(Display* display, unsigned long ground)
{
    const auto root = DefaultRootWindow(display);
    Window rootReturned = 0;
    Window parent = 0;
    Window* children = nullptr;
    unsigned count = 0;
    if (XQueryTree(display, root, &rootReturned, &parent, &children, &count) == 0)
        return false;
    bool drawn = false;
    for (unsigned i = 0; i < count && !drawn; ++i) {
        XWindowAttributes window;
        if (XGetWindowAttributes(display, children[i], &window) == 0 || window.map_state != IsViewable ||
            window.width < 300)
            continue;
        drawn = true;
        for (int part = 1; part < 8 && drawn; ++part) {
            const int x = window.x + window.width * part / 8;
            const int y = window.y + window.height * part / 8;
            if (x < 0 || y < 0 || x >= DisplayWidth(display, 0) || y >= DisplayHeight(display, 0))
                continue;
            if (auto* pixel = XGetImage(display, root, x, y, 1, 1, AllPlanes, ZPixmap)) {
                drawn = XGetPixel(pixel, 0, 0) != ground;
                XDestroyImage(pixel);
            }
        }
    }
    XFree(children);
    return drawn;
}

int ignoreErrors(Display*, XErrorEvent*)
{
    return 0; // A window that goes while it is looked at.
}

} // namespace

int main(int argc, char** argv)
{
    Display* display = XOpenDisplay(nullptr);
    if (argc < 2 || !display)
        return 2;
    XSetErrorHandler(ignoreErrors);
    constexpr unsigned long ground = 0x010203; // No theme's colour.
    XSetWindowBackground(display, DefaultRootWindow(display), ground);
    XClearWindow(display, DefaultRootWindow(display));
    XSync(display, False);

    const auto start = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ConnectionNumber(display));
        ::execvp(argv[1], argv + 1);
        ::_exit(127);
    }
    while (!isDrawn(display, ground)) {
        if (std::chrono::steady_clock::now() - start > std::chrono::seconds(60) ||
            ::waitpid(child, nullptr, WNOHANG) == child) {
            std::fprintf(stderr, "window-drawn: %s drew no window\n", argv[1]);
            ::kill(child, SIGKILL);
            return 1;
        }
        ::usleep(2000);
    }
    std::printf("%.1f\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    ::kill(child, SIGTERM);
    ::waitpid(child, nullptr, 0);
    return 0;
}
