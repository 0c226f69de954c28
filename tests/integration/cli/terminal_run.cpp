#include "tests/integration/cli/terminal_run.h"

#include "tests/support/signal_process.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace kalpana::test {

TerminalRun::TerminalRun(const QStringList& arguments)
{
    std::vector<QByteArray> words{KALPANA_BIN_DIR "/kalpanactl"};
    for (const auto& argument : arguments)
        words.push_back(argument.toUtf8());
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    m_process = ::forkpty(&m_terminal, nullptr, nullptr, nullptr);
    if (m_process < 0)
        qFatal("There is no terminal to be had: %s", std::strerror(errno));
    if (m_process == 0) {
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    ::fcntl(m_terminal, F_SETFL, O_NONBLOCK);
    m_theirs = ::open(::ptsname(m_terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
}

TerminalRun::~TerminalRun()
{
    if (!m_ended) {
        test::signalProcess(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    close();
}

void TerminalRun::close()
{
    for (int* end : {&m_theirs, &m_terminal})
        if (*end >= 0)
            ::close(std::exchange(*end, -1));
}

void TerminalRun::readWhatIsThere()
{
    std::array<char, 4096> part{};
    for (ssize_t count = 0; (count = ::read(m_terminal, part.data(), part.size())) > 0;)
        m_screen.append(part.data(), count);
}

bool TerminalRun::waitFor(const QByteArray& text)
{
    return QTest::qWaitFor(
        [&] {
            readWhatIsThere();
            const auto found = m_screen.indexOf(text, m_seen);
            if (found >= 0)
                m_seen = found + text.size();
            return found >= 0;
        },
        20000);
}

void TerminalRun::type(const QByteArray& text)
{
    qsizetype written = 0;
    const auto taken = [&] {
        const auto count =
            ::write(m_terminal, text.constData() + written, static_cast<std::size_t>(text.size() - written));
        written += std::max<ssize_t>(count, 0);
        return written == text.size();
    };
    if (!taken() && !QTest::qWaitFor(taken, 20000)) // the program reads what stood there before
        qFatal("the terminal takes nothing");
}

void TerminalRun::resize(unsigned short rows, unsigned short columns)
{
    const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    if (::ioctl(m_terminal, TIOCSWINSZ, &size) != 0)
        qFatal("the terminal can't be resized");
}

void TerminalRun::signal(int number) const
{
    test::signalProcess(m_process, number);
}

bool TerminalRun::waitForRaw() const
{
    return QTest::qWaitFor(
        [this] {
            termios modes{};
            return ::tcgetattr(m_theirs, &modes) == 0 && (modes.c_lflag & (ICANON | ECHO | ISIG)) == 0;
        },
        20000);
}

bool TerminalRun::isCooked() const
{
    termios modes{};
    return ::tcgetattr(m_theirs, &modes) == 0 && (modes.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG) &&
           (modes.c_oflag & OPOST) != 0;
}

void TerminalRun::makeCooked() const
{
    termios modes{};
    ::tcgetattr(m_theirs, &modes);
    modes.c_lflag |= ICANON | ECHO | ISIG;
    modes.c_oflag |= OPOST;
    ::tcsetattr(m_theirs, TCSANOW, &modes);
}

const QByteArray& TerminalRun::screen()
{
    readWhatIsThere();
    return m_screen;
}

int TerminalRun::waitForEnd()
{
    const auto ended = [this] {
        readWhatIsThere();
        int status = 0;
        if (!m_ended && ::waitpid(m_process, &status, WNOHANG) == m_process) {
            m_ended = true;
            m_exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        return m_ended;
    };
    (void)QTest::qWaitFor(ended, 20000);
    readWhatIsThere();
    return m_exitCode;
}

} // namespace kalpana::test
