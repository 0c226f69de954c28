#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/workspace_checkpoints.h"

namespace kalpana::agent {

/// What was done, as it is written into a chat.
[[nodiscard]] CheckpointRestored restoredEvent(const RestoreRequest& request, const RestoredFiles& done);

/// Goes back to a checkpoint of the workspace and writes that into the chat: the event, as the chat's page shows it.
/// Blocks; on a flow thread.
[[nodiscard]] Result<Event> goBack(WorkspaceCheckpoints& checkpoints, ChatStore& store, const QString& chat,
                                   const RestoreRequest& request, std::stop_token stop);

} // namespace kalpana::agent
