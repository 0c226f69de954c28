#include "core/agent/chat_completions.h"

#include "core/agent/model_errors.h"
#include "core/models/prices.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostToolCalls = 128;
constexpr qsizetype mostReasoningBlocks = 256;

QLatin1StringView roleName(Message::Role role)
{
    switch (role) {
    case Message::Role::System:
        return "system"_L1;
    case Message::Role::User:
        return "user"_L1;
    case Message::Role::Assistant:
        return "assistant"_L1;
    case Message::Role::Tool:
        return "tool"_L1;
    }
    return "user"_L1;
}

// Some servers parse the arguments of earlier calls and refuse the chat if a model once sent half a JSON text.
QString parsableArguments(const QString& arguments)
{
    return QJsonDocument::fromJson(arguments.toUtf8()).isObject() ? arguments : u"{}"_s;
}

QJsonObject messageJson(const Message& message)
{
    QJsonObject json{{"role"_L1, roleName(message.role)}, {"content"_L1, message.text}};
    if (!message.images.isEmpty()) {
        QJsonArray parts{QJsonObject{{"type"_L1, "text"_L1}, {"text"_L1, message.text}}};
        for (const auto& image : message.images)
            parts.append(QJsonObject{
                {"type"_L1, "image_url"_L1},
                {"image_url"_L1,
                 QJsonObject{
                     {"url"_L1, u"data:%1;base64,%2"_s.arg(image.mime, QString::fromLatin1(image.data.toBase64()))}}}});
        json.insert("content"_L1, parts);
    }
    if (message.role == Message::Role::Tool)
        json.insert("tool_call_id"_L1, message.toolCallId);
    if (message.kept.api == openRouterApi)
        json.insert("reasoning_details"_L1, message.kept.blocks);
    if (message.toolCalls.isEmpty())
        return json;
    QJsonArray calls;
    for (const auto& call : message.toolCalls)
        calls.append(QJsonObject{
            {"id"_L1, call.id},
            {"type"_L1, "function"_L1},
            {"function"_L1, QJsonObject{{"name"_L1, call.name}, {"arguments"_L1, parsableArguments(call.arguments)}}}});
    json.insert("tool_calls"_L1, calls);
    if (message.text.isEmpty())
        json.insert("content"_L1, QJsonValue::Null);
    return json;
}

/// The instructions, and the last two messages of the user: what the last request has written is read up to its end.
void markForCache(QJsonArray& messages)
{
    int marks = 0;
    for (auto at = messages.size() - 1; at >= 0; --at) {
        auto message = messages[at].toObject();
        const auto role = message.value("role"_L1).toString();
        if (role != "system"_L1 && (role != "user"_L1 || ++marks > 2))
            continue;
        const auto content = message.value("content"_L1);
        auto parts = content.isArray()
                         ? content.toArray()
                         : QJsonArray{QJsonObject{{"type"_L1, "text"_L1}, {"text"_L1, content.toString()}}};
        auto last = parts.last().toObject();
        last.insert("cache_control"_L1, QJsonObject{{"type"_L1, "ephemeral"_L1}});
        parts.replace(parts.size() - 1, last);
        message.insert("content"_L1, parts);
        messages.replace(at, message);
    }
}

// A text, or (Mistral) a list of parts.
QString contentText(const QJsonValue& content)
{
    if (content.isString())
        return content.toString();
    QString text;
    const auto parts = content.toArray();
    for (const auto& part : parts)
        text += part["text"_L1].toString();
    return text;
}

FinishReason finishReason(const QString& name)
{
    if (name == "tool_calls"_L1 || name == "function_call"_L1)
        return FinishReason::ToolCalls;
    if (name == "length"_L1)
        return FinishReason::Length;
    if (name == "content_filter"_L1)
        return FinishReason::ContentFilter;
    return FinishReason::Stop;
}

TokenUsage usageOf(const QJsonValue& json)
{
    return {.input = models::tokenCount(json["prompt_tokens"_L1]),
            .output = models::tokenCount(json["completion_tokens"_L1]),
            .cachedInput = models::tokenCount(json["prompt_tokens_details"_L1]["cached_tokens"_L1]),
            .cacheWrite = models::tokenCount(json["prompt_tokens_details"_L1]["cache_write_tokens"_L1]),
            .costMicros = models::microsOf(json["cost"_L1])};
}

} // namespace

QJsonObject chatCompletionsRequest(const ModelRequest& request, const QString& model, int thinkingTokens,
                                   bool isOpenRouter)
{
    QJsonArray messages;
    for (const auto& message : request.messages)
        messages.append(messageJson(message));
    if (isOpenRouter && model.startsWith("anthropic/"_L1))
        markForCache(messages);
    QJsonObject body{{"model"_L1, model},
                     {"messages"_L1, messages},
                     {"stream"_L1, true},
                     {"stream_options"_L1, QJsonObject{{"include_usage"_L1, true}}}};
    QJsonArray tools;
    for (const auto& tool : request.tools)
        tools.append(QJsonObject{{"type"_L1, "function"_L1},
                                 {"function"_L1, QJsonObject{{"name"_L1, tool.name},
                                                             {"description"_L1, tool.description},
                                                             {"parameters"_L1, tool.parameters}}}});
    if (!tools.isEmpty())
        body.insert("tools"_L1, tools);
    if (isOpenRouter)
        body.insert("usage"_L1, QJsonObject{{"include"_L1, true}});
    if (thinkingTokens > 0)
        body.insert("reasoning"_L1, QJsonObject{{"max_tokens"_L1, thinkingTokens}});
    return body;
}

