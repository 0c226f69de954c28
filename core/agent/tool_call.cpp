#include "core/agent/tool_call.h"

#include "core/agent/capped_text.h"
#include "core/agent/delete_tool.h"
#include "core/agent/knowledge_tools.h"
#include "core/agent/repository_tools.h"
#include "core/agent/running_command.h"
#include "core/agent/terminal_tools.h"
#include "core/agent/text_lines.h"
#include "core/agent/tool_arguments.h"
#include "core/agent/tool_table.h"
#include "core/agent/unified_diff.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <limits>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

Error forModel(ErrorCode code, const QString& sentence)
{
    return {.code = code, .sentence = sentence};
}

Result<FileText> readText(WorkspaceTools& tools, const QString& path, const std::stop_token& stop)
{
    auto file = tools.read(path, stop);
    if (file && file->binary)
        return std::unexpected(
            forModel(ErrorCode::Unsupported, u"%1 is a binary file of %2 bytes."_s.arg(path).arg(file->size)));
    return file;
}

/// What needs no asking unless a rule says so.
PreparedCall reading(const QString& tool, const char* action, const QString& path, const QString& title)
{
    const auto argument = path.toStdString();
    return {.action = {action, argument},
            .permission = {.callId = {},
                           .tool = tool,
                           .title = title,
                           .kind = PermissionRequest::Preview::Command,
                           .preview = visibleText(path),
                           .reason = {},
                           .always = Text::tr("Read exactly this without asking")},
            .always = {{.tool = action, .path = argument, .decision = permissions::Decision::Allow}},
            .run = {}};
}

Result<PreparedCall> prepareRead(const QJsonObject& arguments)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    auto prepared = reading(u"read_file"_s, "read", *path, Text::tr("Read %1").arg(visibleText(*path)));
    const auto offset = arguments.value("offset"_L1).toInteger(1);
    const auto limit = arguments.value("limit"_L1).toInteger(std::numeric_limits<qint64>::max());
    prepared.run = [path = *path, offset, limit](WorkspaceTools& tools, const TextReceiver&,
                                                 const std::stop_token& stop) -> Result<ToolResult> {
        const auto file = readText(tools, path, stop);
        if (!file)
            return std::unexpected(file.error());
        const auto text = linesFrom(file->text, offset, limit);
        if (text.isEmpty())
            return ToolResult{true, file->text.isEmpty() ? u"[The file is empty.]"_s
                                                         : u"[The file has no line %1.]"_s.arg(offset)};
        const auto end = file->truncated
                             ? u"\n[Only the beginning of the file's %1 bytes can be read.]"_s.arg(file->size)
                             : QString();
        return ToolResult{true, capped(text, u"Read them with offset and limit."_s) + end};
    };
    return prepared;
}

Result<PreparedCall> prepareChange(const QString& tool, const QString& path, const std::optional<FileText>& before,
                                   const QString& after)
{
    const auto old = before ? before->text : QString();
    if (before && old == after)
        return std::unexpected(
            forModel(ErrorCode::Usage, u"%1 already has exactly this text; nothing was changed."_s.arg(path)));
    // Any file, by either tool: to a user it is one question. What runs by itself is asked about each time.
    std::vector<permissions::Rule> always;
    if (!permissions::runsByItself(path.toStdString()))
        for (const char* either : {"write", "edit"})
            always.push_back({.tool = either, .path = "**", .decision = permissions::Decision::Allow});
    const auto expectedHash = before ? before->hash : u""_s;
    return PreparedCall{
        .action = {tool == "edit_file"_L1 ? "edit" : "write", path.toStdString()},
        .permission =
            PermissionRequest{
                .callId = {},
                .tool = tool,
                .title = (before ? Text::tr("Change %1") : Text::tr("Make the file %1")).arg(visibleText(path)),
                .kind = PermissionRequest::Preview::Diff,
                .preview = visibleText(unifiedDiff(path, old, after)),
                .reason = {},
                .always = always.empty() ? QString() : Text::tr("Change any file of the workspace without asking")},
        .always = always,
        .run = [=](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) -> Result<ToolResult> {
            const auto hash = tools.write(path, after, expectedHash, stop);
            if (!hash && hash.error().code == ErrorCode::Conflict)
                return std::unexpected(forModel(
                    ErrorCode::Conflict,
                    u"%1 was changed by somebody else meanwhile; it was left as it is. Read it again before changing it."_s
                        .arg(path)));
            if (!hash)
                return std::unexpected(hash.error());
            return ToolResult{true, (before ? u"%1 was changed."_s : u"%1 was made."_s).arg(path)};
        }};
}

Result<PreparedCall> prepareWrite(const QJsonObject& arguments, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    auto file = tools.read(*path, stop);
    if (!file && file.error().code != ErrorCode::NotFound)
        return std::unexpected(file.error());
    const auto content = arguments.value("content"_L1).toString();
    return prepareChange(u"write_file"_s, *path, file ? std::optional(*std::move(file)) : std::nullopt, content);
}

