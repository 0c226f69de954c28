#pragma once

#include "app/desktop/look/colours.h"

#include <QMetaType>

namespace kalpana::desktop::values {

/// What this window knows of a workspace. Closed: not open here; it may well be running on its host.
enum class WorkspaceState { Closed, Connecting, Running, Reconnecting, Failed, Stopping, Stopped, Deleting };

/// One word for a pill or the status line.
[[nodiscard]] QString wordFor(WorkspaceState state);
[[nodiscard]] look::Tone toneFor(WorkspaceState state);

} // namespace kalpana::desktop::values

Q_DECLARE_METATYPE(kalpana::desktop::values::WorkspaceState)
