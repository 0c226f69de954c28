#pragma once

#include "app/desktop/review/reviewed_file.h"
#include "core/agent/event.h"

#include <QSet>

/// What a review asks of the workspace. Blocks; on flow threads. Errors: as WorkspaceCheckpoints. What came of it is
/// told as the event that a chat keeps; `after` is 0 where there is no way to undo it.
namespace kalpana::desktop::review {

struct ListedFiles {
    QList<ListedFile> files; ///< By path.
    qint64 count = 0;        ///< Of all: there may be more than are listed.
};

enum class Direction {
    Revert,  ///< To what it was before the turn.
    PutBack, ///< To what the turn left.
};

[[nodiscard]] Result<ListedFiles> listFiles(agent::WorkspaceCheckpoints& checkpoints, const Range& range,
                                            const std::stop_token& stop);
/// `known`, unless it is null, was read before: only how it stands is looked at anew.
[[nodiscard]] Result<FilePointer> readFile(agent::WorkspaceCheckpoints& checkpoints, const markup::LineColours& colours,
                                           const Range& range, const ListedFile& listed, const FilePointer& known,
                                           const std::stop_token& stop);
/// Writes the present text with these hunks reverted or put back. A file that changed meanwhile is a Conflict: read it
/// again.
[[nodiscard]] Result<FilePointer> writeHunks(agent::WorkspaceCheckpoints& checkpoints, const FilePointer& file,
                                             const QSet<qsizetype>& hunks, Direction direction,
                                             const std::stop_token& stop);
/// These files as a whole, or all; of those that somebody changed since, the hunks that still stand (or, to put back,
/// those that are reverted).
[[nodiscard]] Result<agent::CheckpointRestored> moveFiles(agent::WorkspaceCheckpoints& checkpoints, const Range& range,
                                                          const QList<agent::ChangedFile>& files, Direction direction,
                                                          const std::stop_token& stop);
/// Goes to a checkpoint, of what differs from another (agent::RestoreRequest).
[[nodiscard]] Result<agent::CheckpointRestored> goTo(agent::WorkspaceCheckpoints& checkpoints, quint32 to,
                                                     quint32 since, const std::stop_token& stop);

} // namespace kalpana::desktop::review
