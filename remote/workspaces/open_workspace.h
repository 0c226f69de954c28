#pragma once

#include "core/base/error.h"
#include "core/workspace/record.h"
#include "remote/workspaces/observer.h"
#include "remote/workspaces/services.h"

#include <QUrl>

#include <memory>
#include <stop_token>

namespace kalpana::agent {
class WorkspaceTools;
}
namespace kalpana::ssh {
class Questions;
}

namespace kalpana::workspaces {

class Flow;
class Editor;
class Terminals;

/// A workspace held open by this process: connection, bridge, code-server behind the gateway, reconnecting by itself.
/// Made and destroyed on any thread; has a flow thread of its own, on which `questions` and `observer` (both outlive
/// it) are called. Destroying it closes the tunnel and leaves everything on the host running.
class OpenWorkspace final {
public:
    OpenWorkspace(Services services, workspace::Record record, ssh::Questions& questions, Observer& observer);
    ~OpenWorkspace();
    OpenWorkspace(const OpenWorkspace&) = delete;
    OpenWorkspace& operator=(const OpenWorkspace&) = delete;

    /// The record as it is now: the gateway's port is chosen at the first opening and stored.
    [[nodiscard]] workspace::Record record() const;
    [[nodiscard]] Phase phase() const;
    /// After Failed: begins again. While Reconnecting: tries now instead of waiting for the next attempt.
    void retry();
    /// Blocks until Running (value) or Failed (its error).
    [[nodiscard]] Result<void> waitUntilRunning(std::stop_token stop);
    /// An address that lets a browser in once, within 30 s, and leads to code-server.
    [[nodiscard]] Result<QUrl> enterAddress();
    /// The agent's tools, acting on the host through the bridge; they fail with ConnectionLost while the line is down.
    [[nodiscard]] std::unique_ptr<agent::WorkspaceTools> tools();
    /// The programs in terminals on its host; they outlive this.
    [[nodiscard]] std::unique_ptr<Terminals> terminals();
    /// The editor that is open over it, here or elsewhere.
    [[nodiscard]] std::unique_ptr<Editor> editor();
    /// The last lines of code-server's log on the host, in which the bridge says what it did for it.
    [[nodiscard]] Result<QString> remoteLog(std::stop_token stop);
    /// Stops code-server and the bridge on the host; files stay. Ends in Phase::Stopped.
    [[nodiscard]] Result<void> stopRemote(std::stop_token stop);
    /// Stops, then removes what Kalpana keeps for this workspace on the host; never the workspace's folder.
    [[nodiscard]] Result<void> deleteRemote(std::stop_token stop);

private:
    Services m_services;
    std::unique_ptr<Flow> m_flow;
};

} // namespace kalpana::workspaces
