#include "core/agent/event.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>
#include <utility>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

template <typename Value>
using Names = std::initializer_list<std::pair<Value, QLatin1StringView>>;

constexpr std::array previews{std::pair{PermissionRequest::Preview::Diff, "diff"_L1},
                              std::pair{PermissionRequest::Preview::Command, "command"_L1}};
constexpr std::array changeKinds{
    std::pair{ChangedFile::Kind::Modified, "modified"_L1}, std::pair{ChangedFile::Kind::Added, "added"_L1},
    std::pair{ChangedFile::Kind::Deleted, "deleted"_L1}, std::pair{ChangedFile::Kind::Renamed, "renamed"_L1},
    std::pair{ChangedFile::Kind::TypeChanged, "type-changed"_L1}};
constexpr std::array reasons{std::pair{TurnFinished::Reason::Answered, "answered"_L1},
                             std::pair{TurnFinished::Reason::Length, "length"_L1},
                             std::pair{TurnFinished::Reason::StepLimit, "step-limit"_L1},
                             std::pair{TurnFinished::Reason::TimeLimit, "time-limit"_L1},
                             std::pair{TurnFinished::Reason::MoneyLimit, "money-limit"_L1},
                             std::pair{TurnFinished::Reason::Stopped, "stopped"_L1}};

constexpr std::array modes{std::pair{Mode::Act, "act"_L1}, std::pair{Mode::Plan, "plan"_L1}};
constexpr std::array stepStates{std::pair{PlanStep::State::Open, "open"_L1},
                                std::pair{PlanStep::State::Active, "active"_L1},
                                std::pair{PlanStep::State::Done, "done"_L1}};

QString nameOf(const auto& names, auto value)
{
    for (const auto& [known, name] : names)
        if (known == value)
            return name;
    return {};
}

auto valueOf(const auto& names, const QJsonValue& json)
{
    const auto text = json.toString();
    for (const auto& [value, name] : names)
        if (name == text)
            return value;
    return names.front().first;
}

ErrorCode errorCodeOf(const QString& name)
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        if (errorCodeName(static_cast<ErrorCode>(code)) == name)
            return static_cast<ErrorCode>(code);
    return ErrorCode::Internal;
}

QJsonObject fileJson(const FileChange& file)
{
    QJsonObject json{{"path"_L1, file.path},
                     {"change"_L1, nameOf(changeKinds, file.kind)},
                     {"added"_L1, file.added},
                     {"removed"_L1, file.removed},
                     {"binary"_L1, file.binary}};
    if (!file.original.isEmpty())
        json.insert("original"_L1, file.original);
    return json;
}

FileChange fileOf(const QJsonObject& json)
{
    return {.path = json.value("path"_L1).toString(),
            .original = json.value("original"_L1).toString(),
            .kind = valueOf(changeKinds, json.value("change"_L1)),
            .added = json.value("added"_L1).toInteger(),
            .removed = json.value("removed"_L1).toInteger(),
            .binary = json.value("binary"_L1).toBool()};
}

QJsonValue numberJson(quint32 id)
{
    return static_cast<qint64>(id);
}

QStringList textsOf(const QJsonValue& json)
{
    QStringList texts;
    for (const auto& text : json.toArray())
        texts.append(text.toString());
    return texts;
}

