#include "app/desktop/terminals/terminal_rows.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonObject>
#include <QSet>

namespace kalpana::desktop::terminals {

using namespace Qt::StringLiterals;
using bridge::client::Terminal;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Terminals)
};

/// A host's words on one line, without anything that would steer a terminal.
QString onOneLine(const std::string& words)
{
    auto text = QString::fromStdString(words);
    text.removeIf([](QChar one) { return one.category() == QChar::Other_Control; });
    return text.simplified();
}

QString programOf(const Terminal& terminal)
{
    return terminal.argv.empty() ? QString() : QFileInfo(QString::fromStdString(terminal.argv.front())).fileName();
}

QString titleOf(const Terminal& terminal)
{
    for (const auto& title : {onOneLine(terminal.title), onOneLine(terminal.programTitle), programOf(terminal)}) {
        if (!title.isEmpty())
            return title;
    }
    return Text::tr("Terminal %1").arg(terminal.number);
}

} // namespace

QJsonArray rowsOf(const std::vector<Terminal>& terminals)
{
    QJsonArray rows;
    for (const auto& one : terminals)
        rows << QJsonObject{
            {u"id"_s, static_cast<qint64>(one.number)}, {u"title"_s, titleOf(one)}, {u"ended"_s, !one.isRunning()}};
    return rows;
}

bool isShell(const Terminal& terminal)
{
    static const QSet<QString> shells{u"sh"_s,  u"bash"_s, u"zsh"_s, u"fish"_s, u"dash"_s,
                                      u"ksh"_s, u"mksh"_s, u"csh"_s, u"tcsh"_s, u"nu"_s};
    auto program = programOf(terminal);
    if (program.startsWith(u'-')) // as login(1) names a login shell
        program.removeFirst();
    return terminal.argv.empty() || shells.contains(program);
}

QString sentenceOf(const bridge::client::TerminalEnd& end)
{
    if (end.exitCode)
        return Text::tr("It has ended with exit code %1. Press Enter to run it again.").arg(*end.exitCode);
    if (!end.signal.empty())
        return Text::tr("It was ended by the signal %1. Press Enter to run it again.").arg(onOneLine(end.signal));
    if (!end.reason.empty())
        return Text::tr("It has ended: %1. Press Enter to run it again.").arg(onOneLine(end.reason));
    return Text::tr("It has ended. Press Enter to run it again.");
}

} // namespace kalpana::desktop::terminals
