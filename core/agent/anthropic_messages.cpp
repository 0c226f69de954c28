#include "core/agent/anthropic_messages.h"

#include "core/agent/model_errors.h"
#include "core/models/prices.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTokens = 32'000; // every model of the last two years takes as many
constexpr std::size_t mostBlocks = 256;

void markForCache(QJsonArray& blocks)
{
    if (blocks.isEmpty())
        return;
    auto last = blocks.last().toObject();
    last.insert("cache_control"_L1, QJsonObject{{"type"_L1, "ephemeral"_L1}});
    blocks.replace(blocks.size() - 1, last);
}

QJsonObject textBlock(const QString& text)
{
    return {{"type"_L1, "text"_L1}, {"text"_L1, text}};
}

QJsonArray blocksOf(const Message& message)
{
    QJsonArray blocks;
    if (message.role == Message::Role::Tool) {
        blocks.append(QJsonObject{{"type"_L1, "tool_result"_L1},
                                  {"tool_use_id"_L1, message.toolCallId},
                                  {"content"_L1, message.text.isEmpty() ? u"(nothing)"_s : message.text}});
        return blocks;
    }
    if (message.kept.api == anthropicApi)
        blocks = message.kept.blocks;
    for (const auto& image : message.images)
        blocks.append(QJsonObject{{"type"_L1, "image"_L1},
                                  {"source"_L1, QJsonObject{{"type"_L1, "base64"_L1},
                                                            {"media_type"_L1, image.mime},
                                                            {"data"_L1, QString::fromLatin1(image.data.toBase64())}}}});
    if (!message.text.trimmed().isEmpty()) // which the API refuses
        blocks.append(textBlock(message.text));
    for (const auto& call : message.toolCalls)
        blocks.append(QJsonObject{{"type"_L1, "tool_use"_L1},
                                  {"id"_L1, call.id},
                                  {"name"_L1, call.name},
                                  {"input"_L1, QJsonDocument::fromJson(call.arguments.toUtf8()).object()}});
    return blocks;
}

/// The API wants the user and the model to take turns, and all results of one reply's calls in one message.
QJsonArray messagesOf(const QList<Message>& all)
{
    QJsonArray messages;
    QString role;
    QJsonArray content;
    const auto flush = [&] {
        if (!content.isEmpty())
            messages.append(QJsonObject{{"role"_L1, role}, {"content"_L1, content}});
        content = {};
    };
    for (const auto& message : all) {
        if (message.role == Message::Role::System)
            continue;
        const auto its = message.role == Message::Role::Assistant ? u"assistant"_s : u"user"_s;
        if (its != role)
            flush();
        role = its;
        const auto blocks = blocksOf(message);
        for (const auto& block : blocks)
            content.append(block);
    }
    flush();
    // Two marks: what the last request has written is read again up to its own end.
    int marks = 0;
    for (auto at = messages.size() - 1; at >= 0 && marks < 2; --at) {
        auto message = messages[at].toObject();
        if (message.value("role"_L1).toString() != "user"_L1)
            continue;
        auto blocks = message.value("content"_L1).toArray();
        markForCache(blocks);
        message.insert("content"_L1, blocks);
        messages.replace(at, message);
        ++marks;
    }
    return messages;
}

/// A model that thinks wants its thoughts back with the calls that they led to: without them it can't think on.
bool canThink(const QList<Message>& messages)
{
    for (auto message = messages.crbegin(); message != messages.crend(); ++message) {
        if (message->role == Message::Role::User)
            return true;
        if (message->role == Message::Role::Assistant && !message->toolCalls.isEmpty())
            return message->kept.api == anthropicApi && !message->kept.blocks.isEmpty();
    }
    return true;
}

} // namespace