Result<PreparedCall> prepareEdit(const QJsonObject& arguments, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    const auto file = readText(tools, *path, stop);
    if (!file)
        return std::unexpected(file.error());
    if (file->truncated)
        return std::unexpected(
            forModel(ErrorCode::Unsupported, u"%1 is too large to edit; change it with run_command."_s.arg(*path)));
    auto before = arguments.value("old"_L1).toString();
    auto after = arguments.value("new"_L1).toString();
    if (file->text.count(before) == 0 && file->text.contains("\r\n"_L1) && !before.contains(u'\r')) {
        before.replace(u'\n', "\r\n"_L1); // models write LF whatever the file has
        after.replace(u'\n', "\r\n"_L1);
    }
    if (const auto times = file->text.count(before); times != 1)
        return std::unexpected(forModel(
            ErrorCode::Usage,
            times == 0
                ? u"old does not stand in %1. Read the file and give its exact text."_s.arg(*path)
                : u"old stands %1 times in %2. Give more lines around the one that is meant."_s.arg(times).arg(*path)));
    auto text = file->text;
    text.replace(text.indexOf(before), before.size(), after);
    return prepareChange(u"edit_file"_s, *path, *file, text);
}

Result<PreparedCall> prepareList(const QJsonObject& arguments)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString(u"."_s));
    if (!path)
        return std::unexpected(path.error());
    auto prepared = reading(u"list_folder"_s, "list", *path, Text::tr("List %1").arg(visibleText(*path)));
    prepared.run = [path = *path, recursive = arguments.value("recursive"_L1).toBool()](
                       WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) -> Result<ToolResult> {
        const auto listing = tools.list(path, recursive, stop);
        if (!listing)
            return std::unexpected(listing.error());
        QString text;
        for (const auto& entry : listing->entries)
            text += entry.path + (entry.kind == FileEntry::Kind::Folder ? "/\n"_L1 : "\n"_L1);
        if (listing->truncated)
            text += "[There are more; list a folder below.]\n"_L1;
        return ToolResult{true, text.isEmpty() ? u"[The folder is empty.]"_s : capped(text, u"List a folder below."_s)};
    };
    return prepared;
}

PreparedCall prepareSearch(const QJsonObject& arguments)
{
    const SearchQuery query{.text = arguments.value("query"_L1).toString(),
                            .regex = arguments.value("regex"_L1).toBool(),
                            .caseSensitive = arguments.value("case_sensitive"_L1).toBool(true),
                            .glob = arguments.value("glob"_L1).toString()};
    auto prepared = reading(u"search"_s, "search", u"."_s, Text::tr("Search for %1").arg(visibleText(query.text)));
    prepared.run = [query](WorkspaceTools& tools, const TextReceiver&,
                           const std::stop_token& stop) -> Result<ToolResult> {
        constexpr qsizetype longestLine = 300;
        const auto found = tools.search(query, stop);
        if (!found)
            return std::unexpected(found.error());
        QString text;
        for (const auto& match : found->matches)
            text += u"%1:%2: "_s.arg(match.path).arg(match.line) + match.text.left(longestLine) + u'\n';
        if (found->truncated)
            text += "[There are more matches; search for something narrower.]\n"_L1;
        return ToolResult{true, text.isEmpty() ? u"[Nothing was found.]"_s
                                               : capped(text, u"Search for something narrower."_s)};
    };
    return prepared;
}

PreparedCall prepareRun(const QJsonObject& arguments)
{
    const auto command = arguments.value("command"_L1).toString();
    return {.action = {"run", command.toStdString()},
            .permission = PermissionRequest{.callId = {},
                                            .tool = u"run_command"_s,
                                            .title = Text::tr("Run a command in the workspace's folder"),
                                            .kind = PermissionRequest::Preview::Command,
                                            .preview = visibleText(command),
                                            .reason = {},
                                            .always = Text::tr("Run exactly this command without asking")},
            .always = {{.tool = "run", .line = command.toStdString(), .decision = permissions::Decision::Allow}},
            .run = [command](WorkspaceTools& tools, const TextReceiver& output, const std::stop_token& stop) {
                return runCommand(tools, command, output, stop);
            }};
}

} // namespace

