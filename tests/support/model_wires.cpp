#include "tests/support/model_wires.h"

#include <QJsonDocument>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QString argumentsOf(const QJsonValue& tool)
{
    const auto given = tool["arguments"_L1];
    return given.isObject() ? QString::fromUtf8(compact(given.toObject())) : given.toString();
}

QString piece(const QString& text, int part, int parts)
{
    const auto begin = text.size() * part / parts;
    return text.sliced(begin, text.size() * (part + 1) / parts - begin);
}

class OpenAiWire final : public ModelWire {
public:
    QByteArray begin(const QJsonObject& /*usage*/) override { return {}; }
    QByteArray text(const QString& text) override { return chunk({{"content"_L1, text}}); }
    QByteArray thinking(const QString& text) override { return chunk({{"reasoning"_L1, text}}); }
    QList<QByteArray> tools(const QJsonArray& tools, int fragments) override
    {
        QList<QByteArray> chunks;
        for (int i = 0; i < tools.size(); ++i)
            chunks.append(toolChunk(
                i, {{"id"_L1, tools[i]["id"_L1]},
                    {"type"_L1, "function"_L1},
                    {"function"_L1, QJsonObject{{"name"_L1, tools[i]["name"_L1]}, {"arguments"_L1, ""_L1}}}}));
        for (int part = 0; part < fragments; ++part)
            for (int i = 0; i < tools.size(); ++i)
                chunks.append(toolChunk(
                    i,
                    {{"function"_L1, QJsonObject{{"arguments"_L1, piece(argumentsOf(tools[i]), part, fragments)}}}}));
        return chunks;
    }
    QByteArray finish(const QString& reason) override { return chunk({}, reason); }
    QByteArray error(const QJsonValue& error) override { return "data: " + compact({{"error"_L1, error}}) + "\n\n"; }
    QByteArray comment(const QString& text) override { return ": " + text.toUtf8() + "\n\n"; }
    QByteArray end(const QJsonObject& usage) override
    {
        const auto told = usage.isEmpty()
                              ? QByteArray()
                              : "data: " + compact({{"choices"_L1, QJsonArray()}, {"usage"_L1, usage}}) + "\n\n";
        return told + "data: [DONE]\n\n";
    }

private:
    static QByteArray chunk(const QJsonObject& delta, const QJsonValue& finish = QJsonValue::Null)
    {
        return "data: " +
               compact({{"id"_L1, "chatcmpl-scripted"_L1},
                        {"object"_L1, "chat.completion.chunk"_L1},
                        {"choices"_L1, QJsonArray{QJsonObject{
                                           {"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}}}}}) +
               "\n\n";
    }
    static QByteArray toolChunk(int index, QJsonObject call)
    {
        call.insert("index"_L1, index);
        return chunk({{"tool_calls"_L1, QJsonArray{call}}});
    }
};

class AnthropicWire final : public ModelWire {
public:
    QByteArray begin(const QJsonObject& usage) override
    {
        const auto cached = usage.value("prompt_tokens_details"_L1)["cached_tokens"_L1].toInteger();
        return event({{"type"_L1, "message_start"_L1},
                      {"message"_L1,
                       QJsonObject{{"id"_L1, "msg_scripted"_L1},
                                   {"role"_L1, "assistant"_L1},
                                   {"content"_L1, QJsonArray()},
                                   {"usage"_L1, QJsonObject{{"input_tokens"_L1,
                                                             usage.value("prompt_tokens"_L1).toInteger() - cached},
                                                            {"cache_read_input_tokens"_L1, cached},
                                                            {"cache_creation_input_tokens"_L1, 0},
                                                            {"output_tokens"_L1, 1}}}}}}) +
               event({{"type"_L1, "ping"_L1}});
    }
    QByteArray text(const QString& text) override
    {
        auto events = enter("text"_L1, {{"type"_L1, "text"_L1}, {"text"_L1, ""_L1}});
        return events += delta({{"type"_L1, "text_delta"_L1}, {"text"_L1, text}});
    }
    QByteArray thinking(const QString& text) override
    {
        auto events =
            enter("thinking"_L1, {{"type"_L1, "thinking"_L1}, {"thinking"_L1, ""_L1}, {"signature"_L1, ""_L1}});
        return events += delta({{"type"_L1, "thinking_delta"_L1}, {"thinking"_L1, text}});
    }
    QList<QByteArray> tools(const QJsonArray& tools, int fragments) override
    {
        QList<QByteArray> events;
        for (const auto& tool : tools) {
            events.append(enter("tool_use"_L1, {{"type"_L1, "tool_use"_L1},
                                                {"id"_L1, tool["id"_L1]},
                                                {"name"_L1, tool["name"_L1]},
                                                {"input"_L1, QJsonObject()}}));
            for (int part = 0; part < fragments; ++part)
                events.append(delta({{"type"_L1, "input_json_delta"_L1},
                                     {"partial_json"_L1, piece(argumentsOf(tool), part, fragments)}}));
        }
        return events;
    }
    QByteArray finish(const QString& reason) override
    {
        const auto its = reason == "tool_calls"_L1       ? "tool_use"_L1
                         : reason == "length"_L1         ? "max_tokens"_L1
                         : reason == "content_filter"_L1 ? "refusal"_L1
                                                         : "end_turn"_L1;
        return leave() + event({{"type"_L1, "message_delta"_L1},
                                {"delta"_L1, QJsonObject{{"stop_reason"_L1, its}}},
                                {"usage"_L1, QJsonObject{{"output_tokens"_L1, 1}}}});
    }
    QByteArray error(const QJsonValue& error) override { return event({{"type"_L1, "error"_L1}, {"error"_L1, error}}); }
    QByteArray comment(const QString& /*text*/) override { return event({{"type"_L1, "ping"_L1}}); }
    QByteArray end(const QJsonObject& usage) override
    {
        const auto told =
            usage.isEmpty()
                ? QByteArray()
                : event({{"type"_L1, "message_delta"_L1},
                         {"delta"_L1, QJsonObject()},
                         {"usage"_L1, QJsonObject{{"output_tokens"_L1, usage.value("completion_tokens"_L1)}}}});
        return told + event({{"type"_L1, "message_stop"_L1}});
    }

private:
    static QByteArray event(const QJsonObject& json)
    {
        return "event: " + json.value("type"_L1).toString().toUtf8() + "\ndata: " + compact(json) + "\n\n";
    }
    QByteArray delta(const QJsonObject& json) const
    {
        return event({{"type"_L1, "content_block_delta"_L1}, {"index"_L1, m_index}, {"delta"_L1, json}});
    }
    QByteArray enter(QLatin1StringView kind, const QJsonObject& block)
    {
        if (m_kind == kind && kind != "tool_use"_L1)
            return {};
        const auto left = leave();
        m_kind = kind;
        return left +
               event({{"type"_L1, "content_block_start"_L1}, {"index"_L1, ++m_index}, {"content_block"_L1, block}});
    }
    QByteArray leave()
    {
        if (m_kind.isEmpty())
            return {};
        const auto signed_ = m_kind == "thinking"_L1
                                 ? delta({{"type"_L1, "signature_delta"_L1}, {"signature"_L1, "c2lnbmVk"_L1}})
                                 : QByteArray();
        m_kind = {};
        return signed_ + event({{"type"_L1, "content_block_stop"_L1}, {"index"_L1, m_index}});
    }

    int m_index = -1;
    QLatin1StringView m_kind; ///< Of the open block.
};

class OllamaWire final : public ModelWire {
public:
    QByteArray contentType() const override { return "application/x-ndjson"; }
    QByteArray begin(const QJsonObject& /*usage*/) override { return {}; }
    QByteArray text(const QString& text) override { return line({{"content"_L1, text}}); }
    QByteArray thinking(const QString& text) override { return line({{"content"_L1, ""_L1}, {"thinking"_L1, text}}); }
    QList<QByteArray> tools(const QJsonArray& tools, int /*fragments*/) override
    {
        QJsonArray calls; // comes whole
        for (const auto& tool : tools)
            calls.append(QJsonObject{
                {"function"_L1,
                 QJsonObject{{"name"_L1, tool["name"_L1]},
                             {"arguments"_L1, QJsonDocument::fromJson(argumentsOf(tool).toUtf8()).object()}}}});
        return {line({{"content"_L1, ""_L1}, {"tool_calls"_L1, calls}})};
    }
    QByteArray finish(const QString& reason) override
    {
        m_reason = reason == "length"_L1 ? u"length"_s : u"stop"_s;
        return {};
    }
    QByteArray error(const QJsonValue& error) override
    {
        return compact({{"error"_L1, error.isObject() ? error["message"_L1] : error}}) + '\n';
    }
    QByteArray comment(const QString& /*text*/) override { return {}; }
    QByteArray end(const QJsonObject& usage) override
    {
        return compact({{"model"_L1, "scripted"_L1},
                        {"message"_L1, QJsonObject{{"role"_L1, "assistant"_L1}, {"content"_L1, ""_L1}}},
                        {"done"_L1, true},
                        {"done_reason"_L1, m_reason},
                        {"prompt_eval_count"_L1, usage.value("prompt_tokens"_L1)},
                        {"eval_count"_L1, usage.value("completion_tokens"_L1)}}) +
               '\n';
    }

private:
    static QByteArray line(QJsonObject message)
    {
        message.insert("role"_L1, "assistant"_L1);
        return compact({{"model"_L1, "scripted"_L1}, {"message"_L1, message}, {"done"_L1, false}}) + '\n';
    }

    QString m_reason = u"stop"_s;
};

} // namespace

std::unique_ptr<ModelWire> ModelWire::forPath(const QByteArray& path)
{
    if (path.endsWith("/chat/completions"))
        return std::make_unique<OpenAiWire>();
    if (path.endsWith("/v1/messages"))
        return std::make_unique<AnthropicWire>();
    if (path.endsWith("/api/chat"))
        return std::make_unique<OllamaWire>();
    return nullptr;
}

} // namespace kalpana::test
