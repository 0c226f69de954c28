#pragma once

#include "core/agent/reply_parser.h"
#include "core/agent/sse_parser.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace kalpana::agent {

/// How what OpenRouter wants back is marked (Message::kept): reasoning_details.
inline constexpr QLatin1StringView openRouterApi("openrouter");

/// The body of POST /chat/completions, streamed and with usage at the end. thinkingTokens: how much a model that can
/// may think (OpenRouter's "reasoning"), 0 where nothing is asked for. isOpenRouter: what a call costs
/// is asked for, and of Anthropic's models what stays the same is marked for their cache (OpenRouter, "Usage
/// accounting", "Prompt caching"); others may refuse what they don't know.
[[nodiscard]] QJsonObject chatCompletionsRequest(const ModelRequest& request, const QString& model,
                                                 int thinkingTokens = 0, bool isOpenRouter = false);

/// Reads the streamed answer of /chat/completions. Wire format: OpenAI's API reference, "Streaming", as spoken by
/// OpenRouter and local servers too, with their liberties: tool calls without index or id, arguments as an object, one
/// index for several calls, an error inside a 200, no [DONE], an answer that isn't streamed.
class ChatCompletionsParser final : public ReplyParser {
public:
    /// Service: the provider's host name, for the sentences of errors.
    explicit ChatCompletionsParser(QString service) : m_service(std::move(service)) {}

    [[nodiscard]] ReplyNews receive(QByteArrayView bytes) override;
    /// [DONE] has come.
    [[nodiscard]] bool isDone() const override { return m_done; }
    [[nodiscard]] ReplyNews receiveEnd() override;
    [[nodiscard]] Result<ModelReply> takeReply() override;
    [[nodiscard]] ReplyNews receiveWhole(const QByteArray& body) override;

private:
    Result<void> take(const SseEvent& event, ReplyNews& news);
    Result<void> take(const QJsonObject& chunk, ReplyNews& news);
    void takeMessage(const QJsonObject& message, ReplyNews& news);
    void takeToolCall(const QJsonObject& part);
    void takeReasoning(const QJsonArray& parts);

    QString m_service;
    SseParser m_sse;
    ModelReply m_reply;
    QHash<int, qsizetype> m_callOfIndex;
    bool m_finished = false; ///< A finish reason has come.
    bool m_done = false;
};

} // namespace kalpana::agent
