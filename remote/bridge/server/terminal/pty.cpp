#include "remote/bridge/server/terminal/pty.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

namespace kalpana::bridge::server {

Outcome<Pty> Pty::open(TerminalSize size)
{
    // Not by openpty(3): posix_openpt and TIOCGPTPEER need no /dev/pts of the same mount namespace (ioctl_tty(2)).
    Pty pty{UniqueFd(::open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)), {}};
    int unlocked = 0;
    if (!pty.ours || ::ioctl(pty.ours.get(), TIOCSPTLCK, &unlocked) != 0)
        return systemFailed("A pseudo terminal");
    pty.theirs.reset(::ioctl(pty.ours.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!pty.theirs)
        return systemFailed("A pseudo terminal");
    termios modes{};
    if (::tcgetattr(pty.theirs.get(), &modes) == 0) {
        modes.c_iflag |= IUTF8; // so that backspace takes a whole character (termios(3))
        modes.c_cc[VERASE] = 0x7f;
        ::tcsetattr(pty.theirs.get(), TCSANOW, &modes);
    }
    if (const auto sized = setTerminalSize(pty.ours.get(), size); !sized)
        return std::unexpected(sized.error());
    return pty;
}

Outcome<void> setTerminalSize(int terminal, TerminalSize size)
{
    const winsize wanted{.ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = 0, .ws_ypixel = 0};
    if (::ioctl(terminal, TIOCSWINSZ, &wanted) != 0)
        return systemFailed("The terminal's size");
    return {};
}

} // namespace kalpana::bridge::server
