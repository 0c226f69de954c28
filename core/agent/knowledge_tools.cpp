#include "core/agent/knowledge_tools.h"

#include "core/agent/capped_text.h"
#include "core/agent/tool_arguments.h"

#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFiles = 100;
constexpr qsizetype mostQuoted = 50; ///< Places whose line is shown.
constexpr qsizetype longestLine = 200;

PreparedCall reading(std::function<Result<QString>(WorkspaceTools&, const std::stop_token&)> ask)
{
    return {.run = [ask = std::move(ask)](WorkspaceTools& tools, const TextReceiver&,
                                          const std::stop_token& stop) -> Result<ToolResult> {
        return ask(tools, stop).transform([](const QString& text) { return ToolResult{true, capped(text)}; });
    }};
}

QString remarks(const LanguageAnswer& answer)
{
    QString text;
    if (answer.truncated)
        text += "[There are more.]\n"_L1;
    if (answer.indexing)
        text += u"[%1 still reads the workspace; something may be missing. Ask again later.]\n"_s.arg(answer.server);
    return text;
}

void list(QString& text, const QString& title, const QList<RepositoryChange>& changes)
{
    if (changes.isEmpty())
        return;
    text += title + u":\n"_s;
    for (const auto& change : changes)
        text += u"  %1: %2%3\n"_s.arg(change.what, change.path,
                                      change.original.isEmpty() ? QString() : u" (from %1)"_s.arg(change.original));
}

void list(QString& text, const QString& title, const QStringList& paths)
{
    if (!paths.isEmpty())
        text += title + u":\n  "_s + paths.join(u"\n  "_s) + u'\n';
}

QString textOf(const RepositoryStatus& status)
{
    QString text = status.branch.isEmpty() ? u"HEAD is detached"_s : u"On branch %1"_s.arg(status.branch);
    text += status.commit.isEmpty() ? u", no commit yet"_s : u" at %1"_s.arg(status.commit.left(12));
    if (!status.upstream.isEmpty())
        text += u", upstream %1"_s.arg(status.upstream);
    if (status.ahead && status.behind)
        text += u" (%1 ahead, %2 behind)"_s.arg(*status.ahead).arg(*status.behind);
    text += u".\n"_s;
    list(text, u"Staged"_s, status.staged);
    list(text, u"Changed, not staged"_s, status.changed);
    list(text, u"In conflict"_s, status.conflicted);
    list(text, u"Untracked"_s, status.untracked);
    const auto shown = static_cast<quint64>(status.staged.size() + status.changed.size() + status.untracked.size() +
                                            status.conflicted.size());
    if (status.count == 0)
        text += u"Nothing is changed.\n"_s;
    else if (status.count > shown)
        text += u"[%1 more are not shown.]\n"_s.arg(status.count - shown);
    return text;
}

/// The places with their lines, each file read once.
QString textOf(const CodePlaces& found, WorkspaceTools& tools, const std::stop_token& stop)
{
    QHash<QString, QStringList> lines;
    QString text;
    for (qsizetype i = 0; i < found.places.size(); ++i) {
        const auto& place = found.places[i];
        if (!place.outside && i < mostQuoted && !lines.contains(place.path)) {
            const auto file = tools.read(place.path, stop);
            lines.insert(place.path, file && !file->binary ? file->text.split(u'\n') : QStringList());
        }
        const auto line = lines.value(place.path).value(place.line - 1).trimmed().left(longestLine);
        text += u"%1:%2"_s.arg(place.path).arg(place.line) + (line.isEmpty() ? QString() : u": "_s + line) + u'\n';
    }
    return text.isEmpty() ? u"[%1 knows none.]\n"_s.arg(found.server) : text;
}

/// Where a word stands in a line; -1 where it doesn't.
qsizetype placeOf(const QString& symbol, const QString& line)
{
    const QRegularExpression word(u"(?<![\\w])%1(?![\\w])"_s.arg(QRegularExpression::escape(symbol)),
                                  QRegularExpression::UseUnicodePropertiesOption);
    const auto match = word.match(line);
    return match.hasMatch() ? match.capturedStart() : line.indexOf(symbol);
}

using AskForPlaces = Result<CodePlaces> (WorkspaceKnowledge::*)(const QString&, int, int, std::stop_token);

