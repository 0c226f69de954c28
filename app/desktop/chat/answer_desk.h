#pragma once

#include "core/base/error.h"

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace kalpana::desktop::chat {

/// Where a turn waits for the user's answer. The question itself reaches the page as an event; the answer comes from
/// the GUI thread.
template <typename Answer>
class AnswerDesk final {
public:
    [[nodiscard]] Result<Answer> wait(const QString& callId, std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        m_asked = callId;
        m_answer.reset();
        const bool answered = m_answered.wait(lock, stop, [this] { return m_answer.has_value(); });
        m_asked.clear();
        if (!answered)
            return failure(ErrorCode::Cancelled, QCoreApplication::translate("Chat", "Stopped."));
        return *m_answer;
    }

    /// An answer to a call that nobody asks about is dropped.
    void answer(const QString& callId, Answer answer)
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_asked.isEmpty() || m_asked != callId)
                return;
            m_answer = std::move(answer);
        }
        m_answered.notify_all();
    }

private:
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_answered;
    QString m_asked;
    std::optional<Answer> m_answer;
};

} // namespace kalpana::desktop::chat
