#pragma once

#include "core/agent/workspace_tools.h"
#include "core/permissions/rule.h"

#include <functional>

namespace kalpana::agent {

/// A diff of git's without the files whose path is hidden; where a file's path can't be told, its part is hidden too.
[[nodiscard]] QString diffWithout(const QString& diff, const std::function<bool(const QString& path)>& hidden);

/// A workspace's tools, which give nothing of a file that may not be read: neither itself nor what a search, a diff or
/// a list of names shows of it. All else goes through: a call is judged before it is made.
class RuledTools final : public WorkspaceTools {
public:
    /// Both outlive this.
    RuledTools(WorkspaceTools& tools, const permissions::RuleSet& rules, permissions::Surroundings surroundings)
        : m_tools(tools), m_rules(rules), m_surroundings(std::move(surroundings))
    {
    }

    Result<FileText> read(const QString& path, std::stop_token stop) override;
    Result<QString> write(const QString& path, const QString& text, const std::optional<QString>& expectedHash,
                          std::stop_token stop) override;
    Result<FolderListing> list(const QString& path, bool recursive, std::stop_token stop) override;
    Result<SearchResult> search(const SearchQuery& query, std::stop_token stop) override;
    Result<QStringList> findFiles(const QString& query, int limit, std::stop_token stop) override;
    Result<RepositoryStatus> repositoryStatus(std::stop_token stop) override;
    Result<DiffText> repositoryDiff(const DiffQuery& query, std::stop_token stop) override;
    Result<CodePlaces> definition(const QString& path, int line, int character, std::stop_token stop) override;
    Result<CodePlaces> references(const QString& path, int line, int character, std::stop_token stop) override;
    Result<CodeProblems> problems(const QString& path, std::stop_token stop) override;
    Result<CodeNames> outline(const QString& path, std::stop_token stop) override;
    Result<CommandResult> run(const QString& command, const OutputReceiver& onOutput, std::stop_token stop) override;
    Result<void> awaitConnection(std::stop_token stop) override { return m_tools.awaitConnection(std::move(stop)); }
    Result<bool> remove(const QString& path, std::stop_token stop) override;
    Result<QString> commit(const CommitSpec& spec, std::stop_token stop) override;
    Result<QString> push(const PushSpec& spec, std::stop_token stop) override;
    Result<QList<TerminalRow>> terminals(std::stop_token stop) override;
    Result<TerminalText> readTerminal(quint32 number, int scrollbackLines, std::stop_token stop) override;
    Result<void> typeIntoTerminal(quint32 number, const QString& text, std::stop_token stop) override;
    Result<quint32> openTerminal(const QString& command, const QString& title, std::stop_token stop) override;

private:
    [[nodiscard]] bool hasRules() const { return !m_rules.rules.empty() || !m_rules.policy.empty(); }
    [[nodiscard]] permissions::Decision onReading(const QString& path) const;

    WorkspaceTools& m_tools;
    const permissions::RuleSet& m_rules;
    permissions::Surroundings m_surroundings;
};

} // namespace kalpana::agent