Result<PreparedCall> preparePlaces(const QJsonObject& arguments, AskForPlaces askFor)
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    const auto lineNumber = arguments.value("line"_L1).toInt();
    const auto symbol = arguments.value("symbol"_L1).toString();
    return reading([=, path = *path](WorkspaceTools& tools, const std::stop_token& stop) -> Result<QString> {
        const auto file = tools.read(path, stop);
        if (!file)
            return std::unexpected(file.error());
        const auto character = placeOf(symbol, file->text.section(u'\n', lineNumber - 1, lineNumber - 1));
        if (character < 0)
            return failure(ErrorCode::Usage,
                           u"%1 does not stand in line %2 of %3. Read the file and give the line it stands in."_s
                               .arg(symbol.left(100))
                               .arg(lineNumber)
                               .arg(path));
        const auto found = (tools.*askFor)(path, lineNumber, static_cast<int>(character), stop);
        if (!found)
            return std::unexpected(found.error());
        return textOf(*found, tools, stop) + remarks(*found);
    });
}

Result<PreparedCall> prepareOfFile(const QJsonObject& arguments,
                                   Result<QString> (*ask)(const QString&, WorkspaceTools&, const std::stop_token&))
{
    const auto path = checkedPath(arguments.value("path"_L1).toString());
    if (!path)
        return std::unexpected(path.error());
    return reading(
        [=, path = *path](WorkspaceTools& tools, const std::stop_token& stop) { return ask(path, tools, stop); });
}

Result<QString> problemsOf(const QString& path, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto found = tools.problems(path, stop);
    if (!found)
        return std::unexpected(found.error());
    QString text;
    for (const auto& problem : found->problems)
        text += u"%1:%2: %3: %4\n"_s.arg(path).arg(problem.line).arg(problem.severity, problem.message);
    if (!found->complete)
        text += u"[%1 has not answered in time; ask again later.]\n"_s.arg(found->server);
    else if (text.isEmpty())
        text = u"[%1 finds no problem in %2.]\n"_s.arg(found->server, path);
    return text + remarks(*found);
}

Result<QString> outlineOf(const QString& path, WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto found = tools.outline(path, stop);
    if (!found)
        return std::unexpected(found.error());
    QString text;
    for (const auto& name : found->names)
        text += u"%1: %2 %3%4\n"_s.arg(name.line).arg(
            name.kind, name.container.isEmpty() ? QString() : name.container + u"::"_s, name.name);
    return (text.isEmpty() ? u"[%1 knows no names in %2.]\n"_s.arg(found->server, path) : text) + remarks(*found);
}

Result<PreparedCall> prepareDiff(const QJsonObject& arguments)
{
    DiffQuery query{.staged = arguments.value("staged"_L1).toBool(), .from = arguments.value("from"_L1).toString()};
    if (arguments.contains("path"_L1)) {
        const auto path = checkedPath(arguments.value("path"_L1).toString());
        if (!path)
            return std::unexpected(path.error());
        query.paths.append(*path);
    }
    return reading([query](WorkspaceTools& tools, const std::stop_token& stop) {
        return tools.repositoryDiff(query, stop).transform([](const DiffText& diff) {
            return diff.text.isEmpty() ? u"[There is no difference.]"_s
                   : diff.truncated    ? diff.text + u"\n[The rest is left out; ask for one path.]"_s
                                       : diff.text;
        });
    });
}

PreparedCall prepareFind(const QJsonObject& arguments)
{
    return reading([query = arguments.value("name"_L1).toString()](WorkspaceTools& tools,
                                                                   const std::stop_token& stop) -> Result<QString> {
        return tools.findFiles(query, mostFiles, stop).transform([](const QStringList& files) {
            return files.isEmpty() ? u"[No file has such a name.]"_s : files.join(u'\n');
        });
    });
}

} // namespace

Result<PreparedCall> prepareKnowledgeCall(ToolKind kind, const QJsonObject& arguments)
{
    switch (kind) {
    case ToolKind::FindFiles:
        return prepareFind(arguments);
    case ToolKind::GitStatus:
        return reading([](WorkspaceTools& tools, const std::stop_token& stop) {
            return tools.repositoryStatus(stop).transform(
                [](const RepositoryStatus& status) { return textOf(status); });
        });
    case ToolKind::GitDiff:
        return prepareDiff(arguments);
    case ToolKind::Definition:
        return preparePlaces(arguments, &WorkspaceKnowledge::definition);
    case ToolKind::References:
        return preparePlaces(arguments, &WorkspaceKnowledge::references);
    case ToolKind::Diagnostics:
        return prepareOfFile(arguments, &problemsOf);
    case ToolKind::Outline:
        return prepareOfFile(arguments, &outlineOf);
    default:
        return failure(ErrorCode::Internal, u"The tool is none of these."_s);
    }
}

} // namespace kalpana::agent
