#include "app/cli/bridge_session.h"

#include "remote/bridge/client/workspace.h"
#include "remote/provision/bring_up.h"
#include "remote/workspaces/bridge_tools.h"
#include "remote/workspaces/connect_host.h"
#include "remote/workspaces/workspace_spec.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace kalpana::cli {

Result<std::unique_ptr<BridgeSession>> BridgeSession::open(const Context& context, RemoteServices& services,
                                                           const workspace::Record& record, Afterwards afterwards)
{
    return open(context, services, record, services.questions, afterwards);
}

Result<std::unique_ptr<BridgeSession>> BridgeSession::open(const Context& context, RemoteServices& services,
                                                           const workspace::Record& record, ssh::Questions& questions,
                                                           Afterwards afterwards)
{
    auto spec = workspaces::specOf(record, services.settings);
    if (!spec)
        return std::unexpected(spec.error());
    spec->startsCodeServer = false;
    auto host = workspaces::connectHost(services.io, record, questions, context.stop);
    if (!host)
        return std::unexpected(host.error());
    std::unique_ptr<BridgeSession> session(new BridgeSession(services, std::move(*host)));
    const provision::Progress silent{.step = [](const provision::StepReport&) {}, .log = [](const QString&) {}};
    auto reached = provision::reachBridge(services.io, session->m_host, *spec, silent, context.stop);
    if (!reached)
        return std::unexpected(reached.error());
    session->m_client = std::move(reached->client);
    // Whoever is to work in the folder needs it there; whoever only looks makes nothing.
    if (afterwards == Afterwards::LeaveRunning)
        if (const auto prepared = services.io.run(bridge::client::prepareWorkspace(session->m_client), context.stop);
            !prepared)
            return std::unexpected(prepared.error());
    session->m_stops = reached->fresh && afterwards == Afterwards::StopWhatWasStarted;
    return session;
}

BridgeSession::~BridgeSession()
{
    if (m_line)
        m_line->finish({ErrorCode::Cancelled, {}});
    if (m_client && m_stops)
        (void)m_io.run(bridge::client::shutdown(m_client));
    if (m_client)
        m_io.call([this] { m_client->close(); });
}

boost::asio::awaitable<Result<Error>> BridgeSession::lost()
{
    using namespace boost::asio::experimental::awaitable_operators;
    const auto host = m_host;
    const auto client = m_client;
    auto reason = co_await (host->lost() || client->lost());
    co_return std::visit([](auto error) { return error; }, std::move(reason));
}

std::unique_ptr<agent::WorkspaceTools> BridgeSession::tools()
{
    if (!m_line) {
        m_line = std::make_shared<workspaces::Line>(m_io.executor());
        m_line->set({.host = m_host, .client = m_client, .ideSocket = {}});
        // No other line comes here: who waits for one is told.
        boost::asio::co_spawn(m_io.executor(), lost(),
                              [line = m_line](const std::exception_ptr&, const Result<Error>& reason) {
                                  line->finish(reason.value_or(Error{ErrorCode::ConnectionLost, {}}));
                              });
    }
    return std::make_unique<workspaces::BridgeTools>(m_io, m_line, m_settings);
}

} // namespace kalpana::cli
