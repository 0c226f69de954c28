#include "core/agent/delete_tool.h"

#include "core/agent/folder_contents.h"
#include "core/agent/tool_arguments.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 40;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

QString listed(const FolderContents& contents)
{
    QString text;
    const auto shown = contents.files.first(std::min(mostShown, contents.files.size()));
    for (const auto& path : shown)
        text += visibleText(path) + u'\n';
    if (contents.more || contents.files.size() > mostShown)
        text += u"…\n"_s;
    return text;
}

} // namespace

Result<PreparedCall> prepareDeletion(const QJsonObject& arguments, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    if (*path == "."_L1)
        return failure(ErrorCode::Usage, u"The workspace's folder itself can't be deleted."_s);
    const auto contents = contentsOf(*path, tools, stop);
    if (!contents && endsTurn(contents.error()))
        return std::unexpected(contents.error());
    const bool isFolder = contents.has_value();
    if (!isFolder)
        if (const auto file = tools.read(*path, stop); !file)
            return std::unexpected(file.error());
    std::vector<permissions::Rule> always;
    if (!permissions::runsByItself(path->toStdString()))
        always.push_back({.tool = "delete", .path = "**", .decision = permissions::Decision::Allow});
    const auto shown = visibleText(*path);
    PreparedCall prepared{.action = {"delete", path->toStdString()},
                          .permission = {.callId = {},
                                         .tool = u"delete_file"_s,
                                         .title = isFolder ? Text::tr("Delete the folder %1").arg(shown)
                                                           : Text::tr("Delete the file %1").arg(shown),
                                         .kind = PermissionRequest::Preview::Command,
                                         .preview = isFolder ? listed(*contents) : shown,
                                         .reason = {},
                                         .always = always.empty()
                                                       ? QString()
                                                       : Text::tr("Delete any file of the workspace without asking")},
                          .always = always};
    if (isFolder)
        prepared.alwaysAsk = Text::tr("What is in it: %1.").arg(sizeText(*contents)) + u' ' +
                             Text::tr("It goes to the workspace's trash as far as that has room.");
    prepared.run = [path = *path](WorkspaceTools& hands, const TextReceiver&, const std::stop_token& token) {
        return hands.remove(path, token).transform([&path](bool kept) {
            return ToolResult{true, kept ? u"%1 is in the workspace's trash."_s.arg(path)
                                         : u"%1 is deleted for ever: it was too large for the trash."_s.arg(path)};
        });
    };
    return prepared;
}

} // namespace kalpana::agent
