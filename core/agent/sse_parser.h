#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace kalpana::agent {

struct SseEvent {
    QByteArray name; ///< Empty if the stream gave none ("message").
    QByteArray data;
    bool operator==(const SseEvent&) const = default;
};

/// Takes a text/event-stream apart (HTML Standard, 9.2.6). Passive: bytes come in by call, cut anywhere; events go out
/// by return value. Comments, ids and retry times are left out.
class SseParser final {
public:
    /// ErrorCode::Protocol once a line or an event is longer than 16 MiB.
    [[nodiscard]] Result<QList<SseEvent>> receive(QByteArrayView bytes);
    /// The stream is over: an event that lacks only its empty line counts (some servers leave it out).
    [[nodiscard]] QList<SseEvent> finish();

private:
    void endLine(QList<SseEvent>& events);
    void dispatch(QList<SseEvent>& events);

    QByteArray m_line;
    SseEvent m_event;
    bool m_hasData = false;
    bool m_afterReturn = false; ///< The last byte was a CR: an LF belongs to it.
    bool m_first = true;        ///< A byte order mark may stand here.
};

} // namespace kalpana::agent
