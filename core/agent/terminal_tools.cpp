#include "core/agent/terminal_tools.h"

#include "core/agent/capped_text.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

/// Looking at terminals is reading in the workspace.
PreparedCall reading(const QString& tool, const QString& title)
{
    return {.action = {"read", "."},
            .permission = {.callId = {},
                           .tool = tool,
                           .title = title,
                           .kind = PermissionRequest::Preview::Command,
                           .preview = title,
                           .reason = {},
                           .always = {}}};
}

QString lineOf(const TerminalRow& row)
{
    auto text = u"%1: %2"_s.arg(row.number).arg(row.title.isEmpty() ? row.program : row.title);
    if (!row.title.isEmpty() && !row.program.isEmpty())
        text += u" (%1)"_s.arg(row.program.left(200));
    if (row.running)
        return text + u", runs"_s;
    return text + (row.exitCode ? u", ended with %1"_s.arg(*row.exitCode) : u", ended"_s);
}

PreparedCall prepareListing()
{
    auto prepared = reading(u"list_terminals"_s, Text::tr("List the terminals"));
    prepared.run = [](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) {
        return tools.terminals(stop).transform([](const QList<TerminalRow>& rows) {
            QStringList lines;
            for (const auto& row : rows)
                lines.append(lineOf(row));
            return ToolResult{true, lines.isEmpty() ? u"[There is no terminal.]"_s : lines.join(u'\n')};
        });
    };
    return prepared;
}

/// False where a stop ended it.
bool pause(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

/// Without the empty rows below what is shown.
QString trimmedEnd(QString text)
{
    while (!text.isEmpty() && text.back().isSpace())
        text.chop(1);
    return text;
}

PreparedCall prepareReading(quint32 number, const QJsonObject& arguments)
{
    auto prepared = reading(u"read_terminal"_s, Text::tr("Read terminal %1").arg(number));
    const auto lines = arguments.value("lines"_L1).toInt(200);
    const auto awaited = arguments.value("wait_for"_L1).toString();
    const std::chrono::seconds longest(arguments.value("seconds"_L1).toInt(30));
    prepared.run = [=](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) -> Result<ToolResult> {
        const auto end = std::chrono::steady_clock::now() + longest;
        for (;;) {
            const auto shown = tools.readTerminal(number, lines, stop);
            if (!shown)
                return std::unexpected(shown.error());
            const bool seen = awaited.isEmpty() || shown->text.contains(awaited);
            const bool late = std::chrono::steady_clock::now() >= end;
            if (seen || late || !shown->running) {
                auto text = capped(trimmedEnd(shown->text), u"Read it with fewer lines."_s);
                if (!seen)
                    text += late ? u"\n[What you wait for has not come in %1 s.]"_s.arg(longest.count())
                                 : u"\n[What you wait for has not come.]"_s;
                if (!shown->running)
                    text += u"\n[Its program has ended.]"_s;
                return ToolResult{true, text.isEmpty() ? u"[The terminal is empty.]"_s : text};
            }
            if (!pause(std::chrono::milliseconds(250), stop))
                return failure(ErrorCode::Cancelled, Text::tr("You stopped the agent."));
        }
    };
    return prepared;
}

PreparedCall prepareTyping(quint32 number, const QJsonObject& arguments)
{
    const auto text = arguments.value("text"_L1).toString();
    const bool enter = arguments.value("enter"_L1).toBool(true);
    return {.action = {"run", text.toStdString()},
            .permission = {.callId = {},
                           .tool = u"write_terminal"_s,
                           .title = enter ? Text::tr("Type into terminal %1, and press Enter").arg(number)
                                          : Text::tr("Type into terminal %1").arg(number),
                           .kind = PermissionRequest::Preview::Command,
                           .preview = visibleText(text),
                           .reason = {},
                           .always = {}},
            .alwaysAsk = QString(),
            .run = [=](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) {
                return tools.typeIntoTerminal(number, enter ? text + u'\r' : text, stop).transform([] {
                    return ToolResult{true, u"Typed. Read the terminal to see what came of it."_s};
                });
            }};
}

PreparedCall prepareOpening(const QJsonObject& arguments)
{
    const auto command = arguments.value("command"_L1).toString();
    const auto title = visibleText(arguments.value("title"_L1).toString().simplified());
    return {.action = {"run", command.toStdString()},
            .permission = {.callId = {},
                           .tool = u"open_terminal"_s,
                           .title = Text::tr("Run a command in a new terminal"),
                           .kind = PermissionRequest::Preview::Command,
                           .preview = visibleText(command),
                           .reason = {},
                           .always = Text::tr("Run exactly this command without asking")},
            .always = {{.tool = "run", .line = command.toStdString(), .decision = permissions::Decision::Allow}},
            .run = [=](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) {
                return tools.openTerminal(command, title, stop).transform([](quint32 number) {
                    return ToolResult{true, u"It runs in terminal %1, which the user sees too."_s.arg(number)};
                });
            }};
}

} // namespace

PreparedCall prepareTerminalCall(ToolKind kind, const QJsonObject& arguments)
{
    const auto number = static_cast<quint32>(arguments.value("number"_L1).toInteger());
    switch (kind) {
    case ToolKind::ReadTerminal:
        return prepareReading(number, arguments);
    case ToolKind::WriteTerminal:
        return prepareTyping(number, arguments);
    case ToolKind::OpenTerminal:
        return prepareOpening(arguments);
    default:
        return prepareListing();
    }
}

} // namespace kalpana::agent
