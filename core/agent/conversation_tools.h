#pragma once

#include "core/agent/event.h"
#include "core/agent/tool_table.h"

namespace kalpana::agent {

/// Tools that are between the agent and the user and don't reach the workspace: the turn itself carries them out.
[[nodiscard]] constexpr bool isConversation(ToolKind kind)
{
    return kind == ToolKind::AskUser || kind == ToolKind::UpdatePlan;
}

/// Of arguments that were checked.
[[nodiscard]] UserQuestion questionOf(const QString& callId, const QJsonObject& arguments);
/// ErrorCode::Usage, for the model, where more than one step is active.
[[nodiscard]] Result<PlanUpdated> planOf(const QJsonObject& arguments);

} // namespace kalpana::agent
