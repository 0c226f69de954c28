#include "app/desktop/chat/permission_desk.h"

#include <QCoreApplication>

namespace kalpana::desktop::chat {

Result<agent::Decision> PermissionDesk::ask(const agent::PermissionRequest& request, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_asked = request.callId;
    m_answer.reset();
    const bool answered = m_answered.wait(lock, stop, [this] { return m_answer.has_value(); });
    m_asked.clear();
    if (!answered)
        return failure(ErrorCode::Cancelled, QCoreApplication::translate("Chat", "Stopped."));
    return *m_answer;
}

void PermissionDesk::answer(const QString& callId, agent::Decision decision)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_asked.isEmpty() || m_asked != callId)
            return;
        m_answer = decision;
    }
    m_answered.notify_all();
}

} // namespace kalpana::desktop::chat
