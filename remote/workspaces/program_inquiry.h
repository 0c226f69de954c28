#pragma once

#include "remote/workspaces/program_questions.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::workspaces {

/// As long as it lives, what programs on a workspace's host ask is answered here. Made and destroyed on a flow's
/// thread; has two of its own, one that hears and one that asks.
class ProgramInquiry final {
public:
    ProgramInquiry(io::IoThread& io, bridge::client::ClientPointer client, QString workspace, QString host,
                   ProgramQuestions& questions);
    ~ProgramInquiry();
    ProgramInquiry(const ProgramInquiry&) = delete;
    ProgramInquiry& operator=(const ProgramInquiry&) = delete;

private:
    void run(const std::stop_token& stop);
    void handle(const bridge::client::Question& asked, const std::stop_token& stop);
    void ended(std::uint32_t number);

    io::IoThread& m_io;
    const bridge::client::ClientPointer m_client;
    const QString m_workspace;
    const QString m_host;
    ProgramQuestions& m_questions;

    std::mutex m_mutex; ///< Guards the next three.
    std::condition_variable_any m_changed;
    std::deque<bridge::client::Question> m_waiting;
    std::optional<std::pair<std::uint32_t, std::stop_source>> m_current;
    std::jthread m_asking;
    std::jthread m_hearing; // Must be last: it fills the above.
};

} // namespace kalpana::workspaces
