#pragma once

#include "core/agent/tool_call.h"

namespace kalpana::agent {

/// delete_file: what would go is looked at and counted first. A folder is asked about whatever the rules allow, unless
/// exactly it was allowed. Of arguments that were checked; an error's sentence is for the model, unless endsTurn().
[[nodiscard]] Result<PreparedCall> prepareDeletion(const QJsonObject& arguments, WorkspaceTools& tools,
                                                   const std::stop_token& stop);

} // namespace kalpana::agent
