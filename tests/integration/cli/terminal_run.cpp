#include "tests/integration/cli/terminal_run.h"

#include <QTest>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
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
    if (m_process == 0) {
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    ::fcntl(m_terminal, F_SETFL, O_NONBLOCK);
}

TerminalRun::~TerminalRun()
{
    if (!m_ended) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    ::close(m_terminal);
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
    if (::write(m_terminal, text.constData(), static_cast<std::size_t>(text.size())) != text.size())
        qFatal("the terminal takes nothing");
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
