#pragma once

#include "app/cli/remote_services.h"
#include "core/agent/workspace_tools.h"
#include "remote/workspaces/line.h"

namespace kalpana::cli {

/// A connection to a workspace's bridge for one command: without code-server, gateway or tunnel, beside whoever holds
/// the workspace. Starts the bridge where it does not run.
class BridgeSession final {
public:
    /// What becomes of a bridge that had to be started for this.
    enum class Afterwards { LeaveRunning, StopWhatWasStarted };

    [[nodiscard]] static Result<std::unique_ptr<BridgeSession>> open(const Context& context, RemoteServices& services,
                                                                     const workspace::Record& record,
                                                                     Afterwards afterwards = Afterwards::LeaveRunning);
    /// The same with somebody else to ask.
    [[nodiscard]] static Result<std::unique_ptr<BridgeSession>> open(const Context& context, RemoteServices& services,
                                                                     const workspace::Record& record,
                                                                     ssh::Questions& questions, Afterwards afterwards);
    BridgeSession(const BridgeSession&) = delete;
    BridgeSession& operator=(const BridgeSession&) = delete;
    ~BridgeSession();

    [[nodiscard]] const bridge::client::ClientPointer& client() const { return m_client; }
    /// Completes when the connection has ended, with the reason.
    [[nodiscard]] boost::asio::awaitable<Result<Error>> lost();
    [[nodiscard]] int roundTripMs() const { return m_host->roundTripMs(); }
    /// The agent's tools over it; they must not outlive it.
    [[nodiscard]] std::unique_ptr<agent::WorkspaceTools> tools();

private:
    BridgeSession(RemoteServices& services, std::shared_ptr<host::Host> host)
        : m_io(services.io), m_settings(services.settings), m_host(std::move(host))
    {
    }

    io::IoThread& m_io;
    const settings::Settings& m_settings;
    std::shared_ptr<host::Host> m_host;
    bridge::client::ClientPointer m_client;
    std::shared_ptr<workspaces::Line> m_line;
    bool m_stops = false;
};

} // namespace kalpana::cli
