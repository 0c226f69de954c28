#include "remote/bridge/server/command/children.h"

#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace kalpana::bridge::server {

asio::awaitable<void> Child::wait()
{
    while (!status)
        co_await ended.wait();
}

int Child::exitCode() const
{
    const int value = status.value_or(0);
    return WIFSIGNALED(value) ? 128 + WTERMSIG(value) : WEXITSTATUS(value);
}

std::string Child::signalName() const
{
    const int value = status.value_or(0);
    if (!WIFSIGNALED(value))
        return {};
    const char* name = ::sigabbrev_np(WTERMSIG(value));
    return name != nullptr ? name : std::to_string(WTERMSIG(value));
}

Children::Children(asio::any_io_executor executor, const std::string& owner)
    : m_executor(std::move(executor)), m_signals(m_executor, SIGCHLD), m_cgroups(owner)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    listen();
}

Outcome<std::shared_ptr<Child>> Children::start(const SpawnSpec& spec)
{
    const auto pid = spawn(spec);
    if (!pid)
        return std::unexpected(pid.error());
    // Its end can't be missed: it is taken on this thread, after this.
    auto child = std::make_shared<Child>(Child{.pid = *pid, .ended = Event(m_executor)});
    m_running.emplace(*pid, child);
    return child;
}

Outcome<std::shared_ptr<Child>> Children::startApart(SpawnSpec spec)
{
    auto cgroup = m_cgroups.make();
    if (cgroup)
        spec.cgroup = cgroup->folder();
    auto child = start(spec);
    if (child)
        (*child)->cgroup = std::move(cgroup);
    return child;
}

void Children::listen()
{
    m_signals.async_wait([this](boost::system::error_code error, int) {
        if (error)
            return;
        reap();
        listen();
    });
}

void Children::reap()
{
    int status = 0;
    for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
        const auto found = m_running.find(pid);
        if (found == m_running.end())
            continue;
        const auto child = found->second;
        m_running.erase(found);
        child->status = status;
        child->ended.notify();
    }
}

} // namespace kalpana::bridge::server
