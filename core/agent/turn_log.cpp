#include "core/agent/turn_log.h"

namespace kalpana::agent {

Result<void> TurnLog::record(const EventBody& body)
{
    if (!m_state)
        return m_state;
    const auto event = m_store.append(m_chat, body);
    if (!event)
        return m_state = std::unexpected(event.error());
    m_sink.event(*event);
    return {};
}

void TurnLog::tell(const EventBody& body)
{
    m_sink.event({.sequence = 0, .at = QDateTime::currentDateTimeUtc(), .body = body});
}

} // namespace kalpana::agent
