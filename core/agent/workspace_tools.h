#pragma once

#include "core/agent/workspace_knowledge.h"
#include "core/agent/workspace_repository.h"
#include "core/agent/workspace_terminals.h"
#include "core/base/error.h"

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace kalpana::agent {

/// A file as the agent sees it. A binary one has no text.
struct FileText {
    QString text;
    QString hash; ///< SHA-256 of the whole file in hex: what write() expects for an unchanged file.
    qint64 size = 0;
    bool binary = false;
    bool truncated = false; ///< text is only the file's beginning.
};

struct FileEntry {
    enum class Kind { File, Folder, Link, Other };
    QString path; ///< Relative to the workspace.
    Kind kind = Kind::File;
    qint64 size = 0;
};

struct FolderListing {
    QList<FileEntry> entries;
    bool truncated = false;
};

struct SearchQuery {
    QString text;
    bool regex = false;
    bool caseSensitive = true;
    QString glob = {}; ///< Only files that match; empty: all.
    int limit = 200;
};

struct SearchMatch {
    QString path;
    int line = 0;   ///< From 1.
    int column = 0; ///< From 1.
    QString text;   ///< The line.
};

struct SearchResult {
    QList<SearchMatch> matches;
    bool truncated = false;
};

struct CommandResult {
    int exitCode = 0;
    QString signal = {}; ///< "TERM" and the like if a signal ended it, else empty.
    std::chrono::milliseconds duration = {};
    bool truncated = false; ///< Output was cut off where it ran; what came stands before.
};

enum class OutputChannel { Out, Err };
/// Takes output as it comes: on any thread, one call at a time, only while run() runs. Returns soon.
using OutputReceiver = std::function<void(OutputChannel, QByteArrayView)>;

class WorkspaceCheckpoints;

/// What an agent can do in one workspace; the bridge's client implements it. Paths are relative to the workspace's
/// folder, "." is the folder itself; one that leads outside is refused by the implementation, symbolic links resolved.
/// Calls block the flow thread that makes them; a stop ends each at once with ErrorCode::Cancelled. Several threads may
/// call at once. Errors: NotFound, NoPermission (also for outside the workspace), NoSpace, Conflict, ConnectionLost,
/// Unreachable, Remote.
class WorkspaceTools : public WorkspaceKnowledge, public WorkspaceRepository, public WorkspaceTerminals {
public:
    [[nodiscard]] virtual Result<FileText> read(const QString& path, std::stop_token stop) = 0;
    /// Replaces the whole file in one step; returns its new hash. expectedHash: nullopt = whatever is there, "" = there
    /// must be no file, else the file must still have this hash; ErrorCode::Conflict otherwise. Folders on the way are
    /// made.
    [[nodiscard]] virtual Result<QString> write(const QString& path, const QString& text,
                                                const std::optional<QString>& expectedHash, std::stop_token stop) = 0;
    /// A file, or a folder with all that is in it, into the workspace's trash; false where it was too much for that and
    /// is gone for ever. Errors: NotFound.
    [[nodiscard]] virtual Result<bool> remove(const QString& path, std::stop_token stop) = 0;
    /// A folder's entries; recursive ones leave out what the workspace's ignore files name.
    [[nodiscard]] virtual Result<FolderListing> list(const QString& path, bool recursive, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<SearchResult> search(const SearchQuery& query, std::stop_token stop) = 0;
    /// Runs a shell command in the workspace's folder. A stop kills all that it started.
    [[nodiscard]] virtual Result<CommandResult> run(const QString& command, const OutputReceiver& onOutput,
                                                    std::stop_token stop) = 0;
    /// After a call that has ended with ConnectionLost: waits until the workspace can be reached again. An error where
    /// that is not to be waited for, or a stop has ended it.
    [[nodiscard]] virtual Result<void> awaitConnection(std::stop_token stop) = 0;
    /// The way back from what all of these change; null where there is none.
    [[nodiscard]] virtual WorkspaceCheckpoints* checkpoints() { return nullptr; }
};

} // namespace kalpana::agent
