#pragma once

#include "app/cli/output.h"
#include "app/cli/remote_services.h"
#include "remote/gateway/gateway.h"
#include "remote/holder/holder_socket.h"
#include "remote/workspaces/open_workspace.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace kalpana::cli {

/// A workspace whose tunnel this process holds, with the socket on which other programs ask for it. Prints its steps
/// and what becomes of the line.
class HeldWorkspace final : public workspaces::Observer {
public:
    /// Conflict when another program holds it.
    [[nodiscard]] static Result<std::unique_ptr<HeldWorkspace>> open(const Context& context, RemoteServices& services,
                                                                     const workspace::Record& record);
    HeldWorkspace(const HeldWorkspace&) = delete;
    HeldWorkspace& operator=(const HeldWorkspace&) = delete;
    ~HeldWorkspace() override;

    [[nodiscard]] Result<void> waitUntilRunning(std::stop_token stop)
    {
        return m_workspace->waitUntilRunning(std::move(stop));
    }
    [[nodiscard]] Result<QUrl> enterAddress() { return m_workspace->enterAddress(); }
    /// Blocks until a stop or until another program asks to let go (values), or until the workspace failed.
    [[nodiscard]] Result<void> waitForTheEnd(std::stop_token stop);
    /// A step was done: the host was reached.
    [[nodiscard]] bool hasReachedTheHost() const;

private:
    HeldWorkspace(Output& output, io::IoThread& io) : m_output(output), m_gateway(io) {}
    [[nodiscard]] holder::Handlers handlers();
    [[nodiscard]] bool hasRun() const;

    void stepChanged(const workspaces::StepReport& step) override;
    void logLine(const QString& line) override;
    void phaseChanged(workspaces::Phase phase, const std::optional<Error>& error) override;
    void metricsChanged(const workspaces::Metrics& metrics) override;

    Output& m_output;
    gateway::Gateway m_gateway;

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_changed;
    workspaces::Phase m_phase = workspaces::Phase::Connecting;
    workspaces::Metrics m_metrics;
    std::optional<Error> m_error;
    bool m_ran = false;
    bool m_reached = false;
    bool m_released = false;

    std::mutex m_openMutex; ///< Not the one above: the observer's calls come from the I/O thread, which answers under
                            ///< this one.
    bool m_open = false;    ///< m_workspace may be used by the socket's thread.

    std::unique_ptr<holder::HolderSocket>
        m_socket; // Outlives the workspace: an asker's wait ends once the tunnel is closed.
    std::unique_ptr<workspaces::OpenWorkspace> m_workspace;
};

} // namespace kalpana::cli
