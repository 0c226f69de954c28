#pragma once

#include "core/agent/event.h"
#include "core/agent/workspace_checkpoints.h"

#include <optional>

namespace kalpana::agent {

/// The way back from one turn: a checkpoint before its first change, another at its end, and what lies between them.
/// One thread.
class TurnCheckpoints final {
public:
    /// Null: there is no going back in this workspace, and nothing is said of it.
    explicit TurnCheckpoints(WorkspaceCheckpoints* checkpoints) : m_checkpoints(checkpoints) {}

    /// Looks at what stands in the chat, in order: the words that a checkpoint is named for, and what was said already.
    void look(const EventBody& event);
    /// A turn that was cut goes on: what it had changed by then belongs to it, from its own checkpoint on.
    void resume(const QList<Event>& events);
    /// Before anything that may change the workspace. The first time what is to be recorded; where no checkpoint can be
    /// taken that is said once in a chat, and the work goes on. An error ends the turn.
    [[nodiscard]] Result<std::optional<CheckpointTaken>> beforeChange(const std::stop_token& stop);
    /// After the last change; nothing where nothing was changed, or it can't be told.
    [[nodiscard]] std::optional<TurnChanged> changed(const std::stop_token& stop);

private:
    WorkspaceCheckpoints* m_checkpoints;
    QString m_words;
    bool m_saidThatThereIsNone = false;
    bool m_tried = false;
    quint32 m_before = 0;
};

} // namespace kalpana::agent
