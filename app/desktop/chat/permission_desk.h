#pragma once

#include "core/agent/permissions.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace kalpana::desktop::chat {

/// Where a turn waits for the user's answer. The question itself reaches the page as an event; the answer comes from
/// the GUI thread.
class PermissionDesk final : public agent::PermissionPrompt {
public:
    Result<agent::Decision> ask(const agent::PermissionRequest& request, std::stop_token stop) override;
    /// An answer to a call that nobody asks about is dropped.
    void answer(const QString& callId, agent::Decision decision);

private:
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_answered;
    QString m_asked;
    std::optional<agent::Decision> m_answer;
};

} // namespace kalpana::desktop::chat
