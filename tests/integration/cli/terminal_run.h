#pragma once

#include <QByteArray>
#include <QStringList>

#include <sys/types.h>

namespace kalpana::test {

/// A kalpanactl with a terminal of its own: what it asks is read from there, what is typed goes there.
class TerminalRun final {
public:
    explicit TerminalRun(const QStringList& arguments);
    TerminalRun(const TerminalRun&) = delete;
    TerminalRun& operator=(const TerminalRun&) = delete;
    ~TerminalRun();

    /// Waits until the terminal shows this after what was waited for before; false when it has not within 20 s.
    [[nodiscard]] bool waitFor(const QByteArray& text);
    void type(const QByteArray& text);
    void resize(unsigned short rows, unsigned short columns);
    void signal(int number) const;
    /// The window with it is closed.
    void close();
    /// Waits until keys come as they are typed; false when they do not within 20 s.
    [[nodiscard]] bool waitForRaw() const;
    /// It reads lines, and shows what is typed: as a shell finds it.
    [[nodiscard]] bool isCooked() const;
    void makeCooked() const;
    /// All that the terminal has shown.
    [[nodiscard]] const QByteArray& screen();
    /// Waits for the end; -1 when it did not come.
    [[nodiscard]] int waitForEnd();

private:
    void readWhatIsThere();
    int m_terminal = -1;
    int m_theirs = -1; ///< Keeps the terminal's modes when nobody else has it.
    pid_t m_process = -1;
    int m_exitCode = -1;
    bool m_ended = false;
    QByteArray m_screen;
    qsizetype m_seen = 0;
};

} // namespace kalpana::test
