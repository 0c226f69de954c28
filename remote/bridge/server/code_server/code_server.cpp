#include "remote/bridge/server/code_server/code_server.h"

#include "remote/bridge/server/code_server/editor_link.h"
#include "remote/bridge/server/code_server/health.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/os/note.h"
#include "remote/bridge/server/os/process_stat.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 60s;
constexpr auto kStopGrace = 3s;
/// One that lived this long was well: the next restart is at once again.
constexpr auto kWell = 10s;
constexpr int kMostFailures = 6;
/// How much longer than the first start the second may take. Both together stay below what a client waits for.
constexpr auto kSecondStart = 20s;
/// So many checks in a row without an answer, and it hangs.
constexpr int kMostSilences = 4;

/// One that never answered is started once more where it ended by itself: on a host under load its two processes may
/// miss each other's greeting (10 s). What a second start can't change is not tried again.
int mostFailures(bool wasHealthy, const Failure& failure)
{
    if (wasHealthy)
        return kMostFailures;
    return failure.code == Code::Failed ? 1 : 0;
}

Failure hangs()
{
    return {Code::Timeout, "code-server ran but did not answer any more.", {}};
}

std::chrono::milliseconds backoff(int failures)
{
    return failures == 0 ? 0ms : std::min<std::chrono::milliseconds>(100ms * (1 << std::min(failures, 12)), 30s);
}

} // namespace

CodeServer::CodeServer(asio::any_io_executor executor, CodeServerPlaces places, Children& children,
                       Installations& installations, std::chrono::milliseconds checkEvery)
    : m_executor(std::move(executor)), m_places(std::move(places)), m_children(children),
      m_installations(installations), m_checkEvery(checkEvery), m_changed(m_executor)
{
}

bool CodeServer::Process::alive() const
{
    return child ? !child->status : startTimeOf(pid) == startTime;
}

CodeServer::Status CodeServer::status() const
{
    const bool absent = m_state == State::Stopped && m_installations.versions().empty();
    return {absent ? State::Absent : m_state,
            m_launch.version,
            m_process ? m_process->pid : 0,
            m_restarts,
            m_failure,
            m_lastEnd,
            m_settingsProblem};
}

void CodeServer::enter(State state, std::optional<Failure> failure)
{
    constexpr std::array words{"absent", "stopped", "starting", "running", "failed"};
    std::string sentence = "code-server " + m_launch.version + " is " + words.at(static_cast<std::size_t>(state));
    if (m_process)
        sentence += ", process " + std::to_string(m_process->pid);
    if (failure)
        sentence += ": " + failure->message;
    note(sentence);
    m_state = state;
    m_failure = std::move(failure);
    m_changed.notify();
}

bool CodeServer::adopt()
{
    const auto record = aliveRecord(m_places.pidFile());
    if (!record)
        return false;
    m_launch = record->launch;
    enter(State::Starting);
    asio::co_spawn(m_executor, supervise(++m_generation, m_launch, Process{record->pid, record->startTime, nullptr}),
                   asio::detached);
    return true;
}

asio::awaitable<Outcome<void>> CodeServer::start(Launch launch, std::stop_token stop)
{
    if (const auto reserved = co_await m_installations.reserve(launch.version); !reserved)
        co_return std::unexpected(reserved.error());
    if (!m_installations.has(launch.version))
        co_return failed(Code::NotFound, "code-server " + launch.version + " is not installed on this host.",
                         "version");
    const bool isUp = m_state == State::Running || m_state == State::Starting;
    if (!isUp || m_launch.version != launch.version) {
        co_await this->stop();
        m_launch = launch;
        m_restarts = 0;
        m_lastEnd.clear();
        enter(State::Starting);
        asio::co_spawn(m_executor, supervise(++m_generation, m_launch, std::nullopt), asio::detached);
    }
    const std::stop_callback onStop(stop, [this] { m_changed.notify(); });
    while (m_state == State::Starting && !stop.stop_requested())
        co_await m_changed.wait();
    if (m_state == State::Running) {
        asio::co_spawn(m_executor, m_installations.settle(launch.version), asio::detached);
        co_return Outcome<void>();
    }
    if (stop.stop_requested())
        co_return failed(Code::Cancelled, "Starting code-server was cancelled.");
    co_return std::unexpected(
        m_failure.value_or(Failure{Code::Cancelled, "code-server was stopped while it started.", {}}));
}

asio::awaitable<void> CodeServer::stop()
{
    ++m_generation;
    const auto process = std::exchange(m_process, std::nullopt);
    if (process && process->alive())
        co_await endProcesses(process->pid, {}, kStopGrace);
    ::unlink(m_places.pidFile().c_str());
    for (const auto& socket : {m_places.socket(), m_places.newSocket()})
        ::unlink(socket.c_str());
    if (m_state != State::Stopped)
        enter(State::Stopped);
}