struct ToJson {
    QJsonObject operator()(const UserMessage& e) const
    {
        QJsonObject json{{"type"_L1, "user-message"_L1}, {"text"_L1, e.text}};
        if (e.mode != Mode::Act)
            json.insert("mode"_L1, nameOf(modes, e.mode));
        return json;
    }
    QJsonObject operator()(const TextDelta& e) const { return {{"type"_L1, "text"_L1}, {"text"_L1, e.text}}; }
    QJsonObject operator()(const ThinkingDelta& e) const { return {{"type"_L1, "thinking"_L1}, {"text"_L1, e.text}}; }
    QJsonObject operator()(const ToolCallStarted& e) const
    {
        return {{"type"_L1, "tool-call"_L1},
                {"callId"_L1, e.call.id},
                {"name"_L1, e.call.name},
                {"arguments"_L1, e.call.arguments},
                {"title"_L1, e.title}};
    }
    QJsonObject operator()(const PermissionAsked& e) const
    {
        const auto& request = e.request;
        return {{"type"_L1, "permission-asked"_L1}, {"callId"_L1, request.callId},
                {"tool"_L1, request.tool},          {"title"_L1, request.title},
                {"preview"_L1, request.preview},    {"kind"_L1, nameOf(previews, request.kind)},
                {"reason"_L1, request.reason},      {"always"_L1, request.always}};
    }
    QJsonObject operator()(const PermissionAnswered& e) const
    {
        return {
            {"type"_L1, "permission-answered"_L1}, {"callId"_L1, e.callId}, {"decision"_L1, decisionName(e.decision)}};
    }
    QJsonObject operator()(const QuestionAsked& e) const
    {
        return {{"type"_L1, "question-asked"_L1},
                {"callId"_L1, e.question.callId},
                {"text"_L1, e.question.text},
                {"options"_L1, QJsonArray::fromStringList(e.question.options)}};
    }
    QJsonObject operator()(const QuestionAnswered& e) const
    {
        return {{"type"_L1, "question-answered"_L1}, {"callId"_L1, e.callId}, {"text"_L1, e.text}};
    }
    QJsonObject operator()(const PlanUpdated& e) const
    {
        QJsonArray steps;
        for (const auto& step : e.steps)
            steps.append(QJsonObject{{"text"_L1, step.text}, {"state"_L1, nameOf(stepStates, step.state)}});
        return {{"type"_L1, "plan"_L1}, {"steps"_L1, steps}};
    }
    QJsonObject operator()(const InstructionsRead& e) const
    {
        return {{"type"_L1, "instructions"_L1}, {"files"_L1, QJsonArray::fromStringList(e.files)}};
    }
    QJsonObject operator()(const Attached& e) const
    {
        QJsonArray texts;
        for (const auto& one : e.texts)
            texts.append(QJsonObject{{"name"_L1, one.name}, {"text"_L1, one.text}, {"ok"_L1, one.ok}});
        return {{"type"_L1, "attached"_L1}, {"texts"_L1, texts}};
    }
    QJsonObject operator()(const ToolOutput& e) const
    {
        return {{"type"_L1, "tool-output"_L1}, {"callId"_L1, e.callId}, {"text"_L1, e.text}};
    }
    QJsonObject operator()(const ToolCallFinished& e) const
    {
        return {{"type"_L1, "tool-result"_L1}, {"callId"_L1, e.callId}, {"ok"_L1, e.ok}, {"result"_L1, e.result}};
    }
    QJsonObject operator()(const ReplyKept& e) const
    {
        return {{"type"_L1, "reply-kept"_L1}, {"api"_L1, e.kept.api}, {"blocks"_L1, e.kept.blocks}};
    }
    QJsonObject operator()(const Usage& e) const
    {
        QJsonObject json{{"type"_L1, "usage"_L1},
                         {"model"_L1, e.model},
                         {"input"_L1, e.tokens.input},
                         {"output"_L1, e.tokens.output},
                         {"cachedInput"_L1, e.tokens.cachedInput},
                         {"cacheWrite"_L1, e.tokens.cacheWrite}};
        if (e.tokens.costMicros)
            json.insert("costMicros"_L1, *e.tokens.costMicros);
        if (e.estimated)
            json.insert("estimated"_L1, true);
        return json;
    }
    QJsonObject operator()(const Compacted& e) const
    {
        return {{"type"_L1, "compacted"_L1}, {"summary"_L1, e.summary}, {"upTo"_L1, e.upTo}};
    }
    QJsonObject operator()(const ModelWaits& e) const
    {
        return {{"type"_L1, "model-waits"_L1},
                {"reason"_L1, e.wait.reason},
                {"milliseconds"_L1, static_cast<qint64>(e.wait.time.count())}};
    }
    QJsonObject operator()(const CheckpointTaken& e) const
    {
        return {{"type"_L1, "checkpoint"_L1}, {"id"_L1, numberJson(e.id)}, {"problem"_L1, e.problem}};
    }
    QJsonObject operator()(const TurnChanged& e) const
    {
        QJsonArray files;
        for (const auto& file : e.files)
            files.append(fileJson(file));
        return {{"type"_L1, "turn-changed"_L1},
                {"before"_L1, numberJson(e.before)},
                {"after"_L1, numberJson(e.after)},
                {"files"_L1, files},
                {"count"_L1, e.count},
                {"added"_L1, e.added},
                {"removed"_L1, e.removed}};
    }
    QJsonObject operator()(const CheckpointRestored& e) const
    {
        return {{"type"_L1, "restored"_L1},
                {"to"_L1, numberJson(e.to)},
                {"since"_L1, numberJson(e.since)},
                {"before"_L1, numberJson(e.before)},
                {"after"_L1, numberJson(e.after)},
                {"files"_L1, QJsonArray::fromStringList(e.files)},
                {"count"_L1, e.count},
                {"kept"_L1, QJsonArray::fromStringList(e.kept)}};
    }
    QJsonObject operator()(const TurnFinished& e) const
    {
        QJsonObject json{{"type"_L1, "turn-finished"_L1}, {"reason"_L1, nameOf(reasons, e.reason)}};
        if (!e.sentence.isEmpty())
            json.insert("sentence"_L1, e.sentence);
        return json;
    }
    QJsonObject operator()(const TurnFailed& e) const
    {
        return {{"type"_L1, "turn-failed"_L1},
                {"code"_L1, errorCodeName(e.error.code)},
                {"sentence"_L1, e.error.sentence},
                {"detail"_L1, e.error.detail}};
    }
    QJsonObject operator()(const Branched& e) const { return {{"type"_L1, "branched"_L1}, {"to"_L1, e.to}}; }
};

} // namespace

