#include "core/agent/mentions.h"
#include "core/agent/tool_arguments.h"
#include "core/agent/tool_call.h"

#include <QCoreApplication>
#include <QSet>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostCompletions = 30;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

bool begins(const QString& word, const QString& typed)
{
    return word.startsWith(typed, Qt::CaseInsensitive);
}

/// In quotes where it would end at a space otherwise.
QString asWritten(const QString& path)
{
    return path.contains(u' ') ? u'"' + path + u'"' : path;
}

/// What can't be asked just now (no git, no language server) offers nothing; only a lost line is an error.
template <typename Value>
Result<Value> orNothing(Result<Value> result)
{
    return result || endsTurn(result.error()) ? result : Value();
}

Result<QList<Completion>> symbolsOf(const QString& path, const QString& typed, WorkspaceTools& tools,
                                    const std::stop_token& stop)
{
    return orNothing(tools.outline(path, stop)).transform([&](const CodeNames& found) {
        QList<Completion> completions;
        for (const auto& name : found.names)
            if (name.name.contains(typed, Qt::CaseInsensitive) && completions.size() < mostCompletions)
                completions.append({asWritten(path + u'#' + name.name), u"symbol"_s, name.kind});
        return completions;
    });
}

Result<void> appendTerminals(QList<Completion>& completions, WorkspaceTools& tools, const std::stop_token& stop)
{
    return orNothing(tools.terminals(stop)).transform([&](const QList<TerminalRow>& rows) {
        for (const auto& row : rows)
            completions.append(
                {u"terminal:%1"_s.arg(row.number), u"terminal"_s, row.title.isEmpty() ? row.program : row.title});
    });
}

Result<void> appendFolder(QList<Completion>& completions, const QString& folder, WorkspaceTools& tools,
                          const std::stop_token& stop)
{
    return orNothing(tools.list(folder, false, stop)).transform([&](const FolderListing& listing) {
        for (const auto& entry : listing.entries)
            if (entry.kind == FileEntry::Kind::Folder && entry.path != ".git"_L1)
                completions.append({asWritten(entry.path + u'/'), u"folder"_s, {}, true});
        for (const auto& entry : listing.entries)
            if (entry.kind == FileEntry::Kind::File)
                completions.append({asWritten(entry.path), u"file"_s});
    });
}

/// Files by their letters, and the folders that they are in where these match too.
Result<void> appendFiles(QList<Completion>& completions, const QString& typed, const QString& prefix,
                         WorkspaceTools& tools, const std::stop_token& stop)
{
    return orNothing(tools.findFiles(typed, mostCompletions, stop)).transform([&](const QStringList& files) {
        QSet<QString> folders;
        for (const auto& file : files) {
            const auto folder = file.section(u'/', 0, -2);
            if (prefix.isEmpty() && !folder.isEmpty() && folder.contains(typed, Qt::CaseInsensitive) &&
                !folders.contains(folder)) {
                folders.insert(folder);
                completions.append({asWritten(folder + u'/'), u"folder"_s, {}, true});
            }
            completions.append({asWritten(prefix + file), prefix.isEmpty() ? u"file"_s : u"problems"_s});
        }
    });
}

Result<void> append(QList<Completion>& completions, const QString& typed, WorkspaceTools& tools,
                    const std::stop_token& stop)
{
    constexpr QLatin1StringView problems("problems:");
    if (typed.startsWith(problems))
        return appendFiles(completions, typed.sliced(problems.size()), problems, tools, stop);
    if (begins(u"diff"_s, typed))
        completions.append({u"diff"_s, u"diff"_s, Text::tr("What has changed since the last commit")});
    if (begins(u"problems:"_s, typed))
        completions.append({problems, u"problems"_s, Text::tr("Errors and warnings of a file"), true});
    if (begins(u"terminal:"_s, typed) || typed.startsWith("terminal:"_L1))
        if (const auto asked = appendTerminals(completions, tools, stop); !asked)
            return asked;
    if (typed.isEmpty() || typed.endsWith(u'/')) {
        const auto folder = checkedPath(typed.isEmpty() ? u"."_s : typed);
        return folder ? appendFolder(completions, *folder, tools, stop) : Result<void>();
    }
    return appendFiles(completions, typed, {}, tools, stop);
}

} // namespace

Result<QList<Completion>> completionsOf(const QString& typed, WorkspaceTools& tools, const std::stop_token& stop)
{
    if (const auto hash = typed.lastIndexOf(u'#'); hash > 0) {
        const auto path = checkedPath(typed.first(hash));
        return path ? symbolsOf(*path, typed.sliced(hash + 1), tools, stop) : Result<QList<Completion>>();
    }
    QList<Completion> completions;
    if (const auto asked = append(completions, typed, tools, stop); !asked)
        return std::unexpected(asked.error());
    return completions.first(std::min<qsizetype>(completions.size(), mostCompletions));
}

} // namespace kalpana::agent