Outcome<CodeServer::Process> CodeServer::launchOnce(const Launch& launch)
{
    const auto prepared = prepareLaunch(m_places);
    if (!prepared)
        return std::unexpected(prepared.error());
    m_settingsProblem = prepared->settings ? prepared->settings->message : std::string();
    if (!m_settingsProblem.empty())
        addToLog(m_places, m_settingsProblem);
    const auto installedIn = m_installations.folderOf(launch.version);
    const auto builtin = layBuiltinExtensions(installedIn, m_places.builtinExtensions());
    if (!builtin)
        addToLog(m_places, "The editor is not joined to the chat: " + builtin.error().message);
    const UniqueFd folder(::open(m_places.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return systemFailed("The workspace's folder " + m_places.root);
    for (const auto& socket : {m_places.socket(), m_places.newSocket()})
        ::unlink(socket.c_str()); // that of one before must not look like an answer
    const auto child = m_children.start(codeServerCommand(m_places, installedIn, launch, prepared->log.get(),
                                                          folder.get(), builtin.value_or(std::string())));
    if (!child && child.error().code == Code::NotExecutable)
        return failed(Code::NotExecutable,
                      "code-server can't be run from " + m_installations.folder() +
                          ": the disk does not let programs run (noexec), or it is for another kind of machine. " +
                          child.error().message);
    if (!child)
        return std::unexpected(child.error());
    Process process{(*child)->pid, startTimeOf((*child)->pid), *child};
    if (const auto saved = saveRecord(m_places, {process.pid, process.startTime, launch}); !saved)
        return std::unexpected(saved.error());
    return process;
}

/// Straight down, round after round: start, wait until it answers, wait until it ends or hangs.
asio::awaitable<void> CodeServer::supervise(unsigned generation, Launch launch, std::optional<Process> running)
{
    bool wasHealthy = running.has_value();
    auto startLimit = Clock::now() + kStartLimit;
    for (int failures = 0;;) {
        struct stat log{};
        const auto logStart = ::stat(m_places.log().c_str(), &log) == 0 ? static_cast<std::uint64_t>(log.st_size) : 0;
        const auto launched = running ? Outcome<Process>(*running) : launchOnce(launch);
        running.reset();
        if (!launched) {
            enter(State::Failed, launched.error());
            co_return;
        }
        m_process = *launched;
        const bool healthy = co_await waitUntilHealthy(*launched, generation, startLimit);
        if (generation != m_generation)
            co_return;
        const auto startedAt = Clock::now();
        auto end = End::Ended;
        if (healthy) {
            wasHealthy = true;
            enter(State::Running);
            end = co_await waitForEnd(*launched, generation);
            if (generation != m_generation)
                co_return;
        }
        const bool wasWell = healthy && Clock::now() - startedAt >= kWell;
        failures = wasWell ? 0 : failures + 1;
        const auto failure = end == End::Hangs ? hangs() : endedEarly(*launched, logStart);
        if (end == End::Hangs)
            co_await endProcesses(launched->pid, {}, kStopGrace); // what it was asked to save it may still save
        if (generation != m_generation)
            co_return;
        ::kill(-launched->pid, SIGKILL); // what is left of its group would hold its files and ports
        m_process.reset();
        if (failures > mostFailures(wasHealthy, failure)) {
            enter(State::Failed, failure);
            co_return;
        }
        startAgain(failure);
        co_await delay(backoff(failures - 1));
        if (generation != m_generation)
            co_return;
        ++m_restarts;
        startLimit = wasHealthy ? Clock::now() + kStartLimit : startLimit + kSecondStart;
    }
}

void CodeServer::startAgain(const Failure& because)
{
    m_lastEnd = because.message;
    addToLog(m_places, because.message + " It is started again.");
    enter(State::Starting, because);
}

asio::awaitable<bool> CodeServer::waitUntilHealthy(Process process, unsigned generation, Clock::time_point until)
{
    const auto startedAt = Clock::now();
    while (generation == m_generation && process.alive() && Clock::now() < until) {
        // One that an earlier bridge has started may listen at either.
        if (co_await isHealthy(m_places.newSocket(), 1s) &&
            ::rename(m_places.newSocket().c_str(), m_places.socket().c_str()) == 0)
            co_return true;
        if (co_await isHealthy(m_places.socket(), 1s))
            co_return true;
        co_await delay(Clock::now() - startedAt < 3s ? 15ms : 100ms);
    }
    co_return false;
}

asio::awaitable<CodeServer::End> CodeServer::waitForEnd(Process process, unsigned generation)
{
    int silences = 0;
    auto next = Clock::now() + m_checkEvery;
    while (process.alive() && generation == m_generation) {
        if (process.child)
            co_await process.child->ended.waitUntil(next);
        else
            co_await delay(std::min<std::chrono::milliseconds>(250ms, m_checkEvery)); // nobody tells of its end
        if (!process.alive() || generation != m_generation || Clock::now() < next)
            continue;
        // Who is woken late himself is on a host that lets nobody answer in time.
        const bool isStarved = Clock::now() - next > m_checkEvery / 2;
        const bool answers = co_await isHealthy(m_places.socket(), m_checkEvery / 2);
        silences = answers || isStarved ? 0 : silences + 1;
        if (silences == kMostSilences && process.alive() && generation == m_generation)
            co_return End::Hangs;
        next = Clock::now() + m_checkEvery;
    }
    co_return End::Ended;
}

Failure CodeServer::endedEarly(const Process& process, std::uint64_t logStart) const
{
    auto said = logHead(m_places.log(), logStart, 5);
    while (said.ends_with('\n'))
        said.pop_back();
    if (process.alive())
        return {Code::Timeout, "code-server did not answer within a minute. It said: " + said, {}};
    const std::string how = !process.child ? "ended"
                            : process.child->signalName().empty()
                                ? "ended with code " + std::to_string(process.child->exitCode())
                                : "was ended by SIG" + process.child->signalName();
    if (said.find("GLIBC_") != std::string::npos || said.find("GLIBCXX_") != std::string::npos)
        return {Code::Unsupported, "The host's C library is too old for code-server. It said: " + said, {}};
    return {Code::Failed, "code-server " + how + (said.empty() ? " and said nothing." : ". It said: " + said), {}};
}

} // namespace kalpana::bridge::server
