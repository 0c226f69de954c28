#include "app/cli/held_workspace.h"

#include "remote/workspaces/holder_status.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
using workspaces::Phase;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(UpCommand)
};

} // namespace

Result<std::unique_ptr<HeldWorkspace>> HeldWorkspace::open(const Context& context, RemoteServices& services,
                                                           const workspace::Record& record)
{
    std::unique_ptr<HeldWorkspace> held(new HeldWorkspace(context.output, services.io));
    auto socket = holder::HolderSocket::listen(context.dataFolder, record.id, held->handlers());
    if (!socket)
        return std::unexpected(socket.error());
    held->m_socket = std::move(*socket);
    auto workspace = std::make_unique<workspaces::OpenWorkspace>(
        workspaces::Services{
            .io = services.io, .gateway = held->m_gateway, .store = services.store, .settings = services.settings},
        record, services.questions, *held);
    const std::scoped_lock lock(held->m_openMutex);
    held->m_workspace = std::move(workspace);
    held->m_open = true;
    return held;
}

HeldWorkspace::~HeldWorkspace()
{
    {
        const std::scoped_lock lock(m_openMutex);
        m_open = false;
    }
    m_workspace.reset();
    m_socket.reset();
}

holder::Handlers HeldWorkspace::handlers()
{
    return {.enterAddress = [this]() -> Result<QUrl> {
                const std::scoped_lock lock(m_openMutex);
                if (!m_open || !hasRun())
                    return failure(ErrorCode::NotFound,
                                   Text::tr("The workspace is still being brought up. Try again in a moment."));
                return m_workspace->enterAddress();
            },
            .status =
                [this] {
                    const std::scoped_lock lock(m_mutex);
                    return workspaces::holderStatus(m_phase, m_metrics);
                },
            .release =
                [this] {
                    const std::scoped_lock lock(m_mutex);
                    m_released = true;
                    m_changed.notify_all();
                }};
}

Result<void> HeldWorkspace::waitForTheEnd(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return m_released || m_phase == Phase::Failed || m_phase == Phase::Stopped; });
    if (m_phase == Phase::Failed && !m_released && !stop.stop_requested())
        return std::unexpected(m_error.value_or(Error{ErrorCode::Internal, {}}));
    return {};
}

bool HeldWorkspace::hasRun() const
{
    const std::scoped_lock lock(m_mutex);
    return m_ran;
}

bool HeldWorkspace::hasReachedTheHost() const
{
    const std::scoped_lock lock(m_mutex);
    return m_reached;
}

void HeldWorkspace::stepChanged(const workspaces::StepReport& step)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_reached |= step.state == workspaces::StepReport::State::Done;
        if (m_ran && !m_output.isJson())
            return; // While reconnecting one line is enough.
    }
    m_output.step(step);
}

void HeldWorkspace::logLine(const QString& line)
{
    if (m_output.isJson())
        m_output.result({}, {{u"type"_s, u"log"_s}, {u"text"_s, line}});
}

void HeldWorkspace::phaseChanged(Phase phase, const std::optional<Error>& error)
{
    bool ranBefore = false;
    {
        const std::scoped_lock lock(m_mutex);
        ranBefore = m_ran;
        m_ran |= phase == Phase::Running;
        m_phase = phase;
        m_error = error;
        m_changed.notify_all();
    }
    if (m_output.isJson())
        m_output.result({}, {{u"type"_s, u"phase"_s}, {u"phase"_s, workspaces::phaseName(phase)}});
    else if (phase == Phase::Reconnecting)
        m_output.note(Text::tr("The connection was lost; connecting again. Pages wait meanwhile."));
    else if (phase == Phase::Running && ranBefore)
        m_output.note(Text::tr("Connected again."));
}

void HeldWorkspace::metricsChanged(const workspaces::Metrics& metrics)
{
    const std::scoped_lock lock(m_mutex);
    m_metrics = metrics;
}

} // namespace kalpana::cli
