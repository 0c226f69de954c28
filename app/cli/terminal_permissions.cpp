#include "app/cli/terminal_permissions.h"

#include "app/cli/output.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>
#include <QHash>

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
    const bool lasts = !request.always.isEmpty();
    const auto question =
        lasts ? Text::tr("Allow it? For longer means: %1. [once/chat/always here/everywhere/no]").arg(request.always)
              : Text::tr("Allow it? [once/no]");
    for (;;) {
        const auto answer = terminal->askLine(question, stop);
        if (!answer)
            return std::unexpected(answer.error());
        const auto words = answer->trimmed().toLower();
        static const QHash<QString, QString> shortcuts{
            {u"y"_s, u"once"_s},   {u"yes"_s, u"once"_s},           {u"o"_s, u"once"_s},       {u"c"_s, u"chat"_s},
            {u"a"_s, u"always"_s}, {u"always here"_s, u"always"_s}, {u"e"_s, u"everywhere"_s}, {u"n"_s, u"no"_s}};
        const auto decision = agent::decisionNamed(shortcuts.value(words, words));
        if (decision && (lasts || decision == agent::Decision::Once || decision == agent::Decision::No))
            return *decision;
    }
}

} // namespace kalpana::cli
