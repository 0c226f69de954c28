#pragma once

#include "core/agent/chat_store.h"
#include "core/workspace/record.h"

namespace kalpana::cli {

/// The chat of a workspace in which something was said last. NotFound where there is none.
[[nodiscard]] Result<agent::Chat> newestChat(const agent::ChatStore& store, const workspace::Record& record);

} // namespace kalpana::cli
