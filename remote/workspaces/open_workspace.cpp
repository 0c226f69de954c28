#include "remote/workspaces/open_workspace.h"

#include "remote/bridge/client/code_server.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "remote/workspaces/editor.h"
#include "remote/workspaces/flow.h"
#include "remote/workspaces/terminals.h"

namespace kalpana::workspaces {

OpenWorkspace::OpenWorkspace(Services services, workspace::Record record, ssh::Questions& questions, Observer& observer)
    : m_services(services), m_flow(std::make_unique<Flow>(services, std::move(record), questions, observer))
{
}

OpenWorkspace::~OpenWorkspace() = default;

workspace::Record OpenWorkspace::record() const
{
    return m_flow->record();
}

Phase OpenWorkspace::phase() const
{
    return m_flow->phase();
}

void OpenWorkspace::retry()
{
    m_flow->retry();
}

Result<void> OpenWorkspace::waitUntilRunning(std::stop_token stop)
{
    return m_flow->waitUntilRunning(std::move(stop));
}

Result<QUrl> OpenWorkspace::enterAddress()
{
    return m_services.gateway.enterAddress(m_flow->record().id.toStdString());
}

std::unique_ptr<agent::WorkspaceTools> OpenWorkspace::tools()
{
    return std::make_unique<BridgeTools>(m_services.io, m_flow->line(), m_services.settings);
}

std::unique_ptr<Terminals> OpenWorkspace::terminals()
{
    return std::make_unique<Terminals>(m_services.io, m_flow->line());
}

std::unique_ptr<Editor> OpenWorkspace::editor()
{
    return std::make_unique<Editor>(m_services.io, m_flow->line());
}

Result<QString> OpenWorkspace::remoteLog(std::stop_token stop)
{
    const auto live = m_flow->line()->get();
    if (!live)
        return std::unexpected(live.error());
    return m_services.io.run(bridge::client::codeServerLog(live->client, 500), std::move(stop))
        .transform([](const std::string& text) { return QString::fromStdString(text); });
}

Result<void> OpenWorkspace::stopRemote(std::stop_token stop)
{
    return m_flow->shutDown(false, std::move(stop));
}

Result<void> OpenWorkspace::deleteRemote(std::stop_token stop)
{
    return m_flow->shutDown(true, std::move(stop));
}

} // namespace kalpana::workspaces
