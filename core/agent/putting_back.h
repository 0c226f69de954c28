#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/workspace_checkpoints.h"

namespace kalpana::agent {

/// Of the changes of a history's turns those that stand (not undone, or done again), each as the request that takes it
/// back, in their order. Of the turns behind the event with this number only; 0: of all.
[[nodiscard]] QList<RestoreRequest> standingChanges(const QList<Event>& history, qint64 behind = 0);

/// Whether the last turn behind an event was cut off, so that nobody has told yet what it changed.
[[nodiscard]] bool isCutOff(const QList<Event>& history, qint64 behind = 0);

/// What taking changes back does to each file, as it is to be seen.
struct PuttingBack {
    QStringList back; ///< Made what they were.
    QStringList kept; ///< Left as they are: changed since by somebody else, or held by no checkpoint.
    bool operator==(const PuttingBack&) const = default;
};

/// What putBack() would do now. Nothing is written.
[[nodiscard]] Result<PuttingBack> previewPuttingBack(WorkspaceCheckpoints& checkpoints,
                                                     const QList<RestoreRequest>& changes, const std::stop_token& stop);

/// Takes the changes back, the last one first, so that what others did between them stays; each is written into the
/// chat, and can be done again. An error leaves those that were taken back so far.
[[nodiscard]] Result<PuttingBack> putBack(WorkspaceCheckpoints& checkpoints, ChatStore& store, const QString& chat,
                                          const QList<RestoreRequest>& changes, const std::stop_token& stop);

} // namespace kalpana::agent