ReplyNews ChatCompletionsParser::receive(QByteArrayView bytes)
{
    ReplyNews news;
    const auto events = m_sse.receive(bytes);
    if (!events) {
        news.state = std::unexpected(events.error());
        return news;
    }
    for (const auto& event : *events)
        if (news.state)
            news.state = take(event, news);
    return news;
}

ReplyNews ChatCompletionsParser::receiveEnd()
{
    ReplyNews news;
    const auto events = m_sse.finish();
    for (const auto& event : events)
        // A last line that was cut off is no answer to complain about: takeReply() says that the connection ended.
        if (QJsonDocument::fromJson(event.data).isObject() || event.data == "[DONE]")
            news.state = take(event, news);
    return news;
}

ReplyNews ChatCompletionsParser::receiveWhole(const QByteArray& body)
{
    ReplyNews news;
    news.state = take(SseEvent{.name = {}, .data = body}, news);
    m_done = true;
    return news;
}

Result<ModelReply> ChatCompletionsParser::takeReply()
{
    if (!m_finished && !m_done)
        return std::unexpected(answerCutOff(m_service, u"the stream ended without finish_reason and without [DONE]"_s));
    if (!m_reply.toolCalls.isEmpty() && m_reply.finish == FinishReason::Stop)
        m_reply.finish = FinishReason::ToolCalls; // some servers say "stop" for both
    if (!m_reply.kept.blocks.isEmpty())
        m_reply.kept.api = openRouterApi;
    return std::move(m_reply);
}

Result<void> ChatCompletionsParser::take(const SseEvent& event, ReplyNews& news)
{
    if (m_done || event.data.isEmpty())
        return {};
    if (event.data == "[DONE]") {
        m_done = true;
        return {};
    }
    const auto json = QJsonDocument::fromJson(event.data);
    if (!json.isObject())
        return std::unexpected(answerNotUnderstood(m_service, QString::fromUtf8(event.data)));
    return take(json.object(), news);
}

Result<void> ChatCompletionsParser::take(const QJsonObject& chunk, ReplyNews& news)
{
    const auto choice = chunk.value("choices"_L1)[0];
    for (const auto& error : {chunk.value("error"_L1), choice["error"_L1]})
        if (error.isObject() || error.isString())
            return std::unexpected(errorFromPayload(error, m_service));
    if (chunk.value("usage"_L1).isObject())
        m_reply.usage = usageOf(chunk.value("usage"_L1));
    takeMessage(choice[choice["delta"_L1].isObject() ? "delta"_L1 : "message"_L1].toObject(), news);
    if (m_reply.toolCalls.size() > mostToolCalls)
        return std::unexpected(
            answerNotUnderstood(m_service, u"more than %1 tool calls in one reply"_s.arg(mostToolCalls)));
    if (const auto reason = choice["finish_reason"_L1].toString(); !reason.isEmpty()) {
        m_finished = true;
        m_reply.finish = finishReason(reason);
    }
    return {};
}

void ChatCompletionsParser::takeMessage(const QJsonObject& message, ReplyNews& news)
{
    const auto text = contentText(message.value("content"_L1));
    auto thinking = message.value("reasoning"_L1).toString();
    if (thinking.isEmpty())
        thinking = message.value("reasoning_content"_L1).toString();
    m_reply.text += text;
    m_reply.thinking += thinking;
    news.text += text;
    news.thinking += thinking;
    takeReasoning(message.value("reasoning_details"_L1).toArray());
    const auto calls = message.value("tool_calls"_L1).toArray();
    for (const auto& part : calls)
        takeToolCall(part.toObject());
}

/// Pieces of one kind that follow each other are one block; their texts are put together, all else is the last one's
/// (OpenRouter, "Preserving reasoning").
void ChatCompletionsParser::takeReasoning(const QJsonArray& parts)
{
    auto& blocks = m_reply.kept.blocks;
    for (const auto& value : parts) {
        const auto part = value.toObject();
        auto last = blocks.isEmpty() ? QJsonObject() : blocks.last().toObject();
        if (blocks.isEmpty() || last.value("type"_L1) != part.value("type"_L1) ||
            last.value("index"_L1) != part.value("index"_L1)) {
            if (blocks.size() < mostReasoningBlocks)
                blocks.append(part);
            continue;
        }
        for (auto field = part.begin(); field != part.end(); ++field) {
            const bool grows = field.key() == "text"_L1 || field.key() == "summary"_L1 || field.key() == "data"_L1;
            if (grows)
                last.insert(field.key(), last.value(field.key()).toString() + field.value().toString());
            else if (!field.value().isNull())
                last.insert(field.key(), field.value());
        }
        blocks.replace(blocks.size() - 1, last);
    }
}

void ChatCompletionsParser::takeToolCall(const QJsonObject& part)
{
    auto& calls = m_reply.toolCalls;
    const auto id = part.value("id"_L1).toString();
    const auto index = part.value("index"_L1).toInt(-1);
    auto position = index >= 0 ? m_callOfIndex.value(index, -1) : (id.isEmpty() ? calls.size() - 1 : -1);
    const bool another = position >= 0 && !id.isEmpty() && !calls[position].id.isEmpty() && calls[position].id != id;
    if (position < 0 || another) {
        position = calls.size();
        calls.append(ToolCall{});
        if (index >= 0)
            m_callOfIndex.insert(index, position);
    }
    auto& call = calls[position];
    if (!id.isEmpty())
        call.id = id;
    const auto function = part.value("function"_L1);
    if (const auto name = function["name"_L1].toString(); name != call.name)
        call.name += name;
    const auto arguments = function["arguments"_L1];
    call.arguments += arguments.isObject()
                          ? QString::fromUtf8(QJsonDocument(arguments.toObject()).toJson(QJsonDocument::Compact))
                          : arguments.toString();
}

} // namespace kalpana::agent
