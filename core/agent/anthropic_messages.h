#pragma once

#include "core/agent/reply_parser.h"
#include "core/agent/sse_parser.h"

#include <QJsonObject>

#include <map>

namespace kalpana::agent {

/// How the blocks of this API's replies are marked that it wants back (Message::kept).
inline constexpr QLatin1StringView anthropicApi("anthropic");

/// The body of POST /v1/messages, streamed. The stable beginning (tools, instructions) and the chat so far are marked
/// for the provider's cache. thinkingTokens: how much the model may think, 0 for not at all.
[[nodiscard]] QJsonObject anthropicRequest(const ModelRequest& request, const QString& model, int thinkingTokens);

/// Reads the streamed answer of /v1/messages. Wire format: Anthropic's API reference, "Streaming Messages"; events and
/// blocks of kinds that are not known are skipped, as it asks for.
class AnthropicParser final : public ReplyParser {
public:
    /// Service: the provider's host name, for the sentences of errors.
    explicit AnthropicParser(QString service) : m_service(std::move(service)) {}

    [[nodiscard]] ReplyNews receive(QByteArrayView bytes) override;
    [[nodiscard]] bool isDone() const override { return m_done; }
    [[nodiscard]] ReplyNews receiveEnd() override;
    [[nodiscard]] Result<ModelReply> takeReply() override;
    [[nodiscard]] ReplyNews receiveWhole(const QByteArray& body) override;

private:
    struct Block {
        QJsonObject json;
        QString text; ///< Of a tool call: its arguments as they come.
    };

    Result<void> take(const QByteArray& data, ReplyNews& news);
    Result<void> startBlock(int index, const QJsonObject& json, ReplyNews& news);
    void continueBlock(Block& block, const QJsonObject& delta, ReplyNews& news);
    void takeUsage(const QJsonObject& json);
    void takeStopReason(const QString& reason);

    QString m_service;
    SseParser m_sse;
    ModelReply m_reply;
    std::map<int, Block> m_blocks;
    bool m_finished = false; ///< A stop reason has come.
    bool m_done = false;
};

} // namespace kalpana::agent
