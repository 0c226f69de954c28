#pragma once

#include "app/desktop/values/workspace_state.h"
#include "remote/workspaces/observer.h"

namespace kalpana::desktop::session {

// What a session reports, in the window's own terms.

[[nodiscard]] values::WorkspaceState stateOf(workspaces::Phase phase);
/// "CPU 12 % · Mem 1.2 GB · 3 ms"; without the round trip where there is no line to measure.
[[nodiscard]] QString readableMetrics(const workspaces::Metrics& metrics);

} // namespace kalpana::desktop::session