QJsonObject anthropicRequest(const ModelRequest& request, const QString& model, int thinkingTokens)
{
    QJsonObject body{{"model"_L1, model},
                     {"max_tokens"_L1, mostTokens},
                     {"stream"_L1, true},
                     {"messages"_L1, messagesOf(request.messages)}};
    QJsonArray system;
    for (const auto& message : request.messages)
        if (message.role == Message::Role::System && !message.text.isEmpty())
            system.append(textBlock(message.text));
    markForCache(system);
    if (!system.isEmpty())
        body.insert("system"_L1, system);
    QJsonArray tools;
    for (const auto& tool : request.tools)
        tools.append(QJsonObject{
            {"name"_L1, tool.name}, {"description"_L1, tool.description}, {"input_schema"_L1, tool.parameters}});
    markForCache(tools);
    if (!tools.isEmpty())
        body.insert("tools"_L1, tools);
    if (thinkingTokens > 0 && canThink(request.messages)) {
        body.insert("max_tokens"_L1, mostTokens + thinkingTokens);
        body.insert("thinking"_L1,
                    QJsonObject{{"type"_L1, "enabled"_L1}, {"budget_tokens"_L1, qMax(thinkingTokens, 1024)}});
    }
    return body;
}

ReplyNews AnthropicParser::receive(QByteArrayView bytes)
{
    ReplyNews news;
    const auto events = m_sse.receive(bytes);
    if (!events) {
        news.state = std::unexpected(events.error());
        return news;
    }
    for (const auto& event : *events)
        if (news.state)
            news.state = take(event.data, news);
    return news;
}

ReplyNews AnthropicParser::receiveEnd()
{
    ReplyNews news;
    const auto events = m_sse.finish();
    for (const auto& event : events)
        if (QJsonDocument::fromJson(event.data)
                .isObject()) // a last line that was cut off is no answer to complain about
            news.state = take(event.data, news);
    return news;
}

ReplyNews AnthropicParser::receiveWhole(const QByteArray& body)
{
    ReplyNews news;
    const auto message = QJsonDocument::fromJson(body).object();
    if (const auto error = message.value("error"_L1); error.isObject() || error.isString()) {
        news.state = std::unexpected(errorFromPayload(error, m_service));
        return news;
    }
    if (!message.value("content"_L1).isArray()) {
        news.state = std::unexpected(answerNotUnderstood(m_service, QString::fromUtf8(body)));
        return news;
    }
    const auto blocks = message.value("content"_L1).toArray();
    for (int index = 0; news.state && index < blocks.size(); ++index)
        news.state = startBlock(index, blocks[index].toObject(), news);
    takeUsage(message.value("usage"_L1).toObject());
    takeStopReason(message.value("stop_reason"_L1).toString());
    m_done = true;
    return news;
}

Result<ModelReply> AnthropicParser::takeReply()
{
    if (!m_finished)
        return std::unexpected(answerCutOff(m_service, u"the stream ended without a stop_reason"_s));
    for (auto& [index, block] : m_blocks) {
        const auto type = block.json.value("type"_L1).toString();
        if (type == "tool_use"_L1)
            m_reply.toolCalls.append({.id = block.json.value("id"_L1).toString(),
                                      .name = block.json.value("name"_L1).toString(),
                                      .arguments = block.text.isEmpty() ? u"{}"_s : block.text});
        else if (type == "thinking"_L1 || type == "redacted_thinking"_L1)
            m_reply.kept.blocks.append(block.json);
    }
    if (!m_reply.kept.blocks.isEmpty())
        m_reply.kept.api = anthropicApi;
    return std::move(m_reply);
}

Result<void> AnthropicParser::take(const QByteArray& data, ReplyNews& news)
{
    if (m_done || data.isEmpty())
        return {};
    const auto document = QJsonDocument::fromJson(data);
    if (!document.isObject())
        return std::unexpected(answerNotUnderstood(m_service, QString::fromUtf8(data)));
    const auto event = document.object();
    const auto type = event.value("type"_L1).toString();
    const auto index = event.value("index"_L1).toInt(-1);
    if (type == "error"_L1 || event.contains("error"_L1))
        return std::unexpected(errorFromPayload(event.value("error"_L1), m_service));
    if (type == "message_start"_L1) {
        takeUsage(event.value("message"_L1)["usage"_L1].toObject());
    } else if (type == "content_block_start"_L1) {
        return startBlock(index, event.value("content_block"_L1).toObject(), news);
    } else if (type == "content_block_delta"_L1) {
        if (const auto block = m_blocks.find(index); block != m_blocks.end())
            continueBlock(block->second, event.value("delta"_L1).toObject(), news);
    } else if (type == "message_delta"_L1) {
        takeUsage(event.value("usage"_L1).toObject());
        takeStopReason(event.value("delta"_L1)["stop_reason"_L1].toString());
    } else if (type == "message_stop"_L1) {
        m_done = true;
    }
    return {};
}

