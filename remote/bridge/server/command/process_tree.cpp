#include "remote/bridge/server/command/process_tree.h"

#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/process_stat.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMaxEnvironment = 2U << 20U;

bool carries(pid_t pid, const std::string& mark)
{
    if (mark.empty())
        return false;
    const std::string environment = '\0' + readSmallFile("/proc/" + std::to_string(pid) + "/environ", kMaxEnvironment);
    return environment.find('\0' + std::string(kCommandMark) + '=' + mark + '\0') != std::string::npos;
}

bool ignoresHangUp(pid_t pid)
{
    const std::string text = readSmallFile("/proc/" + std::to_string(pid) + "/status", 8192);
    const auto at = text.find("\nSigIgn:"); // a mask in hexadecimal (proc_pid_status(5))
    return at != std::string::npos && (std::strtoull(text.c_str() + at + 8, nullptr, 16) >> (SIGHUP - 1) & 1U) != 0;
}

/// Those of a session that a hang-up is to end.
std::vector<pid_t> hungUpOn(pid_t session)
{
    std::vector<pid_t> found;
    for (const auto& process : allProcesses())
        if (process.session == session && !ignoresHangUp(process.pid))
            found.push_back(process.pid);
    return found;
}

void signalAll(const std::vector<pid_t>& pids, int signal)
{
    for (const pid_t pid : pids)
        ::kill(pid, signal);
}

} // namespace

std::vector<pid_t> processesOf(pid_t leader, const std::string& mark)
{
    const auto all = allProcesses();
    std::set<pid_t> found;
    for (const auto& process : all)
        if (process.pid == leader || process.group == leader || process.session == leader || carries(process.pid, mark))
            found.insert(process.pid);
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& process : all)
            if (found.contains(process.parent))
                grown = found.insert(process.pid).second || grown;
    }
    found.erase(::getpid());
    return {found.begin(), found.end()};
}

asio::awaitable<void> endProcesses(pid_t leader, std::string mark, std::chrono::milliseconds grace, int asking,
                                   std::shared_ptr<Cgroup> cgroup)
{
    using namespace std::chrono_literals;
    const auto found = [&] {
        auto all = processesOf(leader, mark);
        const auto inside = cgroup ? cgroup->processes() : std::vector<pid_t>();
        for (const pid_t pid : inside)
            if (!std::ranges::contains(all, pid))
                all.push_back(pid);
        return all;
    };
    const auto isPopulated = [&cgroup] { return cgroup && cgroup->populated(); };
    auto alive = found();
    signalAll(alive, asking);
    signalAll(alive, SIGCONT); // one that is stopped gets the other signal only then
    const auto deadline = Clock::now() + grace;
    for (auto pauseTime = 2ms; (!alive.empty() || isPopulated()) && Clock::now() < deadline;
         pauseTime = std::min(pauseTime * 2, 50ms)) {
        co_await delay(pauseTime);
        // An orphan has no parent that leads to it any more, so those known stay in the list.
        auto now = found();
        std::erase_if(alive, [](pid_t pid) { return startTimeOf(pid) == 0; });
        now.insert(now.end(), alive.begin(), alive.end());
        alive = std::move(now);
    }
    for (int round = 0; (!alive.empty() || isPopulated()) && round < 200; ++round) { // and again: one may be forking
        if (cgroup)
            cgroup->kill();
        signalAll(alive, SIGKILL);
        co_await delay(5ms);
        alive = found();
    }
}

asio::awaitable<void> dissolve(std::shared_ptr<Cgroup> cgroup)
{
    for (int round = 0; cgroup && !cgroup->remove() && round < 20; ++round) {
        cgroup->letGo();
        if (!cgroup->remove()) // one is forking, or not all gone yet
            co_await delay(std::chrono::milliseconds(10));
    }
}

asio::awaitable<void> endLeftovers(std::vector<std::shared_ptr<Cgroup>> cgroups)
{
    for (const auto& cgroup : cgroups) {
        co_await endProcesses(-1, {}, std::chrono::milliseconds(500), SIGHUP, cgroup);
        co_await dissolve(cgroup);
    }
}

asio::awaitable<void> hangUp(pid_t session, std::chrono::milliseconds grace)
{
    using namespace std::chrono_literals;
    auto alive = hungUpOn(session);
    signalAll(alive, SIGHUP);
    signalAll(alive, SIGCONT);
    const auto deadline = Clock::now() + grace;
    for (auto pauseTime = 2ms; !alive.empty() && Clock::now() < deadline; pauseTime = std::min(pauseTime * 2, 50ms)) {
        co_await delay(pauseTime);
        alive = hungUpOn(session);
    }
    for (int round = 0; !alive.empty() && round < 200; ++round) {
        signalAll(alive, SIGKILL);
        co_await delay(5ms);
        alive = hungUpOn(session);
    }
}

} // namespace kalpana::bridge::server
