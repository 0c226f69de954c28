#pragma once

#include "core/agent/language_model.h"
#include "core/agent/sse_parser.h"

#include <QHash>
#include <QJsonObject>

namespace kalpana::agent {

/// The body of POST /chat/completions, streamed and with usage at the end.
[[nodiscard]] QJsonObject chatCompletionsRequest(const ModelRequest& request, const QString& model);

/// Reads the streamed answer of /chat/completions. Passive: bytes in, cut anywhere; what is new goes out by return
/// value. Wire format: OpenAI's API reference, "Streaming", as spoken by OpenRouter and local servers too, with their
/// liberties: tool calls without index or id, arguments as an object, one index for several calls, an error inside a
/// 200, no [DONE], an answer that isn't streamed.
class ChatCompletionsParser final {
public:
    struct News {
        QString text;
        QString thinking;
        Result<void> state = {}; ///< An error is final; what came before it counts.
    };

    /// Service: the provider's host name, for the sentences of errors.
    explicit ChatCompletionsParser(QString service) : m_service(std::move(service)) {}

    [[nodiscard]] News receive(QByteArrayView bytes);
    /// [DONE] has come; nothing after it counts.
    [[nodiscard]] bool isDone() const { return m_done; }
    /// The connection has ended: what is new since receive(), and the reply or why it is none
    /// (ErrorCode::ConnectionLost if it was cut off).
    [[nodiscard]] News receiveEnd();
    [[nodiscard]] Result<ModelReply> takeReply();
    /// The whole body of an answer that is not a stream (application/json).
    [[nodiscard]] News receiveWhole(const QByteArray& body);

private:
    Result<void> take(const SseEvent& event, News& news);
    Result<void> take(const QJsonObject& chunk, News& news);
    void takeMessage(const QJsonObject& message, News& news);
    void takeToolCall(const QJsonObject& part);

    QString m_service;
    SseParser m_sse;
    ModelReply m_reply;
    QHash<int, qsizetype> m_callOfIndex;
    bool m_finished = false; ///< A finish reason has come.
    bool m_done = false;
};

} // namespace kalpana::agent
