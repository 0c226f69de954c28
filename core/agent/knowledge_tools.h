#pragma once

#include "core/agent/tool_call.h"
#include "core/agent/tool_table.h"

namespace kalpana::agent {

/// The tools that ask what the host's git and language servers know, and for files by name. They change nothing, so
/// they ask nobody. The arguments are checked against the tool's schema already.
[[nodiscard]] Result<PreparedCall> prepareKnowledgeCall(ToolKind kind, const QJsonObject& arguments);

} // namespace kalpana::agent
