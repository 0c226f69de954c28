#include "core/agent/context_size.h"

#include "core/agent/chat_images.h"

#include <QJsonDocument>

#include <algorithm>
#include <ranges>

namespace kalpana::agent {

namespace {

constexpr qsizetype bytesPerToken = 3; // of code; prose has four
constexpr qint64 mostReserved = 40'000;
constexpr qint64 tokensOfImage = 1'600; // of the size that images are brought to

qint64 tokensOf(const QString& text)
{
    return agent::tokensOf(text.toUtf8().size());
}

struct SizeOf {
    qint64 operator()(const UserMessage& event) const
    {
        return tokensOf(event.text) + tokensOfImage * imagesIn(event.text).size();
    }
    qint64 operator()(const Attached& event) const
    {
        qint64 sum = 0;
        for (const auto& one : event.texts)
            sum += tokensOf(one.text);
        return sum;
    }
    qint64 operator()(const TextDelta& event) const { return tokensOf(event.text); }
    qint64 operator()(const ToolCallStarted& event) const { return tokensOf(event.call.arguments); }
    qint64 operator()(const ToolCallFinished& event) const { return tokensOf(event.result); }
    qint64 operator()(const auto&) const { return 0; }
};

qint64 estimate(const ModelRequest& request)
{
    qint64 sum = 0;
    for (const auto& message : request.messages) {
        sum += tokensOf(message.text) + 4 + tokensOfImage * message.images.size();
        for (const auto& call : message.toolCalls)
            sum += tokensOf(call.name) + tokensOf(call.arguments);
        if (!message.kept.blocks.isEmpty())
            sum += agent::tokensOf(QJsonDocument(message.kept.blocks).toJson(QJsonDocument::Compact).size());
    }
    for (const auto& tool : request.tools)
        sum += tokensOf(tool.description) +
               agent::tokensOf(QJsonDocument(tool.parameters).toJson(QJsonDocument::Compact).size());
    return sum;
}

} // namespace

qint64 tokensOf(qsizetype bytes)
{
    return (bytes + bytesPerToken - 1) / bytesPerToken;
}

qint64 nextRequestTokens(const QList<Event>& events, const ModelRequest& request)
{
    qint64 since = 0;
    for (const auto& event : events | std::views::reverse) {
        if (std::holds_alternative<Compacted>(event.body))
            break;
        if (const auto* usage = std::get_if<Usage>(&event.body))
            // Ollama leaves out what it still had in its memory: no count is much lower than the estimate.
            return std::max(usage->tokens.input + usage->tokens.output + since, estimate(request) * 3 / 5);
        since += std::visit(SizeOf{}, event.body);
    }
    return estimate(request);
}

bool isNearFull(qint64 tokens, qint64 contextTokens)
{
    return contextTokens > 0 && tokens > contextTokens - std::min(contextTokens / 5, mostReserved);
}

} // namespace kalpana::agent
