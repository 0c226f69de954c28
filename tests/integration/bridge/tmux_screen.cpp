#include "tests/integration/bridge/tmux_screen.h"

#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using namespace bridge::server;

TmuxScreen::TmuxScreen(TerminalSize size)
{
    m_folder.write(u"tmux.conf"_s, "set -g status off\nset -g history-limit 2000\nset -s escape-time 0\n"
                                   "set -g scroll-on-clear off\n");
    const auto fifo = m_folder.path(u"fifo"_s);
    ::mkfifo(fifo.toLocal8Bit().constData(), 0600);
    (void)tmux({u"-f"_s, m_folder.path(u"tmux.conf"_s), u"new-session"_s, u"-d"_s, u"-x"_s,
                QString::number(size.columns), u"-y"_s, QString::number(size.rows),
                u"stty raw -echo; exec cat "_s + fifo});
    m_pipe = ::open(fifo.toLocal8Bit().constData(), O_WRONLY); // waits for the cat
}

TmuxScreen::~TmuxScreen()
{
    ::close(m_pipe);
    (void)tmux({u"kill-server"_s});
}

void TmuxScreen::feed(const std::string& bytes)
{
    for (std::string_view rest = bytes; !rest.empty();) {
        const auto written = ::write(m_pipe, rest.data(), rest.size());
        if (written <= 0)
            return;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

void TmuxScreen::resize(TerminalSize size)
{
    (void)tmux({u"resize-window"_s, u"-x"_s, QString::number(size.columns), u"-y"_s, QString::number(size.rows)});
}

QByteArray TmuxScreen::capture() const
{
    return tmux({u"capture-pane"_s, u"-p"_s, u"-e"_s, u"-N"_s});
}

QByteArray TmuxScreen::cursor() const
{
    return tmux({u"display-message"_s, u"-p"_s, u"#{cursor_x},#{cursor_y},#{alternate_on}"_s}).trimmed();
}

QByteArray TmuxScreen::tmux(const QStringList& arguments) const
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"TMUX"_s);
    environment.insert(u"TERM"_s, u"xterm-256color"_s);
    process.setProcessEnvironment(environment);
    process.start(u"tmux"_s, QStringList{u"-u"_s, u"-S"_s, m_folder.path(u"tmux.sock"_s)} + arguments);
    if (!process.waitForFinished(20000))
        return "tmux does not answer";
    return process.readAllStandardOutput() + process.readAllStandardError();
}

std::vector<Line> cellsOf(const QByteArray& capture, TerminalSize size)
{
    std::vector<Line> lines;
    auto rows = capture.split('\n');
    if (!rows.isEmpty() && rows.last().isEmpty())
        rows.removeLast();
    std::string pen; // goes on from line to line
    for (const auto& row : rows) {
        Screen screen({1, static_cast<std::uint16_t>(size.columns + 1)}); // so that a full line does not wrap
        screen.feed("\x1b)0" + pen);                                      // where tmux shifts to the lines and corners
        screen.feed(row.toStdString());
        auto line = screen.primary().line(0);
        line.cells.resize(size.columns);
        lines.push_back(std::move(line));
        pen.clear();
        appendRendition(pen, screen.pen());
    }
    return lines;
}

namespace {

/// A place that nobody wrote to looks as a space does.
Cell seen(Cell cell)
{
    if (cell.characters[0] == 0 && cell.width != 0)
        cell.characters[0] = U' ';
    if (cell.characters[0] == U' ') {
        cell.pen.foreground = {}; // nothing of it is to be seen, except for what reverses or underlines
        cell.pen.attributes &= static_cast<std::uint8_t>(Pen::Reverse | Pen::Strike | Pen::Overline);
        cell.pen.underlineColor = {};
    }
    if (cell.width == 0)
        cell = {.width = 0};
    return cell;
}

QByteArray described(const Cell& cell)
{
    std::string text;
    appendText(text, cell);
    std::string pen;
    appendRendition(pen, cell.pen);
    return QByteArray::fromStdString('"' + text + "\" " + pen.substr(2)) + " width " + QByteArray::number(cell.width);
}

} // namespace

QByteArray difference(const Grid& ours, const std::vector<Line>& theirs)
{
    if (theirs.size() != ours.rows())
        return "they have " + QByteArray::number(theirs.size()) + " lines, we have " + QByteArray::number(ours.rows());
    for (std::size_t row = 0; row < ours.rows(); ++row)
        for (std::size_t column = 0; column < ours.columns(); ++column) {
            const auto here = seen(ours.line(row).cells[column]);
            const auto there = seen(theirs[row].cells[column]);
            if (here != there)
                return "at " + QByteArray::number(row) + ',' + QByteArray::number(column) + " we have " +
                       described(here) + ", they have " + described(there);
        }
    return {};
}

} // namespace kalpana::test
