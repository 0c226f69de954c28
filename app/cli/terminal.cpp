#include "app/cli/terminal.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

Error cancelled()
{
    return {ErrorCode::Cancelled, QCoreApplication::translate("Terminal", "Stopped.")};
}

/// Turns echo off while it lives.
class NoEcho final {
public:
    explicit NoEcho(int device) : m_device(device)
    {
        m_changed = ::tcgetattr(device, &m_before) == 0;
        auto silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL;
        if (m_changed)
            ::tcsetattr(device, TCSAFLUSH, &silent);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho()
    {
        if (m_changed)
            ::tcsetattr(m_device, TCSAFLUSH, &m_before);
    }

private:
    int m_device;
    bool m_changed = false;
    termios m_before{};
};

} // namespace

std::optional<Terminal> Terminal::open()
{
    const int device = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (device < 0)
        return std::nullopt;
    return Terminal(device);
}

Terminal::Terminal(Terminal&& other) noexcept : m_device(std::exchange(other.m_device, -1)) {}

Terminal::~Terminal()
{
    if (m_device >= 0)
        ::close(m_device);
}

Result<QByteArray> Terminal::ask(const QString& prompt, const std::stop_token& stop)
{
    const auto text = prompt.toUtf8() + ' ';
    if (::write(m_device, text.constData(), static_cast<std::size_t>(text.size())) < 0)
        return std::unexpected(cancelled());
    const int wake = ::eventfd(0, EFD_CLOEXEC);
    Result<QByteArray> answer = std::unexpected(cancelled());
    {
        const std::stop_callback onStop(stop, [wake] { ::eventfd_write(wake, 1); });
        std::array<pollfd, 2> waiting{
            {{.fd = m_device, .events = POLLIN, .revents = 0}, {.fd = wake, .events = POLLIN, .revents = 0}}};
        while (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
        }
        std::array<char, 4096> line{}; // A terminal gives a line at a time, of at most 4096 bytes.
        if (waiting[1].revents == 0) {
            const auto count = ::read(m_device, line.data(), line.size());
            if (count > 0)
                answer = QByteArray(line.data(), count - (line[static_cast<std::size_t>(count) - 1] == '\n' ? 1 : 0));
        }
        ::explicit_bzero(line.data(), line.size());
    }
    ::close(wake);
    return answer;
}

Result<QString> Terminal::askLine(const QString& prompt, const std::stop_token& stop)
{
    return ask(prompt, stop).transform([](const QByteArray& line) { return QString::fromUtf8(line).trimmed(); });
}

Result<Secret> Terminal::askSecret(const QString& prompt, const std::stop_token& stop)
{
    const NoEcho silent(m_device);
    auto line = ask(prompt, stop);
    if (!line)
        return std::unexpected(line.error());
    return Secret(std::move(*line));
}

} // namespace kalpana::cli
