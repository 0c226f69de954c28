#pragma once

#include "core/agent/chat_store.h"
#include "core/workspace/store.h"
#include "remote/workspaces/services.h"

#include <stop_token>

namespace kalpana::ssh {
class Questions;
}

namespace kalpana::desktop::assembly {

/// Removes a workspace for good. Flow threads.
struct Deletion {
    workspaces::Services remote;
    ssh::Questions& questions;
    agent::ChatStore& chats;
    QString dataFolder;

    /// What Kalpana keeps for it on its host; never the workspace's own folder.
    [[nodiscard]] Result<void> onHost(const workspace::Record& record, std::stop_token stop) const;
    /// The entry, its chats, the editor's storage on this computer.
    [[nodiscard]] Result<void> here(const workspace::Record& record) const;
};

} // namespace kalpana::desktop::assembly
