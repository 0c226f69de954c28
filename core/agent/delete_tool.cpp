#include "core/agent/delete_tool.h"

#include "core/agent/tool_arguments.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 40;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

struct Contents {
    QStringList files;
    qint64 bytes = 0;
    bool more = false;
};

/// A recursive listing leaves out ignored files: folder by folder all are counted, up to a bound.
Result<Contents> contentsOf(const QString& folder, WorkspaceTools& tools, const std::stop_token& stop)
{
    constexpr qsizetype mostFolders = 200;
    Contents contents;
    QStringList folders{folder};
    for (qsizetype at = 0; at < folders.size(); ++at) {
        if (at == mostFolders) {
            contents.more = true;
            break;
        }
        const auto listing = tools.list(folders.at(at), false, stop);
        if (!listing)
            return std::unexpected(listing.error());
        contents.more = contents.more || listing->truncated;
        for (const auto& entry : listing->entries) {
            if (entry.kind == FileEntry::Kind::Folder) {
                folders.append(entry.path);
            } else {
                contents.files.append(entry.path);
                contents.bytes += entry.size;
            }
        }
    }
    return contents;
}

QString listed(const Contents& contents)
{
    QString text;
    for (const auto& path : contents.files.first(std::min(mostShown, contents.files.size())))
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
                                                       : Text::tr("Delete any file of this workspace without asking")},
                          .always = always};
    if (isFolder)
        prepared.alwaysAsk = (contents->more ? Text::tr("More files than %1 are in it, of %2 and more.")
                                             : Text::tr("Files in it: %1, of %2."))
                                 .arg(contents->files.size())
                                 .arg(QLocale().formattedDataSize(contents->bytes)) +
                             u' ' + Text::tr("They go to the workspace's trash as far as it has room.");
    prepared.run = [path = *path](WorkspaceTools& hands, const TextReceiver&, const std::stop_token& token) {
        return hands.remove(path, token).transform([&path](bool kept) {
            return ToolResult{true, kept ? u"%1 is in the workspace's trash."_s.arg(path)
                                         : u"%1 is deleted for ever: it was too large for the trash."_s.arg(path)};
        });
    };
    return prepared;
}

} // namespace kalpana::agent