Result<void> AnthropicParser::startBlock(int index, const QJsonObject& json, ReplyNews& news)
{
    if (m_blocks.size() >= mostBlocks)
        return std::unexpected(answerNotUnderstood(m_service, u"more than %1 blocks in one reply"_s.arg(mostBlocks)));
    auto& block = m_blocks[index];
    block = {.json = json, .text = {}};
    const auto type = json.value("type"_L1).toString();
    if (type == "tool_use"_L1) {
        if (const auto input = json.value("input"_L1).toObject(); !input.isEmpty())
            block.text = QString::fromUtf8(QJsonDocument(input).toJson(QJsonDocument::Compact));
    } else if (type == "text"_L1) {
        // Two blocks of text are two paragraphs.
        if (!m_reply.text.isEmpty() && !m_reply.text.endsWith(u'\n')) {
            m_reply.text += u"\n\n"_s;
            news.text += u"\n\n"_s;
        }
        m_reply.text += json.value("text"_L1).toString();
        news.text += json.value("text"_L1).toString();
    } else if (type == "thinking"_L1) {
        m_reply.thinking += json.value("thinking"_L1).toString();
        news.thinking += json.value("thinking"_L1).toString();
    }
    return {};
}

void AnthropicParser::continueBlock(Block& block, const QJsonObject& delta, ReplyNews& news)
{
    const auto add = [&block](QLatin1StringView key, const QString& more) {
        block.json.insert(key, block.json.value(key).toString() + more);
    };
    const auto type = delta.value("type"_L1).toString();
    if (type == "text_delta"_L1) {
        m_reply.text += delta.value("text"_L1).toString();
        news.text += delta.value("text"_L1).toString();
    } else if (type == "input_json_delta"_L1) {
        block.text += delta.value("partial_json"_L1).toString();
    } else if (type == "thinking_delta"_L1) {
        const auto more = delta.value("thinking"_L1).toString();
        add("thinking"_L1, more);
        m_reply.thinking += more;
        news.thinking += more;
    } else if (type == "signature_delta"_L1) {
        add("signature"_L1, delta.value("signature"_L1).toString());
    }
}

/// Input counts come first and may come again; output is told as a sum. What was read from the cache or written to it
/// is input too.
void AnthropicParser::takeUsage(const QJsonObject& json)
{
    if (json.isEmpty())
        return;
    auto usage = m_reply.usage.value_or(TokenUsage{});
    if (json.contains("input_tokens"_L1)) {
        usage.cachedInput = models::tokenCount(json.value("cache_read_input_tokens"_L1));
        usage.cacheWrite = models::tokenCount(json.value("cache_creation_input_tokens"_L1));
        usage.input = models::tokenCount(json.value("input_tokens"_L1)) + usage.cachedInput + usage.cacheWrite;
    }
    if (json.contains("output_tokens"_L1))
        usage.output = models::tokenCount(json.value("output_tokens"_L1));
    m_reply.usage = usage;
}

void AnthropicParser::takeStopReason(const QString& reason)
{
    if (reason.isEmpty())
        return;
    m_finished = true;
    m_reply.finish = reason == "tool_use"_L1 ? FinishReason::ToolCalls
                     : reason == "max_tokens"_L1 || reason == "model_context_window_exceeded"_L1 ? FinishReason::Length
                     : reason == "refusal"_L1 ? FinishReason::ContentFilter
                                              : FinishReason::Stop;
}

} // namespace kalpana::agent
