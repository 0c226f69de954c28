#include "remote/provision/progress.h"

namespace kalpana::provision {

Step::Step(Sink sink, QString name) : m_sink(std::move(sink)), m_report{.name = std::move(name)}
{
    m_timer.start();
    m_sink(m_report);
}

Step::~Step()
{
    if (m_report.state == StepReport::State::Running)
        end(StepReport::State::Failed, {});
}

void Step::moved(qint64 done, qint64 total)
{
    m_report.done = done;
    m_report.total = total;
    const auto now = m_timer.elapsed();
    if (now - m_lastReportMs < 100)
        return;
    m_lastReportMs = now;
    m_report.seconds = static_cast<double>(now) / 1000;
    m_sink(m_report);
}

void Step::done(const QString& note)
{
    end(StepReport::State::Done, note);
}

void Step::skipped(const QString& note)
{
    end(StepReport::State::Skipped, note);
}

std::unexpected<Error> Step::failed(Error error)
{
    end(StepReport::State::Failed, error.sentence);
    return std::unexpected(std::move(error));
}

void Step::end(StepReport::State state, const QString& note)
{
    m_report.state = state;
    m_report.note = note;
    m_report.seconds = static_cast<double>(m_timer.elapsed()) / 1000;
    m_sink(m_report);
}

} // namespace kalpana::provision
