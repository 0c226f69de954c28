#include "app/desktop/live/live_session.h"

#include "core/agent/workspace_tools.h"
#include "remote/workspaces/editor.h"
#include "remote/workspaces/terminals.h"

#include <QCoreApplication>

namespace kalpana::desktop::live {

using workspaces::Phase;

namespace {

/// A part of a held workspace, which keeps it held.
template <typename Part>
std::shared_ptr<Part> keeping(std::shared_ptr<HeldWorkspace> held, std::unique_ptr<Part> part)
{
    struct Kept {
        std::shared_ptr<HeldWorkspace> workspace; // outlives its part
        std::unique_ptr<Part> part;
    };
    const auto kept = std::make_shared<Kept>(std::move(held), std::move(part));
    return {kept, kept->part.get()};
}

} // namespace

LiveSession::LiveSession(LiveServices services, background::Background& background, const workspace::Record& record)
    : m_services(services), m_background(background), m_record(record)
{
}

LiveSession::~LiveSession()
{
    m_door->shut();
    letGo();
}

void LiveSession::letGo()
{
    if (!m_held)
        return;
    // Closing the line may take a moment: not on this thread.
    m_background.run(
        nullptr, [held = std::exchange(m_held, nullptr)](std::stop_token) mutable { return held.reset(), true; },
        [](bool) {});
}

Listener LiveSession::listener()
{
    const auto post = [door = m_door](auto call) { door->post(std::move(call)); };
    return {.step =
                [post](const workspaces::StepReport& step) {
                    post([step](LiveSession& to) { Q_EMIT to.stepChanged(step); });
                },
            .log = [post](const QString& line) { post([line](LiveSession& to) { Q_EMIT to.logLine(line); }); },
            .phase =
                [post](Phase phase, const std::optional<Error>& error) {
                    post([phase, error](LiveSession& to) { Q_EMIT to.phaseChanged(phase, error); });
                },
            .metrics =
                [post](const workspaces::Metrics& metrics) {
                    post([metrics](LiveSession& to) { Q_EMIT to.metricsChanged(metrics); });
                },
            .releaseAsked = [post] { post([](LiveSession& to) { to.takenOver(); }); }};
}

void LiveSession::takenOver()
{
    letGo();
    Q_EMIT phaseChanged(Phase::Failed,
                        Error{.code = ErrorCode::Conflict,
                              .sentence = QCoreApplication::translate(
                                              "Session", "Another program has taken %1 over. Retry takes it back.")
                                              .arg(m_record.name)});
}

void LiveSession::begin(bool takeOver)
{
    if (m_beginning || m_held)
        return;
    m_beginning = true;
    Q_EMIT phaseChanged(Phase::Connecting, {});
    m_background.run(
        this,
        [services = m_services, record = m_record, takeOver, hears = listener()](std::stop_token) {
            return HeldWorkspace::hold(services, record, hears, takeOver);
        },
        [this](Result<std::shared_ptr<HeldWorkspace>> held) {
            m_beginning = false;
            if (!held) {
                m_stopWanted = false;
                Q_EMIT phaseChanged(Phase::Failed, held.error());
                return;
            }
            m_held = std::move(*held);
            if (std::exchange(m_stopWanted, false))
                stopRemote();
        });
}

void LiveSession::retry()
{
    if (m_held)
        m_held->open().retry();
    else
        begin(true);
}

void LiveSession::enter()
{
    if (!m_held)
        return;
    m_background.run(
        this, [held = m_held](std::stop_token) { return held->open().enterAddress(); },
        [this](const Result<QUrl>& address) {
            if (address)
                Q_EMIT addressReady(*address);
            else
                Q_EMIT problem(address.error());
        });
}

void LiveSession::readHostLog()
{
    if (!m_held)
        return;
    m_background.run(
        this, [held = m_held](std::stop_token stop) { return held->open().remoteLog(std::move(stop)); },
        [this](const Result<QString>& log) { Q_EMIT hostLogRead(log ? *log : log.error().sentence); });
}

void LiveSession::stopRemote()
{
    if (!m_held) {
        m_stopWanted = true;
        begin(true);
        return;
    }
    m_background.run(
        this, [held = m_held](std::stop_token stop) { return held->open().stopRemote(std::move(stop)); },
        [this](const Result<void>& stopped) {
            if (!stopped)
                Q_EMIT problem(stopped.error());
        });
}

std::unique_ptr<agent::WorkspaceTools> LiveSession::tools()
{
    return m_held ? m_held->open().tools() : nullptr;
}

std::shared_ptr<workspaces::Terminals> LiveSession::terminals()
{
    return m_held ? keeping(m_held, m_held->open().terminals()) : nullptr;
}

std::shared_ptr<workspaces::Editor> LiveSession::editor()
{
    return m_held ? keeping(m_held, m_held->open().editor()) : nullptr;
}

} // namespace kalpana::desktop::live
