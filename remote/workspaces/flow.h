#pragma once

#include "core/workspace/record.h"
#include "remote/workspaces/line.h"
#include "remote/workspaces/observer.h"
#include "remote/workspaces/remembering_questions.h"
#include "remote/workspaces/services.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace kalpana::workspaces {

/// The life of an open workspace, on a thread of its own: connect, bring up, watch, and again when the line drops.
/// What may be tried again by itself is; what needs the user waits for retry().
class Flow final {
public:
    Flow(Services services, workspace::Record record, ssh::Questions& questions, Observer& observer);
    ~Flow();
    Flow(const Flow&) = delete;
    Flow& operator=(const Flow&) = delete;

    [[nodiscard]] workspace::Record record() const;
    [[nodiscard]] Phase phase() const;
    [[nodiscard]] const std::shared_ptr<Line>& line() const { return m_line; }
    void retry();
    [[nodiscard]] Result<void> waitUntilRunning(std::stop_token stop);
    /// Stops the workspace on its host (and removes its state there), over the present line or a new one.
    [[nodiscard]] Result<void> shutDown(bool removeState, std::stop_token stop);

private:
    void run(std::stop_token threadStop);
    /// One round: until the line is lost, the user is needed, or it was interrupted.
    void round(std::stop_token stop);
    Result<LiveLine> establish(std::stop_token stop);
    Result<void> openGateway();
    void ended(const Error& error, bool wasRunning);
    void setPhase(Phase phase, std::optional<Error> error = {});
    /// Waits for retry(), or for a while.
    void pause(std::optional<std::chrono::milliseconds> limit, std::stop_token threadStop);

    const Services m_services;
    Observer& m_observer;
    RememberingQuestions m_questions;
    const std::shared_ptr<Line> m_line;

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_changed;
    workspace::Record m_record;
    Phase m_phase = Phase::Connecting;
    std::optional<Error> m_error;
    std::stop_source m_interrupt;
    bool m_retryAsked = false;
    bool m_stopAsked = false;

    bool m_gatewayOpen = false; ///< On the flow thread only, as is the next.
    int m_attempts = 0;
    std::jthread m_thread; // Must be last: it uses all of the above.
};

} // namespace kalpana::workspaces
