#include "app/desktop/live/held_workspace.h"

#include "remote/holder/ask_holder.h"
#include "remote/workspaces/holder_status.h"

#include <QCoreApplication>

#include <chrono>
#include <thread>

namespace kalpana::desktop::live {

using workspaces::Phase;

namespace {
constexpr auto letsGoWithin = std::chrono::seconds(2);
}

Result<std::shared_ptr<HeldWorkspace>>
HeldWorkspace::hold(const LiveServices& services, const workspace::Record& record, Listener listener, bool takeOver)
{
    if (takeOver) {
        // Nobody holding it any more is as good.
        if (const auto released = holder::askToRelease(services.dataFolder, record.id);
            !released && released.error().code != ErrorCode::NotFound)
            return std::unexpected(released.error());
    }
    std::shared_ptr<HeldWorkspace> held(new HeldWorkspace(std::move(listener)));
    auto socket = holder::HolderSocket::listen(services.dataFolder, record.id, held->handlers());
    // One that was closed a moment ago lets go on threads of its own.
    for (const auto until = std::chrono::steady_clock::now() + letsGoWithin;
         !socket && socket.error().code == ErrorCode::Conflict && std::chrono::steady_clock::now() < until;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        socket = holder::HolderSocket::listen(services.dataFolder, record.id, held->handlers());
    }
    if (!socket) {
        auto error = socket.error();
        if (error.code == ErrorCode::Conflict)
            error.sentence += u' ' + QCoreApplication::translate("Session", "Retry takes it over.");
        return std::unexpected(error);
    }
    held->m_socket = std::move(*socket);
    held->m_open = std::make_unique<workspaces::OpenWorkspace>(services.remote, record, services.questions,
                                                               static_cast<workspaces::Observer&>(*held));
    const std::scoped_lock lock(held->m_mutex);
    held->m_usable = true;
    return held;
}

HeldWorkspace::~HeldWorkspace()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_listener.reset();
        m_usable = false;
    }
    m_open.reset();
    m_socket.reset();
}

holder::Handlers HeldWorkspace::handlers()
{
    return {.enterAddress = [this]() -> Result<QUrl> {
                {
                    const std::scoped_lock lock(m_mutex);
                    if (!m_usable || (m_phase != Phase::Running && m_phase != Phase::Reconnecting))
                        return failure(
                            ErrorCode::NotFound,
                            QCoreApplication::translate(
                                "Session", "The workspace is still being brought up. Try again in a moment."));
                }
                return m_open->enterAddress();
            },
            .status =
                [this] {
                    const std::scoped_lock lock(m_mutex);
                    return workspaces::holderStatus(m_phase, m_metrics);
                },
            .release = [this] { tell([](const Listener& listener) { listener.releaseAsked(); }); }};
}

template <typename Call>
void HeldWorkspace::tell(Call call)
{
    const std::scoped_lock lock(m_mutex);
    if (m_listener)
        call(*m_listener);
}

void HeldWorkspace::stepChanged(const workspaces::StepReport& step)
{
    tell([&](const Listener& listener) { listener.step(step); });
}

void HeldWorkspace::logLine(const QString& line)
{
    tell([&](const Listener& listener) { listener.log(line); });
}

void HeldWorkspace::phaseChanged(Phase phase, const std::optional<Error>& error)
{
    tell([&](const Listener& listener) {
        m_phase = phase;
        listener.phase(phase, error);
    });
}

void HeldWorkspace::metricsChanged(const workspaces::Metrics& metrics)
{
    tell([&](const Listener& listener) {
        m_metrics = metrics;
        listener.metrics(metrics);
    });
}

} // namespace kalpana::desktop::live
