#pragma once

#include "core/agent/language_model.h"

#include <QByteArrayView>

namespace kalpana::agent {

/// What is new in a reply.
struct ReplyNews {
    QString text = {};
    QString thinking = {};
    Result<void> state = {}; ///< An error is final; what came before it counts.
};

/// Reads the streamed answer of a provider's API. Passive: bytes in, cut anywhere; what is new goes out by return
/// value.
class ReplyParser {
public:
    ReplyParser() = default;
    ReplyParser(const ReplyParser&) = delete;
    ReplyParser& operator=(const ReplyParser&) = delete;
    virtual ~ReplyParser() = default;

    [[nodiscard]] virtual ReplyNews receive(QByteArrayView bytes) = 0;
    /// The reply is whole; nothing that comes after counts.
    [[nodiscard]] virtual bool isDone() const = 0;
    /// The connection has ended: what is new since receive().
    [[nodiscard]] virtual ReplyNews receiveEnd() = 0;
    /// The reply, or why it is none (ErrorCode::ConnectionLost if it was cut off). Once, after receiveEnd().
    [[nodiscard]] virtual Result<ModelReply> takeReply() = 0;
    /// The whole body of an answer that is not a stream.
    [[nodiscard]] virtual ReplyNews receiveWhole(const QByteArray& body) = 0;
};

} // namespace kalpana::agent
