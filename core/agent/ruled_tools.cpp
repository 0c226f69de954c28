#include "core/agent/ruled_tools.h"

#include "core/permissions/verdict.h"

#include <QCoreApplication>

#include <utility>

namespace kalpana::agent {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

} // namespace

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
    if (!found || (m_rules.rules.empty() && m_rules.policy.empty()))
        return found;
    found->matches.removeIf(
        [this](const SearchMatch& match) { return onReading(match.path) != permissions::Decision::Allow; });
    return found;
}

Result<QStringList> RuledTools::findFiles(const QString& query, int limit, std::stop_token stop)
{
    return m_tools.findFiles(query, limit, std::move(stop));
}

Result<RepositoryStatus> RuledTools::repositoryStatus(std::stop_token stop)
{
    return m_tools.repositoryStatus(std::move(stop));
}

Result<DiffText> RuledTools::repositoryDiff(const DiffQuery& query, std::stop_token stop)
{
    return m_tools.repositoryDiff(query, std::move(stop));
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

} // namespace kalpana::agent
