#include "tests/support/model_script.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

using Step = ScriptedReply::Step;

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QByteArray chunkOf(const QJsonObject& delta, const QJsonValue& finish = QJsonValue::Null)
{
    return "data: " +
           compact({{"id"_L1, "chatcmpl-scripted"_L1},
                    {"object"_L1, "chat.completion.chunk"_L1},
                    {"choices"_L1,
                     QJsonArray{QJsonObject{{"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}}}}}) +
           "\n\n";
}

QByteArray toolChunk(int index, const QJsonObject& call)
{
    auto indexed = call;
    indexed.insert("index"_L1, index);
    return chunkOf({{"tool_calls"_L1, QJsonArray{indexed}}});
}

QList<QByteArray> toolChunks(const QJsonArray& tools, int fragments)
{
    QList<QByteArray> chunks;
    QList<QString> arguments;
    for (int i = 0; i < tools.size(); ++i) {
        const auto tool = tools[i].toObject();
        const auto given = tool.value("arguments"_L1);
        arguments.append(given.isObject() ? QString::fromUtf8(compact(given.toObject())) : given.toString());
        chunks.append(
            toolChunk(i, {{"id"_L1, tool.value("id"_L1)},
                          {"type"_L1, "function"_L1},
                          {"function"_L1, QJsonObject{{"name"_L1, tool.value("name"_L1)}, {"arguments"_L1, ""_L1}}}}));
    }
    for (int part = 0; part < fragments; ++part)
        for (int i = 0; i < tools.size(); ++i) {
            const auto begin = arguments[i].size() * part / fragments;
            const auto end = arguments[i].size() * (part + 1) / fragments;
            chunks.append(toolChunk(
                i, {{"function"_L1, QJsonObject{{"arguments"_L1, arguments[i].sliced(begin, end - begin)}}}}));
        }
    return chunks;
}

QList<Step> cutInto(const QList<Step>& steps, qsizetype size)
{
    QList<Step> pieces;
    for (const auto& step : steps) {
        if (step.kind != Step::Kind::Send) {
            pieces.append(step);
            continue;
        }
        for (qsizetype at = 0; at < step.bytes.size(); at += size)
            pieces.append({.bytes = step.bytes.sliced(at, qMin(size, step.bytes.size() - at))});
    }
    return pieces;
}

ScriptedReply streamOf(const QJsonObject& json)
{
    ScriptedReply reply{.headers = {{"Content-Type", "text/event-stream"}}, .steps = {}};
    QString finish = u"stop"_s;
    bool finished = false;
    bool whole = true;
    QByteArray usage;
    for (const auto& value : json.value("steps"_L1).toArray()) {
        const auto step = value.toObject();
        const auto text = [&step](QLatin1StringView key) { return step.value(key).toString(); };
        if (step.contains("text"_L1))
            reply.steps.append({.bytes = chunkOf({{"content"_L1, text("text"_L1)}})});
        else if (step.contains("thinking"_L1))
            reply.steps.append({.bytes = chunkOf({{"reasoning"_L1, text("thinking"_L1)}})});
        else if (step.contains("tools"_L1)) {
            finish = u"tool_calls"_s;
            for (const auto& chunk : toolChunks(step.value("tools"_L1).toArray(), step.value("fragments"_L1).toInt(1)))
                reply.steps.append({.bytes = chunk});
        } else if (step.contains("finish"_L1)) {
            reply.steps.append({.bytes = chunkOf({}, step.value("finish"_L1))});
            finished = true;
        } else if (step.contains("usage"_L1))
            usage = "data: " + compact({{"choices"_L1, QJsonArray()}, {"usage"_L1, step.value("usage"_L1)}}) + "\n\n";
        else if (step.contains("error"_L1)) {
            reply.steps.append({.bytes = "data: " + compact({{"error"_L1, step.value("error"_L1)}}) + "\n\n"});
            finished = true;
        } else if (step.contains("comment"_L1))
            reply.steps.append({.bytes = ": " + text("comment"_L1).toUtf8() + "\n\n"});
        else if (step.contains("raw"_L1))
            reply.steps.append({.bytes = text("raw"_L1).toUtf8()});
        else if (step.contains("stall"_L1))
            reply.steps.append({.kind = Step::Kind::Stall});
        else if (step.contains("cut"_L1)) {
            reply.steps.append({.kind = Step::Kind::Cut});
            whole = false;
        }
    }
    if (whole) {
        const auto end = finished ? QByteArray() : chunkOf({}, finish);
        reply.steps.append({.bytes = end + usage + "data: [DONE]\n\n"});
    }
    if (const auto size = json.value("chunk"_L1).toInt(); size > 0)
        reply.steps = cutInto(reply.steps, size);
    return reply;
}

ScriptedReply plainOf(const QJsonObject& json)
{
    ScriptedReply reply{
        .status = json.value("status"_L1).toInt(200), .headers = {{"Content-Type", "application/json"}}, .steps = {}};
    const auto headers = json.value("headers"_L1).toObject();
    for (auto header = headers.begin(); header != headers.end(); ++header)
        reply.headers.append({header.key().toUtf8(), header.value().toString().toUtf8()});
    const auto body = json.value("body"_L1);
    reply.steps.append({.bytes = body.isObject() ? compact(body.toObject()) : body.toString().toUtf8()});
    return reply;
}

} // namespace

Result<ModelScript> ModelScript::parse(const QByteArray& json)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(json, &problem);
    const auto replies = document.object().value("replies"_L1);
    if (!replies.isArray())
        return failure(ErrorCode::Usage,
                       u"The script is no JSON object with \"replies\": %1"_s.arg(problem.errorString()));
    ModelScript script;
    script.m_byHistory = document.object().value("byHistory"_L1).toBool();
    for (const auto& reply : replies.toArray())
        script.m_replies.append(reply["steps"_L1].isArray() ? streamOf(reply.toObject()) : plainOf(reply.toObject()));
    return script;
}

ScriptedReply ModelScript::replyTo(const QJsonObject& request)
{
    auto index = m_count++;
    if (m_byHistory) {
        index = 0;
        for (const auto& message : request.value("messages"_L1).toArray()) {
            const auto role = message["role"_L1].toString();
            index = role == "user"_L1 ? 0 : index + (role == "assistant"_L1 ? 1 : 0);
        }
    }
    if (index < m_replies.size())
        return m_replies[index];
    return plainOf({{"status"_L1, 500},
                    {"body"_L1, QJsonObject{{"error"_L1, QJsonObject{{"message"_L1, "The script is over."_L1}}}}}});
}

} // namespace kalpana::test
