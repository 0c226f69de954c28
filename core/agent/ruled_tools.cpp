#include "core/agent/ruled_tools.h"

#include "core/permissions/verdict.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

/// The paths in "diff --git a/x b/x"; empty where they can't be told apart, as in quotes.
QStringList pathsOf(QStringView header)
{
    const auto rest = header.sliced(QStringView(u"diff --git ").size());
    const auto middle = rest.indexOf(u" b/");
    if (!rest.startsWith(u"a/") || middle < 0 || rest.indexOf(u" b/", middle + 1) >= 0)
        return {};
    return {rest.sliced(2, middle - 2).toString(), rest.sliced(middle + 3).toString()};
}

} // namespace

QString diffWithout(const QString& diff, const std::function<bool(const QString& path)>& hidden)
{
    QString shown;
    bool hides = false;
    for (qsizetype at = 0; at < diff.size();) {
        const auto newline = diff.indexOf(u'\n', at);
        const auto end = newline < 0 ? diff.size() : newline + 1;
        const auto line = QStringView(diff).sliced(at, (newline < 0 ? end : newline) - at);
        if (line.startsWith(u"diff --")) {
            const auto paths = line.startsWith(u"diff --git ") ? pathsOf(line) : QStringList();
            hides = paths.isEmpty() || std::ranges::any_of(paths, hidden);
            if (hides)
                shown += u"[A file is left out: a rule does not allow to read it, or its name can't be told.]\n"_s;
        }
        if (!hides)
            shown += QStringView(diff).sliced(at, end - at);
        at = end;
    }
    return shown;
}

Result<FileText> RuledTools::read(const QString& path, std::stop_token stop)
{
    if (onReading(path) == permissions::Decision::Deny)
        return failure(ErrorCode::NoPermission, Text::tr("A rule denies reading %1.").arg(path));
    return m_tools.read(path, std::move(stop));
}

permissions::Decision RuledTools::onReading(const QString& path) const
{
    return permissions::judge({"read", path.toStdString()}, m_rules, m_surroundings).decision;
}

Result<QString> RuledTools::write(const QString& path, const QString& text, const std::optional<QString>& expectedHash,
                                  std::stop_token stop)
{
    return m_tools.write(path, text, expectedHash, std::move(stop));
}

Result<FolderListing> RuledTools::list(const QString& path, bool recursive, std::stop_token stop)
{
    return m_tools.list(path, recursive, std::move(stop));
}

Result<SearchResult> RuledTools::search(const SearchQuery& query, std::stop_token stop)
{
    auto found = m_tools.search(query, std::move(stop));
    if (!found || !hasRules())
        return found;
    found->matches.removeIf(
        [this](const SearchMatch& match) { return onReading(match.path) != permissions::Decision::Allow; });
    return found;
}

Result<QStringList> RuledTools::findFiles(const QString& query, int limit, std::stop_token stop)
{
    auto found = m_tools.findFiles(query, limit, std::move(stop));
    if (found && hasRules())
        found->removeIf([this](const QString& path) { return onReading(path) == permissions::Decision::Deny; });
    return found;
}

Result<RepositoryStatus> RuledTools::repositoryStatus(std::stop_token stop)
{
    auto status = m_tools.repositoryStatus(std::move(stop));
    if (!status || !hasRules())
        return status;
    const auto hidden = [this](const QString& path) { return onReading(path) == permissions::Decision::Deny; };
    const auto hides = [&](const RepositoryChange& change) { return hidden(change.path) || hidden(change.original); };
    auto left = status->staged.removeIf(hides) + status->changed.removeIf(hides);
    left += status->untracked.removeIf(hidden) + status->conflicted.removeIf(hidden);
    status->count -= static_cast<quint64>(left);
    return status;
}

Result<DiffText> RuledTools::repositoryDiff(const DiffQuery& query, std::stop_token stop)
{
    auto diff = m_tools.repositoryDiff(query, std::move(stop));
    if (diff && hasRules())
        diff->text = diffWithout(
            diff->text, [this](const QString& path) { return onReading(path) != permissions::Decision::Allow; });
    return diff;
}

Result<CodePlaces> RuledTools::definition(const QString& path, int line, int character, std::stop_token stop)
{
    return m_tools.definition(path, line, character, std::move(stop));
}

Result<CodePlaces> RuledTools::references(const QString& path, int line, int character, std::stop_token stop)
{
    return m_tools.references(path, line, character, std::move(stop));
}

Result<CodeProblems> RuledTools::problems(const QString& path, std::stop_token stop)
{
    return m_tools.problems(path, std::move(stop));
}

Result<CodeNames> RuledTools::outline(const QString& path, std::stop_token stop)
{
    return m_tools.outline(path, std::move(stop));
}

Result<CommandResult> RuledTools::run(const QString& command, const OutputReceiver& onOutput, std::stop_token stop)
{
    return m_tools.run(command, onOutput, std::move(stop));
}

Result<bool> RuledTools::remove(const QString& path, std::stop_token stop)
{
    return m_tools.remove(path, std::move(stop));
}

Result<QString> RuledTools::commit(const CommitSpec& spec, std::stop_token stop)
{
    return m_tools.commit(spec, std::move(stop));
}

Result<QString> RuledTools::push(const PushSpec& spec, std::stop_token stop)
{
    return m_tools.push(spec, std::move(stop));
}

Result<QList<TerminalRow>> RuledTools::terminals(std::stop_token stop)
{
    return m_tools.terminals(std::move(stop));
}

Result<TerminalText> RuledTools::readTerminal(quint32 number, int scrollbackLines, std::stop_token stop)
{
    return m_tools.readTerminal(number, scrollbackLines, std::move(stop));
}

Result<void> RuledTools::typeIntoTerminal(quint32 number, const QString& text, std::stop_token stop)
{
    return m_tools.typeIntoTerminal(number, text, std::move(stop));
}

Result<quint32> RuledTools::openTerminal(const QString& command, const QString& title, std::stop_token stop)
{
    return m_tools.openTerminal(command, title, std::move(stop));
}

} // namespace kalpana::agent
