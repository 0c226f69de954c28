#pragma once

#include "core/agent/workspace_checkpoints.h"
#include "core/agent/workspace_tools.h"
#include "remote/workspaces/line.h"

namespace kalpana::io {
class IoThread;
}
namespace kalpana::settings {
class Settings;
}

namespace kalpana::workspaces {

/// The agent's tools over the workspace's bridge. While the line is down they fail with the reason. The settings name
/// the language servers that the user chose.
class BridgeTools final : public agent::WorkspaceTools, public agent::WorkspaceCheckpoints {
public:
    BridgeTools(io::IoThread& io, std::shared_ptr<Line> line, const settings::Settings& settings)
        : m_io(io), m_line(std::move(line)), m_settings(settings)
    {
    }

    Result<agent::FileText> read(const QString& path, std::stop_token stop) override;
    Result<QString> write(const QString& path, const QString& text, const std::optional<QString>& expectedHash,
                          std::stop_token stop) override;
    Result<agent::FolderListing> list(const QString& path, bool recursive, std::stop_token stop) override;
    Result<agent::SearchResult> search(const agent::SearchQuery& query, std::stop_token stop) override;
    Result<agent::CommandResult> run(const QString& command, const agent::OutputReceiver& onOutput,
                                     std::stop_token stop) override;

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

    agent::WorkspaceCheckpoints* checkpoints() override { return this; }
    Result<agent::Checkpoint> take(const QString& label, std::stop_token stop) override;
    Result<QList<agent::Checkpoint>> checkpoints(std::stop_token stop) override;
    Result<agent::ChangedFiles> changes(quint32 from, quint32 to, std::stop_token stop) override;
    Result<agent::FileBytes> file(quint32 checkpoint, const QByteArray& path, std::stop_token stop) override;
    Result<QString> replace(const QByteArray& path, const QByteArray& bytes, const QString& expectedHash,
                            std::stop_token stop) override;
    Result<agent::RestoredFiles> restore(const agent::RestoreRequest& request, std::stop_token stop) override;

private:
    io::IoThread& m_io;
    std::shared_ptr<Line> m_line;
    const settings::Settings& m_settings;
};

} // namespace kalpana::workspaces
