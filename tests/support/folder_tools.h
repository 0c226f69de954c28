#pragma once

#include "core/agent/workspace_tools.h"

#include <QString>

namespace kalpana::test {

/// The agent's tools on a folder of this computer: a small real implementation for tests, without a bridge.
class FolderTools : public agent::WorkspaceTools {
public:
    explicit FolderTools(QString folder) : m_folder(std::move(folder)) {}

    Result<agent::FileText> read(const QString& path, std::stop_token stop) override;
    Result<QString> write(const QString& path, const QString& text, const std::optional<QString>& expectedHash,
                          std::stop_token stop) override;
    Result<agent::FolderListing> list(const QString& path, bool recursive, std::stop_token stop) override;
    Result<agent::SearchResult> search(const agent::SearchQuery& query, std::stop_token stop) override;
    Result<agent::CommandResult> run(const QString& command, const agent::OutputReceiver& onOutput,
                                     std::stop_token stop) override;

    // No git and no language server: these are tried through a real bridge.
    Result<QStringList> findFiles(const QString& query, int limit, std::stop_token stop) override;
    Result<agent::RepositoryStatus> repositoryStatus(std::stop_token stop) override;
    Result<agent::DiffText> repositoryDiff(const agent::DiffQuery& query, std::stop_token stop) override;
    Result<agent::CodePlaces> definition(const QString& path, int line, int character, std::stop_token stop) override;
    Result<agent::CodePlaces> references(const QString& path, int line, int character, std::stop_token stop) override;
    Result<agent::CodeProblems> problems(const QString& path, std::stop_token stop) override;
    Result<agent::CodeNames> outline(const QString& path, std::stop_token stop) override;
    Result<void> awaitConnection(std::stop_token stop) override;
    Result<bool> remove(const QString& path, std::stop_token stop) override;
    Result<QString> commit(const agent::CommitSpec& spec, std::stop_token stop) override;
    Result<QString> push(const agent::PushSpec& spec, std::stop_token stop) override;
    Result<QList<agent::TerminalRow>> terminals(std::stop_token stop) override;
    Result<agent::TerminalText> readTerminal(quint32 number, int scrollbackLines, std::stop_token stop) override;
    Result<void> typeIntoTerminal(quint32 number, const QString& text, std::stop_token stop) override;
    Result<quint32> openTerminal(const QString& command, const QString& title, std::stop_token stop) override;

private:
    QString m_folder;
};

} // namespace kalpana::test
