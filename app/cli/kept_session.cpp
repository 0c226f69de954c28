#include "app/cli/kept_session.h"

#include "remote/workspaces/connect_host.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>

namespace kalpana::cli {

using namespace std::chrono_literals;

Result<std::unique_ptr<KeptSession>> KeptSession::open(const Context& context, RemoteServices& services,
                                                       const workspace::Record& record, ssh::Questions& questions)
{
    std::unique_ptr<KeptSession> kept(new KeptSession(context, services, record, questions));
    if (const auto connected = kept->connect(context.stop); !connected)
        return std::unexpected(connected.error());
    kept->m_thread = std::jthread([self = kept.get()](const std::stop_token& stop) { self->keep(stop); });
    return kept;
}

void KeptSession::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

KeptSession::~KeptSession()
{
    stop();
    m_line->finish({ErrorCode::Cancelled, QCoreApplication::translate("KeptSession", "Stopped.")});
}

Result<void> KeptSession::connect(std::stop_token stop)
{
    const Context context{.dataFolder = m_context.dataFolder,
                          .sshConfig = m_context.sshConfig,
                          .codeServerSource = m_context.codeServerSource,
                          .output = m_context.output,
                          .stop = std::move(stop)};
    auto session =
        BridgeSession::open(context, m_services, m_record, m_questions, BridgeSession::Afterwards::LeaveRunning);
    if (!session)
        return std::unexpected(session.error());
    m_session = std::move(*session);
    m_line->set({.host = nullptr, .client = m_session->client(), .ideSocket = {}});
    return {};
}

Result<void> KeptSession::connectAgain(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    for (auto wait = 250ms;; wait = std::min<std::chrono::milliseconds>(2 * wait, 10s)) {
        const auto connected = connect(stop);
        if (connected || stop.stop_requested() || !workspaces::mayPass(connected.error()))
            return connected;
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, wait, [] { return false; });
    }
}

void KeptSession::keep(const std::stop_token& stop)
{
    for (;;) {
        const auto lost = m_services.io.run(m_session->lost(), stop);
        if (stop.stop_requested())
            return;
        m_line->clear(lost ? *lost : lost.error());
        m_session.reset();
        if (const auto connected = connectAgain(stop); !connected) {
            if (!stop.stop_requested())
                m_line->finish(connected.error());
            return;
        }
    }
}

} // namespace kalpana::cli
