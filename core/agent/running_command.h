#pragma once

#include "core/agent/tool_call.h"

namespace kalpana::agent {

/// Runs a command and tells of its output as it comes, several pieces at once and on the thread that calls, though it
/// is received on another. What is told is bounded; the result has the head and the tail of all.
[[nodiscard]] Result<ToolResult> runCommand(WorkspaceTools& tools, const QString& command, const TextReceiver& output,
                                            std::stop_token stop);

} // namespace kalpana::agent