QString titleOf(const ToolCall& call)
{
    const auto* tool = findTool(call.name);
    if (!tool)
        return Text::tr("Unknown tool %1").arg(visibleText(call.name.left(60)));
    const auto arguments = QJsonDocument::fromJson(call.arguments.toUtf8()).object();
    const auto argument = [&arguments](QLatin1StringView name) {
        return visibleText(arguments.value(name).toString().simplified().left(200));
    };
    switch (tool->kind) {
    case ToolKind::ReadFile:
        return Text::tr("Read %1").arg(argument("path"_L1));
    case ToolKind::WriteFile:
        return Text::tr("Write %1").arg(argument("path"_L1));
    case ToolKind::EditFile:
        return Text::tr("Edit %1").arg(argument("path"_L1));
    case ToolKind::ListFolder:
        return Text::tr("List %1").arg(arguments.contains("path"_L1) ? argument("path"_L1) : u"."_s);
    case ToolKind::Search:
        return Text::tr("Search for %1").arg(argument("query"_L1));
    case ToolKind::FindFiles:
        return Text::tr("Find files named %1").arg(argument("name"_L1));
    case ToolKind::GitStatus:
        return Text::tr("Look at the state of the repository");
    case ToolKind::GitDiff:
        return Text::tr("Look at what has changed");
    case ToolKind::Definition:
        return Text::tr("Find where %1 is defined").arg(argument("symbol"_L1));
    case ToolKind::References:
        return Text::tr("Find what uses %1").arg(argument("symbol"_L1));
    case ToolKind::Diagnostics:
        return Text::tr("Look for problems in %1").arg(argument("path"_L1));
    case ToolKind::Outline:
        return Text::tr("Outline %1").arg(argument("path"_L1));
    case ToolKind::RunCommand:
        return Text::tr("Run %1").arg(argument("command"_L1));
    case ToolKind::DeleteFile:
        return Text::tr("Delete %1").arg(argument("path"_L1));
    case ToolKind::GitCommit:
        return Text::tr("Commit: %1").arg(argument("message"_L1).section(u'\n', 0, 0));
    case ToolKind::GitPush:
        return Text::tr("Push");
    case ToolKind::ListTerminals:
        return Text::tr("List the terminals");
    case ToolKind::ReadTerminal:
        return Text::tr("Read terminal %1").arg(arguments.value("number"_L1).toInteger());
    case ToolKind::WriteTerminal:
        return Text::tr("Type into terminal %1: %2")
            .arg(arguments.value("number"_L1).toInteger())
            .arg(argument("text"_L1));
    case ToolKind::OpenTerminal:
        return Text::tr("Run in a terminal: %1").arg(argument("command"_L1));
    case ToolKind::Fetch:
        return Text::tr("Fetch %1").arg(argument("url"_L1));
    case ToolKind::AskUser:
        return Text::tr("Ask you a question");
    case ToolKind::UpdatePlan:
        return Text::tr("Update the plan");
    }
    return call.name;
}

Result<PreparedCall> prepareCall(const ToolCall& call, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto* tool = findTool(call.name);
    if (!tool)
        return std::unexpected(forModel(ErrorCode::Usage, u"There is no tool %1."_s.arg(call.name.left(100))));
    const auto arguments = checkedArguments(call.arguments, tool->definition.parameters);
    if (!arguments)
        return std::unexpected(arguments.error());
    switch (tool->kind) {
    case ToolKind::ReadFile:
        return prepareRead(*arguments);
    case ToolKind::WriteFile:
        return prepareWrite(*arguments, tools, stop);
    case ToolKind::EditFile:
        return prepareEdit(*arguments, tools, stop);
    case ToolKind::ListFolder:
        return prepareList(*arguments);
    case ToolKind::Search:
        return prepareSearch(*arguments);
    case ToolKind::RunCommand:
        return prepareRun(*arguments);
    case ToolKind::DeleteFile:
        return prepareDeletion(*arguments, tools, stop);
    case ToolKind::GitCommit:
    case ToolKind::GitPush:
        return prepareRepositoryCall(tool->kind, *arguments);
    case ToolKind::ListTerminals:
    case ToolKind::ReadTerminal:
    case ToolKind::WriteTerminal:
    case ToolKind::OpenTerminal:
        return prepareTerminalCall(tool->kind, *arguments);
    case ToolKind::FindFiles:
    case ToolKind::GitStatus:
    case ToolKind::GitDiff:
    case ToolKind::Definition:
    case ToolKind::References:
    case ToolKind::Diagnostics:
    case ToolKind::Outline:
        return prepareKnowledgeCall(tool->kind, *arguments).transform([&](PreparedCall prepared) {
            // Reading too: of the file it is about, or of any.
            const auto path = checkedPath(arguments->value("path"_L1).toString(u"."_s)).value_or(u"."_s);
            auto judged = reading(call.name, tool->kind == ToolKind::FindFiles ? "find" : "read", path, titleOf(call));
            judged.run = std::move(prepared.run);
            return judged;
        });
    case ToolKind::Fetch:
    case ToolKind::AskUser:
    case ToolKind::UpdatePlan:
        break; // not here: fetch_tool.h, conversation_tools.h
    }
    return std::unexpected(forModel(ErrorCode::Internal, u"There is no tool %1."_s.arg(call.name)));
}

bool endsTurn(const Error& error)
{
    return error.code == ErrorCode::Cancelled || error.code == ErrorCode::ConnectionLost ||
           error.code == ErrorCode::Unreachable || error.code == ErrorCode::UnknownHost ||
           error.code == ErrorCode::Storage;
}

} // namespace kalpana::agent
