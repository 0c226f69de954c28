#include "app/desktop/terminals/terminal_strings.h"

#include <QCoreApplication>

namespace kalpana::desktop::terminals {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Terminals)
};
} // namespace

QJsonObject terminalStrings()
{
    return {
        {QStringLiteral("title"), Text::tr("Terminals")},
        {QStringLiteral("new"), Text::tr("New terminal")},
        {QStringLiteral("hide"), Text::tr("Hide the terminals; what runs in them goes on")},
        {QStringLiteral("empty"), Text::tr("A terminal runs on the workspace's host. It goes on when the line drops "
                                           "and when you close Kalpana; here you find it again.")},
        {QStringLiteral("ended"), Text::tr("%1 has ended")},
        {QStringLiteral("end"), Text::tr("End this terminal")},
        {QStringLiteral("end-question"), Text::tr("End “%1”? What runs in it is stopped, and its output goes.")},
        {QStringLiteral("end-yes"), Text::tr("End it")},
        {QStringLiteral("end-no"), Text::tr("Keep it")},
        {QStringLiteral("lines-refused"),
         Text::tr("The command has several lines, and this shell would run them at once. Copy it instead.")},
        {QStringLiteral("close"), Text::tr("Close")},
    };
}

} // namespace kalpana::desktop::terminals
