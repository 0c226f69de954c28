#pragma once

#include "core/agent/workspace_tools.h"
#include "core/permissions/verdict.h"

namespace kalpana::agent {

/// What the dangerous commands of a line would delete, overwrite or give up, counted before anybody is asked: files,
/// bytes, what Git does not hold. Sentences for people; empty where nothing can be counted, as where an expansion
/// decides the paths. Errors: those of the connection and of a stop.
[[nodiscard]] Result<QString> touchedFiles(const permissions::Verdict& verdict,
                                           const permissions::Surroundings& surroundings, WorkspaceTools& tools,
                                           const std::stop_token& stop);

} // namespace kalpana::agent
