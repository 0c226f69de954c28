#include "app/cli/terminal_answers.h"

#include "app/cli/output.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AskCommand)
};

} // namespace

Result<QString> TerminalAnswers::answer(const agent::UserQuestion& question, std::stop_token stop)
{
    auto terminal = Terminal::open();
    if (!terminal)
        return failure(ErrorCode::Usage, Text::tr("The agent asks something and there is no terminal to ask on."));
    QString shown = u'\n' + question.text;
    for (qsizetype at = 0; at < question.options.size(); ++at)
        shown += u"\n  %1  %2"_s.arg(at + 1).arg(question.options.at(at));
    m_output.interrupt(shown);
    const auto prompt =
        question.options.isEmpty() ? Text::tr("Your answer:") : Text::tr("Your answer, or the number of one of these:");
    for (;;) {
        const auto line = terminal->askLine(prompt, stop);
        if (!line)
            return line;
        const auto words = line->trimmed();
        bool isNumber = false;
        const auto number = words.toLongLong(&isNumber);
        if (isNumber && number >= 1 && number <= question.options.size())
            return question.options.at(number - 1);
        if (!words.isEmpty())
            return words;
    }
}

} // namespace kalpana::cli