QJsonObject toJson(const EventBody& body)
{
    return std::visit(ToJson{}, body);
}

QJsonObject toJson(const Event& event)
{
    auto json = toJson(event.body);
    json.insert("sequence"_L1, event.sequence);
    json.insert("at"_L1, event.at.toUTC().toString(Qt::ISODateWithMs));
    return json;
}

Result<EventBody> eventFromJson(const QJsonObject& json)
{
    const auto type = json.value("type"_L1).toString();
    const auto text = [&json](QLatin1StringView key) { return json.value(key).toString(); };
    if (type == "user-message"_L1)
        return UserMessage{text("text"_L1), valueOf(modes, json.value("mode"_L1))};
    if (type == "text"_L1)
        return TextDelta{text("text"_L1)};
    if (type == "thinking"_L1)
        return ThinkingDelta{text("text"_L1)};
    if (type == "tool-call"_L1)
        return ToolCallStarted{{.id = text("callId"_L1), .name = text("name"_L1), .arguments = text("arguments"_L1)},
                               text("title"_L1)};
    if (type == "permission-asked"_L1)
        return PermissionAsked{{.callId = text("callId"_L1),
                                .tool = text("tool"_L1),
                                .title = text("title"_L1),
                                .kind = valueOf(previews, json.value("kind"_L1)),
                                .preview = text("preview"_L1),
                                .reason = text("reason"_L1),
                                .always = text("always"_L1)}};
    if (type == "permission-answered"_L1)
        return PermissionAnswered{text("callId"_L1), decisionNamed(text("decision"_L1)).value_or(Decision::No)};
    if (type == "question-asked"_L1)
        return QuestionAsked{{.callId = text("callId"_L1),
                              .text = text("text"_L1),
                              .options = json.value("options"_L1).toVariant().toStringList()}};
    if (type == "question-answered"_L1)
        return QuestionAnswered{text("callId"_L1), text("text"_L1)};
    if (type == "plan"_L1) {
        PlanUpdated plan;
        const auto steps = json.value("steps"_L1).toArray();
        for (const auto& step : steps)
            plan.steps.append({step["text"_L1].toString(), valueOf(stepStates, step["state"_L1])});
        return plan;
    }
    if (type == "instructions"_L1)
        return InstructionsRead{json.value("files"_L1).toVariant().toStringList()};
    if (type == "attached"_L1) {
        Attached attached;
        const auto texts = json.value("texts"_L1).toArray();
        for (const auto& one : texts)
            attached.texts.append({one["name"_L1].toString(), one["text"_L1].toString(), one["ok"_L1].toBool()});
        return attached;
    }
    if (type == "tool-output"_L1)
        return ToolOutput{text("callId"_L1), text("text"_L1)};
    if (type == "tool-result"_L1)
        return ToolCallFinished{text("callId"_L1), json.value("ok"_L1).toBool(), text("result"_L1)};
    if (type == "reply-kept"_L1)
        return ReplyKept{{.api = text("api"_L1), .blocks = json.value("blocks"_L1).toArray()}};
    if (type == "usage"_L1) {
        const auto cost = json.value("costMicros"_L1);
        return Usage{text("model"_L1),
                     {.input = json.value("input"_L1).toInteger(),
                      .output = json.value("output"_L1).toInteger(),
                      .cachedInput = json.value("cachedInput"_L1).toInteger(),
                      .cacheWrite = json.value("cacheWrite"_L1).toInteger(),
                      .costMicros = cost.isDouble() ? std::optional(cost.toInteger())
                                                    : models::microsOf(json.value("cost"_L1))}, // as it was once
                     json.value("estimated"_L1).toBool()};
    }
    if (type == "compacted"_L1)
        return Compacted{text("summary"_L1), json.value("upTo"_L1).toInteger()};
    if (type == "model-waits"_L1)
        return ModelWaits{{.reason = text("reason"_L1),
                           .time = std::chrono::milliseconds(json.value("milliseconds"_L1).toInteger())}};
    const auto number = [&json](QLatin1StringView key) { return static_cast<quint32>(json.value(key).toInteger()); };
    if (type == "checkpoint"_L1)
        return CheckpointTaken{number("id"_L1), text("problem"_L1)};
    if (type == "turn-changed"_L1) {
        TurnChanged changed{.before = number("before"_L1),
                            .after = number("after"_L1),
                            .files = {},
                            .count = json.value("count"_L1).toInteger(),
                            .added = json.value("added"_L1).toInteger(),
                            .removed = json.value("removed"_L1).toInteger()};
        for (const auto& file : json.value("files"_L1).toArray())
            changed.files.append(fileOf(file.toObject()));
        return changed;
    }
    if (type == "restored"_L1)
        return CheckpointRestored{.to = number("to"_L1),
                                  .since = number("since"_L1),
                                  .before = number("before"_L1),
                                  .after = number("after"_L1),
                                  .files = textsOf(json.value("files"_L1)),
                                  .count = json.value("count"_L1).toInteger(),
                                  .kept = textsOf(json.value("kept"_L1))};
    if (type == "turn-finished"_L1)
        return TurnFinished{valueOf(reasons, json.value("reason"_L1)), text("sentence"_L1)};
    if (type == "turn-failed"_L1)
        return TurnFailed{
            {.code = errorCodeOf(text("code"_L1)), .sentence = text("sentence"_L1), .detail = text("detail"_L1)}};
    if (type == "branched"_L1)
        return Branched{json.value("to"_L1).toInteger()};
    return failure(
        ErrorCode::Storage,
        QCoreApplication::translate(
            "ChatStore", "The chat holds an event that this version of Kalpana does not know. Update Kalpana."),
        type);
}

} // namespace kalpana::agent
