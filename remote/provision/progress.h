#pragma once

#include "core/base/error.h"
#include "remote/provision/step_report.h"

#include <QElapsedTimer>

#include <functional>

namespace kalpana::provision {

/// A step under way. Reports itself when it begins, moves on and ends; one that is dropped without an end has failed.
class Step final {
public:
    using Sink = std::function<void(const StepReport&)>;

    Step(Sink sink, QString name);
    Step(Step&&) = delete;
    ~Step();

    /// At most ten reports a second reach the sink, and the last one always does.
    void moved(qint64 done, qint64 total);
    void done(const QString& note = {});
    void skipped(const QString& note);
    /// Ends the step with the error's sentence and hands the error through.
    [[nodiscard]] std::unexpected<Error> failed(Error error);

private:
    void end(StepReport::State state, const QString& note);

    Sink m_sink;
    StepReport m_report;
    QElapsedTimer m_timer;
    qint64 m_lastReportMs = 0;
};

/// Where a recipe tells what it does. Sinks are called on the recipe's thread or the I/O thread, one at a time.
struct Progress {
    Step::Sink step;
    std::function<void(const QString&)> log;

    [[nodiscard]] Step begin(QString name) const { return {step, std::move(name)}; }
};

} // namespace kalpana::provision
