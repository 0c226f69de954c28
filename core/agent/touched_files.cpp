#include "core/agent/touched_files.h"

#include "core/agent/folder_contents.h"
#include "core/agent/tool_call.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;
using permissions::Danger;

namespace {

constexpr qsizetype mostPaths = 6;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

bool isAboutFiles(Danger::Kind kind)
{
    return kind == Danger::Kind::RecursiveDelete || kind == Danger::Kind::RecursiveMode || kind == Danger::Kind::Erase;
}

/// The paths below the workspace that the command's words name.
QStringList pathsOf(const permissions::ShellCommand& command, const permissions::FolderPlace& place)
{
    QStringList paths;
    for (std::size_t at = 1; at < command.words.size(); ++at) {
        const auto& word = command.words[at];
        if (!word.known || word.tilde || word.text.empty() || word.text.starts_with('-') ||
            place.where(word) != permissions::FolderPlace::Where::Inside)
            continue;
        for (const auto& path : place.inside(word.text))
            paths.append(QString::fromStdString(path.empty() ? "." : path));
    }
    return paths;
}

qsizetype untrackedIn(const QStringList& files, const RepositoryStatus& status)
{
    return std::ranges::count_if(files, [&](const QString& file) {
        return std::ranges::any_of(status.untracked, [&](const QString& path) {
            return file == path || (path.endsWith(u'/') && file.startsWith(path));
        });
    });
}

Result<QString> countOf(const QString& path, const Result<RepositoryStatus>& status, WorkspaceTools& tools,
                        const std::stop_token& stop)
{
    const auto contents = contentsOf(path, tools, stop);
    if (!contents)
        return endsTurn(contents.error()) ? Result<QString>(std::unexpected(contents.error())) : QString();
    const auto counted = Text::tr("%1 — %2").arg(visibleText(path), sizeText(*contents));
    const auto untracked = status ? untrackedIn(contents->files, *status) : 0;
    return untracked == 0 ? counted + u'.' : Text::tr("%1, of them not in Git: %2.").arg(counted).arg(untracked);
}

} // namespace

Result<QString> touchedFiles(const permissions::Verdict& verdict, const permissions::Surroundings& surroundings,
                             WorkspaceTools& tools, const std::stop_token& stop)
{
    const permissions::FolderPlace place(surroundings.folder);
    QStringList paths;
    bool asksGit = false;
    for (const auto& [command, decision, neutral, reason] : verdict.commands) {
        if (!reason.danger)
            continue;
        if (isAboutFiles(reason.danger->kind))
            paths += pathsOf(command, place);
        asksGit = asksGit || (reason.danger->kind == Danger::Kind::HistoryRewrite);
    }
    paths.removeDuplicates();
    if (paths.isEmpty() && !asksGit)
        return QString();
    const auto status = tools.repositoryStatus(stop);
    if (!status && endsTurn(status.error()))
        return std::unexpected(status.error());
    QStringList sentences;
    if (asksGit && status)
        sentences.append(Text::tr("Not committed now: %1 changed, %2 untracked.")
                             .arg(status->staged.size() + status->changed.size() + status->conflicted.size())
                             .arg(status->untracked.size()));
    const auto counted = paths.first(std::min(mostPaths, paths.size()));
    for (const auto& path : counted) {
        const auto count = countOf(path, status, tools, stop);
        if (!count)
            return count;
        if (!count->isEmpty())
            sentences.append(*count);
    }
    return sentences.join(u' ');
}

} // namespace kalpana::agent
