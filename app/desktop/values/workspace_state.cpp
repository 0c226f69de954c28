#include "app/desktop/values/workspace_state.h"

#include <QCoreApplication>

namespace kalpana::desktop::values {

QString wordFor(WorkspaceState state)
{
    switch (state) {
    case WorkspaceState::Closed:
        return QCoreApplication::translate("WorkspaceState", "Closed");
    case WorkspaceState::Connecting:
        return QCoreApplication::translate("WorkspaceState", "Connecting");
    case WorkspaceState::Running:
        return QCoreApplication::translate("WorkspaceState", "Running");
    case WorkspaceState::Reconnecting:
        return QCoreApplication::translate("WorkspaceState", "Reconnecting");
    case WorkspaceState::Failed:
        return QCoreApplication::translate("WorkspaceState", "Failed");
    case WorkspaceState::Stopping:
        return QCoreApplication::translate("WorkspaceState", "Stopping");
    case WorkspaceState::Stopped:
        return QCoreApplication::translate("WorkspaceState", "Stopped");
    case WorkspaceState::Deleting:
        return QCoreApplication::translate("WorkspaceState", "Deleting");
    }
    return {};
}

look::Tone toneFor(WorkspaceState state)
{
    switch (state) {
    case WorkspaceState::Running:
        return look::Tone::Good;
    case WorkspaceState::Connecting:
        return look::Tone::Info;
    case WorkspaceState::Reconnecting:
    case WorkspaceState::Stopping:
    case WorkspaceState::Deleting:
        return look::Tone::Warn;
    case WorkspaceState::Failed:
        return look::Tone::Bad;
    case WorkspaceState::Closed:
    case WorkspaceState::Stopped:
        break;
    }
    return look::Tone::Neutral;
}

} // namespace kalpana::desktop::values
