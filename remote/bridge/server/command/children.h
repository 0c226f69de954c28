#pragma once

#include "remote/bridge/server/async/event.h"
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
    explicit Children(asio::any_io_executor executor);

    [[nodiscard]] Outcome<std::shared_ptr<Child>> start(const SpawnSpec& spec);
    [[nodiscard]] std::size_t count() const { return m_running.size(); }

private:
    void listen();
    void reap();

    asio::any_io_executor m_executor;
    asio::signal_set m_signals;
    std::map<pid_t, std::shared_ptr<Child>> m_running;
};

} // namespace kalpana::bridge::server
