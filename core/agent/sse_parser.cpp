#include "core/agent/sse_parser.h"

#include <QCoreApplication>

#include <utility>

namespace kalpana::agent {

namespace {

constexpr qsizetype longest = qsizetype{16} * 1024 * 1024;

} // namespace

Result<QList<SseEvent>> SseParser::receive(QByteArrayView bytes)
{
    QList<SseEvent> events;
    while (!bytes.isEmpty()) {
        if (std::exchange(m_afterReturn, false) && bytes.front() == '\n') {
            bytes = bytes.sliced(1);
            continue;
        }
        qsizetype end = 0;
        while (end < bytes.size() && bytes[end] != '\n' && bytes[end] != '\r')
            ++end;
        m_line.append(bytes.first(end));
        if (m_line.size() + m_event.data.size() > longest)
            return failure(ErrorCode::Protocol,
                           QCoreApplication::translate(
                               "Model", "The model's server sent an answer without end. Try again, or another model."));
        if (end == bytes.size())
            break;
        m_afterReturn = bytes[end] == '\r';
        bytes = bytes.sliced(end + 1);
        endLine(events);
    }
    return events;
}

QList<SseEvent> SseParser::finish()
{
    QList<SseEvent> events;
    if (!m_line.isEmpty())
        endLine(events);
    dispatch(events);
    return events;
}

void SseParser::endLine(QList<SseEvent>& events)
{
    auto line = std::exchange(m_line, {});
    if (std::exchange(m_first, false) && line.startsWith("\xEF\xBB\xBF"))
        line.remove(0, 3);
    if (line.isEmpty())
        return dispatch(events);
    const auto colon = line.indexOf(':');
    const auto field = colon < 0 ? line : line.first(colon);
    auto value = colon < 0 ? QByteArray() : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "data") {
        if (std::exchange(m_hasData, true))
            m_event.data += '\n';
        m_event.data += value;
    } else if (field == "event") {
        m_event.name = value;
    }
}

void SseParser::dispatch(QList<SseEvent>& events)
{
    auto event = std::exchange(m_event, {});
    if (std::exchange(m_hasData, false))
        events.append(std::move(event));
}

} // namespace kalpana::agent
