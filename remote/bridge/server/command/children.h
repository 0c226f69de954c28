#pragma once

#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/command/cgroup.h"
#include "remote/bridge/server/command/spawn.h"

#include <boost/asio/signal_set.hpp>

#include <map>
#include <memory>
#include <optional>

namespace kalpana::bridge::server {

/// A child process of ours. Loop's thread.
struct Child {
    pid_t pid = 0;
    std::optional<int> status = {}; ///< as wait(2) gives it, once it has ended
    Event ended;
    std::shared_ptr<Cgroup> cgroup = {}; ///< of its own, where there is one

    [[nodiscard]] asio::awaitable<void> wait();
    /// 128 + the signal where one killed it, as shells say it.
    [[nodiscard]] int exitCode() const;
    /// "TERM", "KILL" …; empty where it ended by itself.
    [[nodiscard]] std::string signalName() const;
};

/// Starts children and takes note of their ends. As a subreaper the bridge also gets the orphans of its children; those
/// are reaped here and forgotten. One in a process, for it takes every child's end.
class Children final {
public:
    /// `owner`: see Cgroups.
    explicit Children(asio::any_io_executor executor, const std::string& owner = {});

    [[nodiscard]] Outcome<std::shared_ptr<Child>> start(const SpawnSpec& spec);
    /// In a cgroup of its own, where there can be one. Whoever asks for it dissolves it when the child has ended.
    [[nodiscard]] Outcome<std::shared_ptr<Child>> startApart(SpawnSpec spec);
    [[nodiscard]] const Cgroups& cgroups() const { return m_cgroups; }
    [[nodiscard]] std::size_t count() const { return m_running.size(); }

private:
    void listen();
    void reap();

    asio::any_io_executor m_executor;
    asio::signal_set m_signals;
    Cgroups m_cgroups;
    std::map<pid_t, std::shared_ptr<Child>> m_running;
};

} // namespace kalpana::bridge::server
