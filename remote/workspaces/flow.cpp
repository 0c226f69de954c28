#include "remote/workspaces/flow.h"

#include "core/settings/settings.h"
#include "core/workspace/store.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/provision/bring_up.h"
#include "remote/workspaces/connect_host.h"
#include "remote/workspaces/line_backend.h"
#include "remote/workspaces/program_inquiry.h"
#include "remote/workspaces/remote_state.h"
#include "remote/workspaces/watch.h"
#include "remote/workspaces/workspace_spec.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>

namespace kalpana::workspaces {

using namespace std::chrono_literals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Workspace)
};

/// "codeServer.extensions": a list of ids, or of paths of .vsix files on the host.
std::vector<std::string> extensionsIn(const settings::Settings& settings)
{
    std::vector<std::string> extensions;
    for (const auto& one : settings.value(QStringLiteral("codeServer.extensions")).toArray())
        if (one.isString())
            extensions.push_back(one.toString().toStdString());
    return extensions;
}

/// Doubling from half a second to 15, with jitter so that many workspaces do not knock at once.
std::chrono::milliseconds pauseBefore(int attempt)
{
    if (attempt <= 1)
        return 0ms;
    const auto longest = std::min(15'000, 500 << std::min(attempt - 2, 5));
    return std::chrono::milliseconds(longest / 2 + QRandomGenerator::global()->bounded(longest / 2 + 1));
}

} // namespace

Flow::Flow(Services services, workspace::Record record, ssh::Questions& questions, Observer& observer)
    : m_services(services), m_observer(observer), m_questions(questions),
      m_line(std::make_shared<Line>(services.io.executor())), m_record(std::move(record)),
      m_thread([this](std::stop_token stop) { run(std::move(stop)); })
{
}

Flow::~Flow()
{
    m_thread.request_stop();
    m_thread.join();
    m_line->finish({ErrorCode::Cancelled, Text::tr("The workspace was closed.")});
    m_services.gateway.remove(m_record.id.toStdString());
}

workspace::Record Flow::record() const
{
    const std::scoped_lock lock(m_mutex);
    return m_record;
}

Phase Flow::phase() const
{
    const std::scoped_lock lock(m_mutex);
    return m_phase;
}

void Flow::retry()
{
    const std::scoped_lock lock(m_mutex);
    m_retryAsked = true;
    m_changed.notify_all();
}

Result<void> Flow::waitUntilRunning(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    const auto settled = [this] {
        return m_phase == Phase::Running || m_phase == Phase::Failed || m_phase == Phase::Stopped;
    };
    if (!m_changed.wait(lock, stop, settled))
        return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
    if (m_phase == Phase::Running)
        return {};
    return std::unexpected(m_error.value_or(Error{ErrorCode::Cancelled, Text::tr("The workspace was stopped.")}));
}

Result<void> Flow::shutDown(bool removeState, std::stop_token stop)
{
    const auto live = m_line->get();
    Result<std::shared_ptr<host::Host>> host;
    if (live)
        host = live->host;
    else
        host = connectHost(m_services.io, record(), m_questions, stop);
    if (!host)
        return std::unexpected(host.error());
    {
        const std::scoped_lock lock(m_mutex);
        m_stopAsked = true;
        m_retryAsked = false;
    }
    auto done = removeState ? deleteOnHost(m_services.io, *host, record(), stop)
                            : stopOnHost(m_services.io, *host, record(), stop);
    const std::scoped_lock lock(m_mutex);
    if (done)
        m_interrupt.request_stop();
    else
        m_stopAsked = false;
    return done;
}

void Flow::run(std::stop_token threadStop)
{
    while (!threadStop.stop_requested()) {
        std::stop_token token;
        {
            const std::scoped_lock lock(m_mutex);
            m_interrupt = {};
            token = m_interrupt.get_token();
        }
        const std::stop_callback interrupting(threadStop, [this] {
            const std::scoped_lock lock(m_mutex);
            m_interrupt.request_stop();
        });
        round(token);
        if (phase() == Phase::Reconnecting)
            pause(pauseBefore(++m_attempts), threadStop);
        else
            pause(std::nullopt, threadStop);
    }
}

