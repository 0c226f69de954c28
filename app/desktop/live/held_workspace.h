#pragma once

#include "remote/holder/holder_socket.h"
#include "remote/workspaces/open_workspace.h"

#include <functional>
#include <mutex>

namespace kalpana::desktop::live {

/// What every session of the window shares; all of it outlives them.
struct LiveServices {
    workspaces::Services remote;
    ssh::Questions& questions;
    QString dataFolder;
};

/// Where a held workspace tells what happens. Called on its flow thread or its socket's thread.
struct Listener {
    std::function<void(const workspaces::StepReport&)> step;
    std::function<void(const QString&)> log;
    std::function<void(workspaces::Phase, const std::optional<Error>&)> phase;
    std::function<void(const workspaces::Metrics&)> metrics;
    std::function<void()> releaseAsked; ///< Another program wants the workspace.
};

/// An open workspace whose tunnel this window holds, with the socket on which other programs ask for it. Made and
/// destroyed on a thread that may block; used from any.
class HeldWorkspace final : private workspaces::Observer {
public:
    /// Conflict when another program holds it; with `takeOver` that one is asked to let go first.
    [[nodiscard]] static Result<std::shared_ptr<HeldWorkspace>>
    hold(const LiveServices& services, const workspace::Record& record, Listener listener, bool takeOver);
    ~HeldWorkspace() override;

    [[nodiscard]] workspaces::OpenWorkspace& open() { return *m_open; }

private:
    explicit HeldWorkspace(Listener listener) : m_listener(std::move(listener)) {}
    [[nodiscard]] holder::Handlers handlers();
    template <typename Call>
    void tell(Call call);

    void stepChanged(const workspaces::StepReport& step) override;
    void logLine(const QString& line) override;
    void phaseChanged(workspaces::Phase phase, const std::optional<Error>& error) override;
    void metricsChanged(const workspaces::Metrics& metrics) override;

    std::mutex m_mutex;                 ///< Guards the next four.
    std::optional<Listener> m_listener; ///< Empty once this goes.
    workspaces::Phase m_phase = workspaces::Phase::Connecting;
    workspaces::Metrics m_metrics;
    bool m_usable = false; ///< m_open is there for the socket's thread.
    std::unique_ptr<holder::HolderSocket>
        m_socket; ///< Outlives the workspace: who asks to let go waits for the tunnel's end.
    std::unique_ptr<workspaces::OpenWorkspace> m_open;
};

} // namespace kalpana::desktop::live
