#include "core/agent/history.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

// "user: Hi | assistant: … [id name] | tool id: …", without the instructions.
QString told(const QList<EventBody>& bodies)
{
    QList<Event> events;
    for (const auto& body : bodies)
        events.append({.sequence = events.size() + 1, .at = {}, .body = body});
    QStringList lines;
    for (const auto& message : messagesFor(events, u"Be good."_s)) {
        QString line = message.role == Message::Role::System      ? u"system: "_s
                       : message.role == Message::Role::User      ? u"user: "_s
                       : message.role == Message::Role::Assistant ? u"assistant: "_s
                                                                  : u"tool %1: "_s.arg(message.toolCallId);
        line += message.text;
        for (const auto& call : message.toolCalls)
            line += u" [%1 %2]"_s.arg(call.id, call.name);
        lines.append(line);
    }
    return lines.sliced(1).join(u" | "_s);
}

ToolCallStarted call(const QString& id)
{
    return {{.id = id, .name = u"read_file"_s, .arguments = u"{}"_s}, {}};
}

} // namespace

class HistoryTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void instructions_comeFirst()
    {
        QCOMPARE(messagesFor({}, u"Be good."_s),
                 (QList<Message>{{.role = Message::Role::System, .text = u"Be good."_s}}));
        QVERIFY(standardInstructions().contains(u"edit_file"_s));
    }

    void aWholeTurn_becomesItsMessages()
    {
        QCOMPARE(
            told({UserMessage{u"Hi"_s}, ThinkingDelta{u"hm"_s}, TextDelta{u"I "_s}, TextDelta{u"look."_s}, call(u"a"_s),
                  call(u"b"_s), Usage{}, ToolCallFinished{u"a"_s, true, u"A"_s}, PermissionAsked{},
                  ToolOutput{u"b"_s, u"out"_s}, ToolCallFinished{u"b"_s, false, u"B"_s}, TextDelta{u"Done."_s},
                  TurnFinished{}, UserMessage{u"Thanks"_s}}),
            u"user: Hi | assistant: I look. [a read_file] [b read_file] | tool a: A | tool b: B | assistant: Done. | user: Thanks"_s);
    }

    void planMode_isSaidWithTheMessage_andSoIsItsEnd()
    {
        const auto text = told({UserMessage{u"Think"_s, Mode::Plan}, TextDelta{u"1. Do"_s}, TurnFinished{},
                                UserMessage{u"Do it"_s}, TextDelta{u"Done"_s}, TurnFinished{}, UserMessage{u"More"_s}});
        QVERIFY2(text.startsWith(u"user: Think\n\n[Plan mode: "), qPrintable(text));
        QVERIFY2(text.contains(u"user: Do it\n\n[Plan mode is over"), qPrintable(text));
        QVERIFY2(text.endsWith(u"| user: More"), qPrintable(text));
    }

    void repliesWithoutText_stayApart()
    {
        QCOMPARE(told({UserMessage{u"Hi"_s}, call(u"a"_s), ToolCallFinished{u"a"_s, true, u"A"_s}, call(u"b"_s),
                       ToolCallFinished{u"b"_s, true, u"B"_s}}),
                 u"user: Hi | assistant:  [a read_file] | tool a: A | assistant:  [b read_file] | tool b: B"_s);
    }

    void aCallThatWasCutOff_getsAResultThatSaysSo()
    {
        const auto text = told({UserMessage{u"Hi"_s}, call(u"a"_s), call(u"b"_s),
                                ToolCallFinished{u"a"_s, true, u"A"_s}, UserMessage{u"Well?"_s}});
        QVERIFY2(text.startsWith(u"user: Hi | assistant:  [a read_file] [b read_file] | tool a: A | tool b: Cut off"_s),
                 qPrintable(text));
        QVERIFY(text.endsWith(u"user: Well?"_s));
    }

    void anAnswerThatWasCutOff_staysAsFarAsItCame()
    {
        QCOMPARE(told({UserMessage{u"Hi"_s}, TextDelta{u"Half an ans"_s}, TurnFailed{}, TextDelta{u"wer."_s},
                       TurnFinished{}}),
                 u"user: Hi | assistant: Half an ans | assistant: wer."_s);
    }

    void filesThatTheUserMadeWhatTheyWere_areNamedWithTheNextMessage_once()
    {
        const auto text =
            told({UserMessage{u"Change it."_s}, TextDelta{u"Done."_s}, TurnFinished{},
                  CheckpointRestored{.to = 1, .since = 2, .files = {u"a.txt"_s}, .count = 1},
                  UserMessage{u"Now this."_s}, TextDelta{u"Yes."_s}, TurnFinished{}, UserMessage{u"And that."_s}});
        QCOMPARE(text.count(u"Meanwhile"_s), 1);
        QVERIFY2(text.indexOf(u"Now this."_s) < text.indexOf(u"a.txt"_s) &&
                     text.indexOf(u"a.txt"_s) < text.indexOf(u"Yes."_s),
                 qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
