#pragma once

#include "core/base/error.h"
#include "remote/provision/step_report.h"

#include <optional>

namespace kalpana::workspaces {

using provision::StepReport;

/// Where an open workspace stands.
enum class Phase {
    Connecting,   ///< On the way up for the first time; steps are being reported.
    Running,      ///< code-server answers through the gateway.
    Reconnecting, ///< It was running and the line is down; requests wait at the gateway.
    Failed,       ///< It needs the user: the error says why. retry() starts again.
    Stopped,      ///< Stopped on request.
};

/// What the status bar shows. Read every 2 s while running.
struct Metrics {
    double cpuPercent = 0;  ///< Of all the host's processors together.
    qint64 memoryUsed = 0;  ///< Bytes.
    qint64 memoryTotal = 0; ///< Bytes.
    int roundTripMs = 0;    ///< Of the SSH connection; 0 on this computer.

    bool operator==(const Metrics&) const = default;
};

/// Hears of an open workspace. Called on its flow thread or the I/O thread, one call at a time and in order; post to
/// your own thread and return soon.
class Observer {
public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    virtual void stepChanged(const StepReport& step) = 0;
    virtual void logLine(const QString& line) = 0;
    virtual void phaseChanged(Phase phase, const std::optional<Error>& error) = 0;
    virtual void metricsChanged(const Metrics& metrics) = 0;
};

} // namespace kalpana::workspaces
