#include "core/agent/ollama_chat.h"

#include "core/agent/model_errors.h"
#include "core/models/prices.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestLine = qsizetype{16} * 1024 * 1024;
constexpr qsizetype mostToolCalls = 128;

QJsonObject messageJson(const Message& message, const QHash<QString, QString>& toolNames)
{
    switch (message.role) {
    case Message::Role::System:
        return {{"role"_L1, "system"_L1}, {"content"_L1, message.text}};
    case Message::Role::User: {
        QJsonObject json{{"role"_L1, "user"_L1}, {"content"_L1, message.text}};
        QJsonArray images;
        for (const auto& image : message.images)
            images.append(QString::fromLatin1(image.data.toBase64()));
        if (!images.isEmpty())
            json.insert("images"_L1, images);
        return json;
    }
    case Message::Role::Tool:
        return {{"role"_L1, "tool"_L1},
                {"content"_L1, message.text},
                {"tool_name"_L1, toolNames.value(message.toolCallId)}};
    case Message::Role::Assistant:
        break;
    }
    QJsonObject json{{"role"_L1, "assistant"_L1}, {"content"_L1, message.text}};
    QJsonArray calls;
    for (const auto& call : message.toolCalls)
        calls.append(QJsonObject{
            {"function"_L1, QJsonObject{{"name"_L1, call.name},
                                        {"arguments"_L1, QJsonDocument::fromJson(call.arguments.toUtf8()).object()}}}});
    if (!calls.isEmpty())
        json.insert("tool_calls"_L1, calls);
    return json;
}

} // namespace

QJsonObject ollamaRequest(const ModelRequest& request, const QString& model, bool thinks, qint64 contextTokens)
{
    QHash<QString, QString> toolNames;
    QJsonArray messages;
    for (const auto& message : request.messages) {
        for (const auto& call : message.toolCalls)
            toolNames.insert(call.id, call.name);
        messages.append(messageJson(message, toolNames));
    }
    QJsonObject body{
        {"model"_L1, model},
        {"messages"_L1, messages},
        {"stream"_L1, true},
        {"options"_L1, QJsonObject{{"num_ctx"_L1, contextTokens > 0 ? contextTokens : ollamaContextTokens}}}};
    if (thinks)
        body.insert("think"_L1, true); // a model that can't refuses it
    QJsonArray tools;
    for (const auto& tool : request.tools)
        tools.append(QJsonObject{{"type"_L1, "function"_L1},
                                 {"function"_L1, QJsonObject{{"name"_L1, tool.name},
                                                             {"description"_L1, tool.description},
                                                             {"parameters"_L1, tool.parameters}}}});
    if (!tools.isEmpty())
        body.insert("tools"_L1, tools);
    return body;
}

ReplyNews OllamaParser::receive(QByteArrayView bytes)
{
    ReplyNews news;
    while (!bytes.isEmpty() && news.state) {
        const auto end = bytes.indexOf('\n');
        m_line += bytes.first(end < 0 ? bytes.size() : end);
        bytes = bytes.sliced(end < 0 ? bytes.size() : end + 1);
        if (m_line.size() > longestLine) {
            news.state = std::unexpected(answerNotUnderstood(m_service, u"a line of over 16 MiB"_s));
        } else if (end >= 0) {
            news.state = take(m_line, news);
            m_line.clear();
        }
    }
    return news;
}

ReplyNews OllamaParser::receiveEnd()
{
    ReplyNews news;
    if (QJsonDocument::fromJson(m_line).isObject()) // else cut off: takeReply() says that the connection ended
        news.state = take(m_line, news);
    m_line.clear();
    return news;
}

ReplyNews OllamaParser::receiveWhole(const QByteArray& body)
{
    auto news = receive(body);
    if (news.state && !m_line.trimmed().isEmpty())
        news.state = take(m_line, news);
    m_line.clear();
    return news;
}

Result<ModelReply> OllamaParser::takeReply()
{
    if (!m_done)
        return std::unexpected(answerCutOff(m_service, u"the stream ended without \"done\""_s));
    if (!m_reply.toolCalls.isEmpty() && m_reply.finish == FinishReason::Stop)
        m_reply.finish = FinishReason::ToolCalls;
    return std::move(m_reply);
}

Result<void> OllamaParser::take(const QByteArray& line, ReplyNews& news)
{
    if (m_done || line.trimmed().isEmpty())
        return {};
    const auto document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return std::unexpected(answerNotUnderstood(m_service, QString::fromUtf8(line)));
    const auto json = document.object();
    if (const auto error = json.value("error"_L1); error.isString() || error.isObject())
        return std::unexpected(errorFromPayload(error, m_service));
    const auto message = json.value("message"_L1);
    const auto text = message["content"_L1].toString();
    const auto thinking = message["thinking"_L1].toString();
    m_reply.text += text;
    m_reply.thinking += thinking;
    news.text += text;
    news.thinking += thinking;
    const auto calls = message["tool_calls"_L1].toArray();
    for (const auto& call : calls) {
        const auto function = call["function"_L1];
        m_reply.toolCalls.append(
            {.id = call["id"_L1].toString(),
             .name = function["name"_L1].toString(),
             .arguments =
                 QString::fromUtf8(QJsonDocument(function["arguments"_L1].toObject()).toJson(QJsonDocument::Compact))});
    }
    if (m_reply.toolCalls.size() > mostToolCalls)
        return std::unexpected(
            answerNotUnderstood(m_service, u"more than %1 tool calls in one reply"_s.arg(mostToolCalls)));
    if (!json.value("done"_L1).toBool())
        return {};
    m_done = true;
    if (json.value("done_reason"_L1).toString() == "length"_L1)
        m_reply.finish = FinishReason::Length;
    m_reply.usage = TokenUsage{.input = models::tokenCount(json.value("prompt_eval_count"_L1)),
                               .output = models::tokenCount(json.value("eval_count"_L1))};
    return {};
}

} // namespace kalpana::agent