void Flow::round(std::stop_token stop)
{
    const auto wasRunning = phase() == Phase::Reconnecting;
    if (!wasRunning)
        setPhase(Phase::Connecting);
    auto live = establish(stop);
    if (!live)
        return ended(live.error(), wasRunning);
    m_attempts = 0;
    m_line->set(*live);
    setPhase(Phase::Running);
    std::optional<ProgramInquiry> inquiry;
    if (m_services.programs != nullptr)
        inquiry.emplace(m_services.io, live->client, record().name, hostInSentence(record().host),
                        *m_services.programs);
    auto watching = watch(
        std::move(*live), extensionsIn(m_services.settings),
        [this](const Metrics& metrics) { m_observer.metricsChanged(metrics); },
        [this](const QString& sentence) { m_observer.logLine(sentence); });
    const auto reason = m_services.io.run(std::move(watching), stop);
    ended(reason ? *reason : reason.error(), true);
}

Result<LiveLine> Flow::establish(std::stop_token stop)
{
    if (auto open = openGateway(); !open)
        return std::unexpected(open.error());
    const auto known = record();
    const auto spec = specOf(known, m_services.settings);
    if (!spec)
        return std::unexpected(spec.error());
    const provision::Progress progress{.step = [this](const StepReport& step) { m_observer.stepChanged(step); },
                                       .log = [this](const QString& line) { m_observer.logLine(line); }};
    auto connecting = std::make_optional<provision::Step>(progress.step,
                                                          Text::tr("Connecting to %1").arg(hostInSentence(known.host)));
    const auto host = connectHost(m_services.io, known, m_questions, stop);
    if (!host)
        return connecting->failed(host.error());
    connecting->done();
    auto up = provision::bringUp(m_services.io, *host, *spec, progress, stop);
    if (!up)
        return std::unexpected(up.error());
    {
        const std::scoped_lock lock(m_mutex);
        m_record.lastUsedAt = QDateTime::currentDateTimeUtc();
    }
    if (const auto stored = m_services.store.update(record()); !stored)
        m_observer.logLine(stored.error().sentence);
    return LiveLine{.host = *host, .client = up->client, .ideSocket = up->ideSocket};
}

Result<void> Flow::openGateway()
{
    if (m_gatewayOpen)
        return {};
    auto known = record();
    const auto port = m_services.gateway.add(
        {.id = known.id.toStdString(), .port = known.gatewayPort, .backend = std::make_shared<LineBackend>(m_line)});
    if (!port)
        return std::unexpected(port.error());
    m_gatewayOpen = true;
    if (*port == known.gatewayPort)
        return {};
    known.gatewayPort = *port;
    {
        const std::scoped_lock lock(m_mutex);
        m_record.gatewayPort = *port;
    }
    return m_services.store.update(known);
}

void Flow::ended(const Error& error, bool wasRunning)
{
    m_line->clear(error);
    bool stopAsked = false;
    {
        const std::scoped_lock lock(m_mutex);
        stopAsked = std::exchange(m_stopAsked, false);
    }
    if (stopAsked)
        return setPhase(Phase::Stopped);
    if (error.code == ErrorCode::Cancelled)
        return setPhase(Phase::Failed, error);
    if (!error.detail.isEmpty())
        m_observer.logLine(error.detail);
    setPhase(wasRunning && mayPass(error) ? Phase::Reconnecting : Phase::Failed, error);
}

void Flow::setPhase(Phase phase, std::optional<Error> error)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_phase == phase && m_error == error && phase != Phase::Connecting)
            return;
        m_phase = phase;
        m_error = error;
        m_changed.notify_all();
    }
    m_observer.phaseChanged(phase, error);
}

void Flow::pause(std::optional<std::chrono::milliseconds> limit, std::stop_token threadStop)
{
    std::unique_lock lock(m_mutex);
    const auto asked = [this] { return m_retryAsked; };
    if (limit)
        m_changed.wait_for(lock, std::move(threadStop), *limit, asked);
    else
        m_changed.wait(lock, std::move(threadStop), asked);
    m_retryAsked = false;
}

} // namespace kalpana::workspaces
