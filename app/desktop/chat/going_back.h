#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/workspace_checkpoints.h"

namespace kalpana::desktop::chat {

/// Goes back to a checkpoint of the workspace and writes that into the chat: the event, as the chat's page shows it.
/// Blocks; on a flow thread.
[[nodiscard]] Result<agent::Event> goBack(agent::WorkspaceCheckpoints& checkpoints, agent::ChatStore& store,
                                          const QString& chat, const agent::RestoreRequest& request,
                                          std::stop_token stop);

} // namespace kalpana::desktop::chat
