#include "remote/workspaces/holder_status.h"

namespace kalpana::workspaces {

using namespace Qt::StringLiterals;

QString phaseName(Phase phase)
{
    switch (phase) {
    case Phase::Connecting:
        return u"connecting"_s;
    case Phase::Running:
        return u"running"_s;
    case Phase::Reconnecting:
        return u"reconnecting"_s;
    case Phase::Failed:
        return u"failed"_s;
    case Phase::Stopped:
        return u"stopped"_s;
    }
    return {};
}

QJsonObject holderStatus(Phase phase, const Metrics& metrics)
{
    return {{u"phase"_s, phaseName(phase)},
            {u"cpuPercent"_s, metrics.cpuPercent},
            {u"memoryUsed"_s, metrics.memoryUsed},
            {u"memoryTotal"_s, metrics.memoryTotal},
            {u"roundTripMs"_s, metrics.roundTripMs}};
}

} // namespace kalpana::workspaces
