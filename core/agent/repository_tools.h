#pragma once

#include "core/agent/tool_call.h"
#include "core/agent/tool_table.h"

namespace kalpana::agent {

/// git_commit and git_push. They are judged as the command lines that do the same, so that a rule about `git push` is
/// about both. Of arguments that were checked; an error's sentence is for the model.
[[nodiscard]] Result<PreparedCall> prepareRepositoryCall(ToolKind kind, const QJsonObject& arguments);

} // namespace kalpana::agent
