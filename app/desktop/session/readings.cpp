#include "app/desktop/session/readings.h"

#include "app/desktop/values/readable.h"

#include <QCoreApplication>

namespace kalpana::desktop::session {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Readable)
};
} // namespace

values::WorkspaceState stateOf(workspaces::Phase phase)
{
    switch (phase) {
    case workspaces::Phase::Connecting:
        return values::WorkspaceState::Connecting;
    case workspaces::Phase::Running:
        return values::WorkspaceState::Running;
    case workspaces::Phase::Reconnecting:
        return values::WorkspaceState::Reconnecting;
    case workspaces::Phase::Failed:
        return values::WorkspaceState::Failed;
    case workspaces::Phase::Stopped:
        return values::WorkspaceState::Stopped;
    }
    return values::WorkspaceState::Closed;
}

QString readableMetrics(const workspaces::Metrics& metrics)
{
    QStringList parts{Text::tr("CPU %1 %").arg(qRound(metrics.cpuPercent))};
    if (metrics.memoryUsed > 0)
        parts << Text::tr("Mem %1").arg(values::readableBytes(metrics.memoryUsed));
    if (metrics.roundTripMs > 0)
        parts << Text::tr("%1 ms").arg(metrics.roundTripMs);
    return parts.join(QStringLiteral(" · "));
}

} // namespace kalpana::desktop::session
