#pragma once

#include "core/agent/reply_parser.h"

#include <QJsonObject>

namespace kalpana::agent {

/// How much of a chat is read where nobody says otherwise: more takes more memory of the computer than many have.
inline constexpr qint64 ollamaContextTokens = 32'768;

/// The body of POST /api/chat, streamed. thinks: the model may think before it answers. Ollama itself reads no more
/// than 4,096 tokens of a chat where nothing else is asked for, and says nothing of what it leaves out; 0 asks for
/// ollamaContextTokens.
[[nodiscard]] QJsonObject ollamaRequest(const ModelRequest& request, const QString& model, bool thinks,
                                        qint64 contextTokens = 0);

/// Reads the streamed answer of /api/chat: a JSON object a line. Wire format: Ollama's docs/api.md.
class OllamaParser final : public ReplyParser {
public:
    /// Service: the server's host name, for the sentences of errors.
    explicit OllamaParser(QString service) : m_service(std::move(service)) {}

    [[nodiscard]] ReplyNews receive(QByteArrayView bytes) override;
    [[nodiscard]] bool isDone() const override { return m_done; }
    [[nodiscard]] ReplyNews receiveEnd() override;
    [[nodiscard]] Result<ModelReply> takeReply() override;
    [[nodiscard]] ReplyNews receiveWhole(const QByteArray& body) override;

private:
    Result<void> take(const QByteArray& line, ReplyNews& news);

    QString m_service;
    QByteArray m_line;
    ModelReply m_reply;
    bool m_done = false;
};

} // namespace kalpana::agent
