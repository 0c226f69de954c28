#include "core/agent/event.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

class EventTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKind_comesBackFromItsJson()
    {
        const QList<EventBody> bodies{
            UserMessage{u"Hi \"you\"\n\u2028 ☃"_s},
            UserMessage{u"Look first"_s, Mode::Plan},
            QuestionAsked{{.callId = u"id"_s, .text = u"Which?"_s, .options = {u"a"_s, u"b, c"_s}}},
            QuestionAnswered{u"id"_s, u"b"_s},
            PlanUpdated{{{u"Look"_s, PlanStep::State::Done}, {u"Do"_s, PlanStep::State::Active}, {u"Test"_s}}},
            InstructionsRead{{u"AGENTS.md"_s, u".kalpana/rules/a.md"_s}},
            Attached{{{u"@a"_s, u"text"_s}, {u"@b"_s, u"no"_s, false}}},
            TextDelta{u"a"_s},
            ThinkingDelta{u"b"_s},
            ToolCallStarted{{u"id"_s, u"run_command"_s, u"{\"command\": 1"_s}, u"Run"_s},
            PermissionAsked{{u"id"_s, u"edit_file"_s, u"Change a"_s, PermissionRequest::Preview::Diff, u"-a\n+b\n"_s,
                             u"Why"_s, u"Any"_s}},
            PermissionAnswered{u"id"_s, Decision::Always},
            PermissionAnswered{u"id"_s, Decision::Chat},
            PermissionAnswered{u"id"_s, Decision::Everywhere},
            PermissionAnswered{u"id"_s, Decision::No},
            PermissionAnswered{u"id"_s, Decision::Once},
            ToolOutput{u"id"_s, u"out\n"_s},
            ToolCallFinished{u"id"_s, true, u"ok"_s},
            Usage{u"m"_s,
                  {.input = 5'000'000'000, .output = 2, .cachedInput = 1, .cacheWrite = 3, .costMicros = 12'500},
                  true},
            Compacted{u"Short"_s, 7},
            Usage{u"m"_s, {.input = 1, .output = 2}},
            ModelWaits{{.reason = u"Busy."_s, .time = std::chrono::seconds(7)}},
            CheckpointTaken{7, {}},
            CheckpointTaken{0, u"There is no git."_s},
            TurnChanged{.before = 7,
                        .after = 8,
                        .files = {{.path = u"b"_s, .original = u"a"_s, .kind = ChangedFile::Kind::Renamed},
                                  {.path = u"c"_s, .kind = ChangedFile::Kind::Added, .added = 3, .removed = 4},
                                  {.path = u"d"_s, .kind = ChangedFile::Kind::Deleted, .binary = true},
                                  {.path = u"e"_s, .kind = ChangedFile::Kind::TypeChanged},
                                  {.path = u"f"_s}},
                        .count = 5,
                        .added = 3,
                        .removed = 4},
            CheckpointRestored{
                .to = 7, .since = 8, .before = 9, .after = 10, .files = {u"a"_s}, .count = 1, .kept = {u"b"_s}},
            TurnFinished{TurnFinished::Reason::StepLimit, u"Enough."_s},
            TurnFinished{TurnFinished::Reason::MoneyLimit},
            TurnFinished{TurnFinished::Reason::Stopped},
            TurnFailed{{.code = ErrorCode::ModelRateLimit, .sentence = u"Wait."_s, .detail = u"HTTP 429"_s}},
        };
        for (const auto& body : bodies) {
            const auto back = eventFromJson(toJson(body));
            QVERIFY(back.has_value());
            QCOMPARE(*back == body, true);
        }
    }

    void anEvent_hasItsPlaceAndTime()
    {
        const Event event{
            .sequence = 7, .at = QDateTime::fromMSecsSinceEpoch(0, QTimeZone::UTC), .body = TextDelta{u"a"_s}};
        QCOMPARE(toJson(event), (QJsonObject{{u"type"_s, u"text"_s},
                                             {u"text"_s, u"a"_s},
                                             {u"sequence"_s, 7},
                                             {u"at"_s, u"1970-01-01T00:00:00.000Z"_s}}));
    }

    void anUnknownKind_isAnError()
    {
        QCOMPARE(eventFromJson({{u"type"_s, u"from-the-future"_s}}).error().code, ErrorCode::Storage);
    }
};

QTEST_GUILESS_MAIN(EventTest)
#include "event_test.moc"
