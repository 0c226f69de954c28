#include "app/cli/help.h"

#include "app/cli/command_table.h"
#include "app/cli/exit_codes.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Help)
};

/// Breaks a text at spaces, indented, at most 100 characters a line.
QString wrapped(const QString& text, qsizetype indent)
{
    constexpr qsizetype width = 100;
    const QString margin(indent, u' ');
    QString out;
    qsizetype column = 0;
    for (const auto& word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (column > 0 && indent + column + 1 + word.size() > width) {
            out += u'\n' + margin;
            column = 0;
        }
        out += (column > 0 ? u" "_s : QString()) + word;
        column += word.size() + (column > 0 ? 1 : 0);
    }
    return out;
}

QString row(const QString& left, const QString& right, qsizetype width)
{
    return u"  "_s + left.leftJustified(width) + u"  "_s + wrapped(right, width + 4) + u'\n';
}

QString optionRows(const QList<Option>& options)
{
    constexpr qsizetype width = 30;
    QString rows;
    for (const auto& option : options) {
        const auto name = (option.name.size() == 1 ? u"-"_s : u"--"_s) + option.name;
        rows += row(QString(name + u' ' + option.valueName).trimmed(), option.meaning, width);
    }
    return rows;
}

QString overview()
{
    constexpr qsizetype width = 10;
    auto text = Text::tr("Usage: kalpanactl [OPTION…] COMMAND [ARGUMENT…]") + u"\n\n"_s;
    for (const auto& command : commands())
        text += row(command.name, command.meaning, width);
    return text + u'\n' + Text::tr("Options of every command:") + u'\n' + optionRows(globalOptions()) + u'\n' +
           Text::tr("`kalpanactl help COMMAND` explains a command, `kalpanactl help exit-codes` the exit codes.") +
           u'\n';
}

QString exitCodeText()
{
    constexpr qsizetype width = 20;
    QString text;
    for (const auto& [code, name, meaning] : exitCodes())
        text += row(QString::number(code).leftJustified(5) + name, meaning, width);
    return text + u'\n' +
           wrapped(
               Text::tr(
                   "`exec` ends with the command's own exit code, and with 128 and the signal's number when a signal "
                   "ended it."),
               0) +
           u'\n';
}

} // namespace

Result<QString> helpText(const QString& topic)
{
    if (topic.isEmpty())
        return overview();
    if (topic == "exit-codes"_L1)
        return exitCodeText();
    const auto* command = findCommand(topic);
    if (command == nullptr)
        return failure(ErrorCode::Usage, Text::tr("There is no help on \"%1\". See `kalpanactl help`.").arg(topic));
    auto text =
        Text::tr("Usage: %1").arg(QStringList{u"kalpanactl"_s, command->name, command->arguments}.join(u' ').trimmed());
    text += u"\n\n"_s + wrapped(command->meaning, 0) + u'\n';
    if (!command->details.isEmpty())
        text += u'\n' + wrapped(command->details, 0) + u'\n';
    if (!command->options.isEmpty())
        text += u'\n' + Text::tr("Options:") + u'\n' + optionRows(command->options);
    return text + u'\n' + Text::tr("Options of every command:") + u'\n' + optionRows(globalOptions());
}

} // namespace kalpana::cli
