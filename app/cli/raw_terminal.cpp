#include "app/cli/raw_terminal.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace kalpana::cli {

namespace {

// What signal handlers reach: they are given nothing else.
std::atomic<int> wokenFd{-1};
termios modesBefore{};
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::array kChanges{SIGWINCH, SIGCONT};
constexpr std::array kDeadly{SIGQUIT, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};

extern "C" void noteChange(int)
{
    const int before = errno;
    if (const int wake = wokenFd; wake >= 0)
        ::eventfd_write(wake, 1);
    errno = before;
}

/// SA_RESETHAND: raising it again ends the program as it would have.
extern "C" void restoreAndDie(int signal)
{
    ::tcsetattr(STDIN_FILENO, TCSANOW, &modesBefore);
    (void)!::write(STDOUT_FILENO, kForgetPrograms.data(), kForgetPrograms.size());
    ::raise(signal);
}

void handle(int signal, void (*handler)(int), int flags)
{
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

} // namespace

Result<void> RawTerminal::check()
{
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)
        return failure(ErrorCode::Usage, QCoreApplication::translate(
                                             "TerminalCommand",
                                             "Attaching needs a terminal on standard input and output. Use `kalpanactl "
                                             "exec` for commands in scripts, or --detach to make a terminal only."));
    return {};
}

Result<std::unique_ptr<RawTerminal>> RawTerminal::enter()
{
    if (const auto terminal = check(); !terminal)
        return std::unexpected(terminal.error());
    termios before{};
    ::tcgetattr(STDIN_FILENO, &before);
    // Opened anew: not blocking must not hold for others who have this terminal.
    int out = ::open("/proc/self/fd/1", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (out < 0)
        out = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return std::unique_ptr<RawTerminal>(new RawTerminal(before, out, ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
}

RawTerminal::RawTerminal(const termios& before, int out, int wake)
    : m_before(before), m_raw(before), m_out(out), m_wake(wake)
{
    ::cfmakeraw(&m_raw);
    modesBefore = before;
    wokenFd = wake;
    for (const int signal : kChanges)
        handle(signal, noteChange, SA_RESTART);
    for (const int signal : kDeadly)
        handle(signal, restoreAndDie, static_cast<int>(SA_RESETHAND));
    apply(m_raw);
}

RawTerminal::~RawTerminal()
{
    leave();
    for (const int signal : kChanges)
        handle(signal, SIG_DFL, 0);
    for (const int signal : kDeadly)
        handle(signal, SIG_DFL, 0);
    wokenFd = -1;
    ::close(m_out);
    ::close(m_wake);
}

void RawTerminal::apply(const termios& modes) const
{
    while (::tcsetattr(STDIN_FILENO, TCSANOW, &modes) != 0 && errno == EINTR) {
    }
}

void RawTerminal::wake() const
{
    ::eventfd_write(m_wake, 1);
}

void RawTerminal::clearWake() const
{
    eventfd_t count = 0;
    ::eventfd_read(m_wake, &count);
}

std::size_t RawTerminal::write(std::string_view bytes) const
{
    const auto count = ::write(m_out, bytes.data(), bytes.size());
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void RawTerminal::writeAll(std::string_view bytes) const
{
    while (!bytes.empty()) {
        pollfd room{.fd = m_out, .events = POLLOUT, .revents = 0};
        // One that was closed has room for ever, and takes nothing.
        if (::poll(&room, 1, 1000) <= 0 || (room.revents & POLLOUT) == 0 || (room.revents & (POLLHUP | POLLERR)) != 0)
            return;
        bytes.remove_prefix(write(bytes));
    }
}

bool RawTerminal::read(std::string& typed, std::size_t most)
{
    typed.clear();
    const std::scoped_lock lock(m_mutex);
    pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (m_isLent || ::poll(&waiting, 1, 0) <= 0)
        return true;
    typed.resize(most);
    const auto count = ::read(STDIN_FILENO, typed.data(), most);
    typed.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

bool RawTerminal::isLent() const
{
    const std::scoped_lock lock(m_mutex);
    return m_isLent;
}

std::optional<bridge::client::TerminalSize> RawTerminal::sizeHere()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return std::nullopt;
    return bridge::client::TerminalSize{.rows = std::min<std::uint16_t>(size.ws_row, 500),
                                        .columns = std::min<std::uint16_t>(size.ws_col, 1000)};
}

void RawTerminal::reapply()
{
    const std::scoped_lock lock(m_mutex);
    termios now{};
    if (!m_isLent && !m_isLeft && ::tcgetattr(STDIN_FILENO, &now) == 0 && now.c_lflag != m_raw.c_lflag)
        apply(m_raw);
}

void RawTerminal::lend()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isLent = true;
        if (!m_isLeft)
            apply(m_before);
    }
    wake();
}

void RawTerminal::takeBack()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isLent = false;
        if (!m_isLeft)
            apply(m_raw);
    }
    wake();
}

void RawTerminal::leave()
{
    const std::scoped_lock lock(m_mutex);
    if (!std::exchange(m_isLeft, true))
        apply(m_before);
}

} // namespace kalpana::cli
