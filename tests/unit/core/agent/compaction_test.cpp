#include "core/agent/compaction.h"
#include "core/agent/context_size.h"
#include "core/agent/history.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::TurnBox;

namespace {

QList<Event> eventsOf(const QList<EventBody>& bodies)
{
    QList<Event> events;
    for (const auto& body : bodies)
        events.append({.sequence = events.size() + 1, .at = {}, .body = body});
    return events;
}

const auto summary = u"Task: greet. Plan: nothing is left. Files: a.txt."_s;

QByteArray says(const QString& text, int tokens)
{
    return R"({"steps":[{"text":")" + text.toUtf8() + R"("},{"usage":{"prompt_tokens":)" + QByteArray::number(tokens) +
           R"(,"completion_tokens":10}}]})";
}

const QByteArray tooLong =
    R"({"status":400,"body":{"error":{"code":"context_length_exceeded","message":"maximum context length"}}})";

} // namespace

class CompactionTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTheProviderCounted_isTheMeasure_andWhatCameSinceIsEstimated()
    {
        const auto counted =
            eventsOf({UserMessage{u"Hi"_s}, TextDelta{u"Ho"_s}, Usage{u"m"_s, {.input = 1000, .output = 50}},
                      TurnFinished{}, UserMessage{QString(300, u'x')}});
        QCOMPARE(nextRequestTokens(counted, {}), 1150);

        // A count that leaves out most is not believed.
        QVERIFY(nextRequestTokens(counted, {.messages = {{.text = QString(30'000, u'x')}}}) >= 6'000);

        const auto summed = counted + QList<Event>{{.sequence = 9, .body = Compacted{summary, 4}}};
        QVERIFY(nextRequestTokens(summed, {.messages = {{.text = summary}}}) < 100);
    }

    void nearFull_isWhereNoRoomForAnAnswerIsLeft()
    {
        QVERIFY(!isNearFull(1'000'000, 0));
        QVERIFY(!isNearFull(160'000, 200'000));
        QVERIFY(isNearFull(160'001, 200'000));
        QVERIFY(isNearFull(7'000, 8'192));
    }

    void theUsersLastWords_thePlanAndTheFiles_areKeptWhateverTheModelSays()
    {
        const auto words = QString(u"Do exactly this. "_s).repeated(200);
        const auto events =
            eventsOf({UserMessage{words},
                      PlanUpdated{{{u"Look"_s, PlanStep::State::Done}, {u"Write"_s, PlanStep::State::Active}}},
                      ToolCallStarted{{u"c"_s, u"write_file"_s, uR"({"path":"src/a.txt","content":"x"})"_s}, {}},
                      ToolCallFinished{u"c"_s, true, u"Written."_s},
                      ToolCallStarted{{u"d"_s, u"edit_file"_s, uR"({"path":"refused.txt"})"_s}, {}},
                      ToolCallFinished{u"d"_s, false, u"No."_s}});

        const auto text = compactedText(summary, events, 6);

        QVERIFY(text.contains(summary));
        QVERIFY(text.contains(words));
        QVERIFY(text.contains(u"- [done] Look"_s) && text.contains(u"- [being done] Write"_s));
        QVERIFY(text.contains(u"src/a.txt"_s) && !text.contains(u"refused.txt"_s));
    }

    void anEmptySummary_isNone() { QVERIFY(compactedText(u"  \n "_s, eventsOf({UserMessage{u"Hi"_s}}), 1).isEmpty()); }

    void whatIsSummarised_isBounded_andItsMiddleLeftOut()
    {
        const auto events = eventsOf({UserMessage{u"BEGIN "_s + QString(100'000, u'x') + u" END"_s}});
        const auto text = summaryRequest(events, 1, 1000).messages.last().text;
        QVERIFY(text.size() < 1200);
        QVERIFY(text.contains(u"BEGIN"_s) && text.contains(u"END"_s));
    }

    void aMessageThatIsNotAnsweredYet_isNotSummarised()
    {
        const auto events =
            eventsOf({UserMessage{u"Hi"_s}, TextDelta{u"Ho"_s}, TurnFinished{}, UserMessage{u"And?"_s}});
        QCOMPARE(compactionEnd(events), 3);
        QCOMPARE(compactionEnd(eventsOf({UserMessage{u"Hi"_s}})), std::nullopt);
        QCOMPARE(compactionEnd(eventsOf({UserMessage{u"Hi"_s}, TextDelta{u"Ho"_s}})), 2);
        QCOMPARE(compactionEnd({}), std::nullopt);
    }

    void theHistory_isTheSummaryAndWhatFollows()
    {
        const auto events = eventsOf({UserMessage{u"Hi"_s}, TextDelta{u"Ho"_s}, TurnFinished{}, UserMessage{u"And?"_s},
                                      Compacted{u"SUMMARY"_s, 3}, TextDelta{u"Well."_s}});
        const auto messages = messagesFor(events, u"I"_s);
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages[1].text, u"SUMMARY"_s);
        QCOMPARE(messages[2].text, u"And?"_s);
        QCOMPARE(messages[3].text, u"Well."_s);
    }

    void nearFull_theChatIsSummarised_andGoesOn()
    {
        TurnBox box(R"({"replies":[)" + says(u"First answer."_s, 9'000) + ',' + says(summary, 3'000) + ',' +
                    says(u"Second answer."_s, 500) + "]}");
        box.useModel({.contextTokens = 10'000});

        QCOMPARE(box.turn(u"One."_s), TurnOutcome::Answered);
        QCOMPARE(box.turn(u"Two."_s), TurnOutcome::Answered);

        const auto compacted = box.watcher.all<Compacted>();
        QCOMPARE(compacted.size(), 1);
        QVERIFY(!box.server.requests()[1].body.contains("tools"_L1));
        const auto sent = box.sent(2);
        QVERIFY(sent[1].toObject()["content"_L1].toString().contains(summary));
        QCOMPARE(sent.last().toObject()["content"_L1].toString(), u"Two."_s);
        QVERIFY(!QJsonDocument(sent).toJson().contains("First answer."));
        QVERIFY(!box.watcher.text().contains(summary));                // it is for the model
        QCOMPARE(box.store->events(box.chat.id)->first().sequence, 1); // and nothing is lost
    }

    void refusedAsTooLong_theChatIsSummarised_andGoesOn_data()
    {
        QTest::addColumn<QByteArray>("refusal");
        QTest::newRow("OpenAI") << tooLong;
        QTest::newRow("Anthropic") << QByteArray(
            R"({"status":400,"body":{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}})");
        QTest::newRow("llama.cpp") << QByteArray(
            R"({"status":400,"body":{"error":{"message":"the request exceeds the available context size"}}})");
    }
    void refusedAsTooLong_theChatIsSummarised_andGoesOn()
    {
        QFETCH(QByteArray, refusal);
        TurnBox box(R"({"replies":[{"steps":[{"tools":[{"id":"c","name":"list_folder","arguments":{}}]}]},)" + refusal +
                    ',' + says(summary, 100) + ',' + says(u"Done."_s, 100) + "]}");

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);

        QCOMPARE(box.watcher.all<Compacted>().size(), 1);
        QCOMPARE(box.watcher.text(), u"Done."_s);
        const auto last = box.sent(3).last().toObject()["content"_L1].toString();
        QVERIFY2(last.contains(u"Go."_s) && last.contains(u"Go on with the work"_s), qPrintable(last));
    }

    void aSummaryThatIsRefusedToo_isAskedForOfLess()
    {
        TurnBox box(R"({"replies":[{"steps":[{"text":"Long."}]},)" + tooLong + ',' + tooLong + ',' +
                    says(summary, 100) + ',' + says(u"Done."_s, 100) + "]}");

        QCOMPARE(box.turn(u"One."_s), TurnOutcome::Answered);
        QCOMPARE(box.turn(u"Two."_s), TurnOutcome::Answered);
        QCOMPARE(box.server.requests().size(), 5);
    }

    void tooLongWithoutAUsableSummary_endsInASentence_data()
    {
        QTest::addColumn<QByteArray>("answers");
        QTest::newRow("always too long") << tooLong + ',' + tooLong + ',' + tooLong + ',' + tooLong + ',' + tooLong;
        QTest::newRow("nothing said") << tooLong + R"(,{"steps":[{"text":" "}]})";
        QTest::newRow("summary does not help") << tooLong + ',' + says(summary, 10) + ',' + tooLong;
    }
    void tooLongWithoutAUsableSummary_endsInASentence()
    {
        QFETCH(QByteArray, answers);
        TurnBox box(R"({"replies":[{"steps":[{"text":"Long."}]},)" + answers + "]}");
        QCOMPARE(box.turn(u"One."_s), TurnOutcome::Answered);

        const auto error = box.turn(u"Two."_s).error();

        QCOMPARE(error.code, ErrorCode::ModelContext);
        QVERIFY2(error.sentence.contains(u"Start a new chat"_s), qPrintable(error.sentence));
        QVERIFY(box.server.requests().size() <= 6);
    }

    void wordsThatAreTooLongAlone_endInASentence()
    {
        TurnBox box(R"({"replies":[]})");
        box.useModel({.contextTokens = 1'000});

        QCOMPARE(box.turn(u"Go."_s).error().code, ErrorCode::ModelContext);
        QVERIFY(box.server.requests().isEmpty());
    }

    void aLimitOfMoney_countsTheSummaryToo()
    {
        TurnBox box(R"({"replies":[)" + says(u"First."_s, 9'000) + ',' + says(summary, 9'000) + "]}");
        box.useModel({.contextTokens = 10'000, .prices = models::Prices{.input = 1'000'000}});
        QCOMPARE(box.turn(u"One."_s), TurnOutcome::Answered);
        box.limits.chatMicros = 9'001;

        QCOMPARE(box.turn(u"Two."_s), TurnOutcome::MoneyLimit);

        QCOMPARE(box.server.requests().size(), 1);
        QVERIFY(box.watcher.all<Compacted>().isEmpty());
    }
};

QTEST_GUILESS_MAIN(CompactionTest)
#include "compaction_test.moc"
