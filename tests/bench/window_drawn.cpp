// window-drawn COMMAND ARG…: starts a program on an empty display and prints the milliseconds from its exec until its
// window has been drawn. Then ends the program.

#include "tests/bench/drawn_window.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    const auto watched = kalpana::bench::WatchedDisplay::open();
    if (argc < 2 || !watched)
        return 2;
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child < 0)
        return 2;
    if (child == 0) {
        ::close(ConnectionNumber(watched->display()));
        ::execvp(argv[1], argv + 1);
        ::_exit(127);
    }
    while (!watched->drawnWindow()) {
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
