#pragma once

#include "remote/bridge/server/code_server/installation.h"
#include "remote/bridge/server/code_server/launch.h"

namespace kalpana::bridge::server {

/// The workspace's code-server: starts it, waits until it answers, starts it again when it dies or no longer answers,
/// and takes over one that a bridge before this one has left running. Loop's thread; outlives the loop's coroutines.
class CodeServer final {
public:
    enum class State { Absent, Stopped, Starting, Running, Failed };

    /// While it runs it is asked every `checkEvery` whether it answers.
    CodeServer(asio::any_io_executor executor, CodeServerPlaces places, Children& children,
               Installations& installations, std::chrono::milliseconds checkEvery);

    /// Takes over one that still runs; says whether there was one.
    bool adopt();
    /// Returns once it answers; one that runs already with that version is left as it is, another version is stopped
    /// first.
    [[nodiscard]] asio::awaitable<Outcome<void>> start(Launch launch, std::stop_token stop);
    [[nodiscard]] asio::awaitable<void> stop();

    struct Status {
        State state = State::Absent;
        std::string version = {};
        pid_t pid = 0;
        std::uint64_t restarts = 0;
        std::optional<Failure> failure = {};
        std::string lastEnd = {};         ///< why it was started again the last time, as a sentence
        std::string settingsProblem = {}; ///< why our settings are not in the user's, as a sentence
    };
    [[nodiscard]] Status status() const;
    /// Whether one runs that this bridge has started itself.
    [[nodiscard]] bool isChild() const { return m_process && m_process->child && !m_process->child->status; }
    [[nodiscard]] const CodeServerPlaces& places() const { return m_places; }

private:
    /// The one process that is ours; `child` is null for one that was taken over.
    struct Process {
        pid_t pid = 0;
        unsigned long long startTime = 0;
        std::shared_ptr<Child> child = {};
        [[nodiscard]] bool alive() const;
    };

    asio::awaitable<void> supervise(unsigned generation, Launch launch, std::optional<Process> running);
    Outcome<Process> launchOnce(const Launch& launch);
    asio::awaitable<bool> waitUntilHealthy(Process process, unsigned generation, Clock::time_point until);
    enum class End { Ended, Hangs };
    asio::awaitable<End> waitForEnd(Process process, unsigned generation);
    void startAgain(const Failure& because);
    void enter(State state, std::optional<Failure> failure = {});
    Failure endedEarly(const Process& process, std::uint64_t logStart) const;

    asio::any_io_executor m_executor;
    CodeServerPlaces m_places;
    Children& m_children;
    Installations& m_installations;
    std::chrono::milliseconds m_checkEvery;
    Event m_changed;
    Launch m_launch;
    std::optional<Process> m_process;
    State m_state = State::Stopped;
    std::optional<Failure> m_failure;
    std::uint64_t m_restarts = 0;
    std::string m_lastEnd;
    std::string m_settingsProblem;
    unsigned m_generation = 0; ///< raised by start and stop: whoever supervises for an older one leaves
};

} // namespace kalpana::bridge::server
