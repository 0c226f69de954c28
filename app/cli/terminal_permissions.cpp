#include "app/cli/terminal_permissions.h"

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

Result<agent::Decision> TerminalPermissions::ask(const agent::PermissionRequest& request, std::stop_token stop)
{
    auto terminal = Terminal::open();
    if (!terminal) {
        m_noTerminal = {ErrorCode::Usage, Text::tr("The agent asks to do something (%1) and there is no terminal to "
                                                   "ask on. Add --yes and --rules FILE to let it work unattended.")
                                              .arg(request.title)};
        return failure(ErrorCode::Cancelled, m_noTerminal->sentence); // of the errors that end a turn
    }
    const auto reason = request.reason.isEmpty() ? QString() : u'\n' + request.reason;
    m_output.interrupt(u"\n%1\n%2"_s.arg(request.title, request.preview) + reason);
    const auto question = request.always.isEmpty()
                              ? Text::tr("Allow it? [once/no]")
                              : Text::tr("Allow it? Always means: %1. [once/chat/always/no]").arg(request.always);
    for (;;) {
        const auto answer =
            terminal->askLine(question, stop).transform([](const QString& text) { return text.toLower(); });
        if (!answer)
            return std::unexpected(answer.error());
        if (*answer == "once"_L1 || *answer == "o"_L1 || *answer == "yes"_L1 || *answer == "y"_L1)
            return agent::Decision::Once;
        if ((*answer == "always"_L1 || *answer == "a"_L1) && !request.always.isEmpty())
            return agent::Decision::Always;
        if ((*answer == "chat"_L1 || *answer == "c"_L1) && !request.always.isEmpty())
            return agent::Decision::Chat;
        if (*answer == "no"_L1 || *answer == "n"_L1)
            return agent::Decision::No;
    }
}

} // namespace kalpana::cli
