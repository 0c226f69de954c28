#include "tests/support/model_script.h"

#include "tests/support/model_wires.h"

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

ScriptedReply streamOf(const QJsonObject& json, ModelWire& wire)
{
    ScriptedReply reply{.headers = {{"Content-Type", wire.contentType()}}, .steps = {}};
    const auto steps = json.value("steps"_L1).toArray();
    QString finish = u"stop"_s;
    bool finished = false;
    bool whole = true;
    QJsonObject usage;
    for (const auto& step : steps)
        if (step["usage"_L1].isObject())
            usage = step["usage"_L1].toObject();
    reply.steps.append({.bytes = wire.begin(usage)});
    for (const auto& value : steps) {
        const auto step = value.toObject();
        const auto text = [&step](QLatin1StringView key) { return step.value(key).toString(); };
        if (step.contains("text"_L1))
            reply.steps.append({.bytes = wire.text(text("text"_L1))});
        else if (step.contains("thinking"_L1))
            reply.steps.append({.bytes = wire.thinking(text("thinking"_L1))});
        else if (step.contains("tools"_L1)) {
            finish = u"tool_calls"_s;
            for (const auto& piece : wire.tools(step.value("tools"_L1).toArray(), step.value("fragments"_L1).toInt(1)))
                reply.steps.append({.bytes = piece});
        } else if (step.contains("finish"_L1)) {
            reply.steps.append({.bytes = wire.finish(text("finish"_L1))});
            finished = true;
        } else if (step.contains("error"_L1)) {
            reply.steps.append({.bytes = wire.error(step.value("error"_L1))});
            finished = true;
        } else if (step.contains("comment"_L1))
            reply.steps.append({.bytes = wire.comment(text("comment"_L1))});
        else if (step.contains("raw"_L1))
            reply.steps.append({.bytes = text("raw"_L1).toUtf8()});
        else if (step.contains("stall"_L1))
            reply.steps.append({.kind = Step::Kind::Stall});
        else if (step.contains("cut"_L1)) {
            reply.steps.append({.kind = Step::Kind::Cut});
            whole = false;
        }
    }
    if (whole)
        reply.steps.append({.bytes = (finished ? QByteArray() : wire.finish(finish)) + wire.end(usage)});
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
    script.m_answers = document.object().value("answers"_L1).toObject();
    script.m_byHistory = document.object().value("byHistory"_L1).toBool();
    for (const auto& reply : replies.toArray())
        script.m_replies.append(reply.toObject());
    return script;
}

std::optional<ScriptedReply> ModelScript::answerTo(const QByteArray& path)
{
    const auto key = QString::fromUtf8(path);
    const auto answer = m_answers.value(key);
    if (answer.isUndefined())
        return std::nullopt;
    if (!answer.isArray())
        return plainOf({{"body"_L1, answer}});
    auto list = answer.toArray();
    const auto first = list.takeAt(0).toObject();
    if (!list.isEmpty()) // the last one stays
        m_answers.insert(key, list);
    return plainOf(first);
}

ScriptedReply ModelScript::replyTo(const QByteArray& path, const QJsonObject& request)
{
    const auto wire = ModelWire::forPath(path);
    if (!wire)
        return plainOf(
            {{"status"_L1, 404}, {"body"_L1, QJsonObject{{"error"_L1, QJsonObject{{"message"_L1, "Not found"_L1}}}}}});
    auto index = m_count++;
    if (m_byHistory) {
        index = 0;
        for (const auto& message : request.value("messages"_L1).toArray()) {
            if (message["content"_L1][0]["type"_L1] == "tool_result"_L1) // which Anthropic lets the user say
                continue;
            const auto role = message["role"_L1].toString();
            index = role == "user"_L1 ? 0 : index + (role == "assistant"_L1 ? 1 : 0);
        }
    }
    if (index < m_replies.size()) {
        const auto& reply = m_replies[index];
        return reply.value("steps"_L1).isArray() ? streamOf(reply, *wire) : plainOf(reply);
    }
    return plainOf({{"status"_L1, 500},
                    {"body"_L1, QJsonObject{{"error"_L1, QJsonObject{{"message"_L1, "The script is over."_L1}}}}}});
}

} // namespace kalpana::test
