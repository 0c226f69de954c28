#include "app/desktop/chat/transcript.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::desktop::chat;
using namespace Qt::StringLiterals;

class TranscriptTest final : public QObject {
    Q_OBJECT
    static agent::Event event(agent::EventBody body) { return {.body = std::move(body)}; }
    static QStringList types(const QJsonArray& updates)
    {
        QStringList result;
        for (const auto& update : updates)
            result << update[u"type"_s].toString();
        return result;
    }

private Q_SLOTS:
    void growingText_isRenderedOnce_howeverManyPiecesCame()
    {
        Transcript transcript;
        transcript.add(event(agent::TextDelta{u"Hello **yo"_s}));
        transcript.add(event(agent::TextDelta{u"u**"_s}));
        const auto first = transcript.take();
        QCOMPARE(types(first), QStringList{u"answer"_s});
        QVERIFY(first[0][u"html"_s].toString().contains(u"<strong>you</strong>"_s));
        QVERIFY(first[0][u"streaming"_s].toBool());
        QVERIFY(transcript.take().isEmpty());

        transcript.add(event(agent::TextDelta{u" there"_s}));
        transcript.add(event(agent::TurnFinished{}));
        const auto last = transcript.take();
        QCOMPARE(types(last), (QStringList{u"answer"_s, u"end"_s}));
        QCOMPARE(last[0][u"id"_s], first[0][u"id"_s]);
        QVERIFY(!last[0][u"streaming"_s].toBool());
    }

    void aLongAnswer_isRenderedAnewOnlyWhereItGrows()
    {
        Transcript transcript;
        const auto paragraph = u"Some words of a paragraph. "_s.repeated(20) + u"\n\n"_s;
        transcript.add(event(agent::TextDelta{paragraph.repeated(3) + u"And a beginn"_s}));
        const auto first = transcript.take();
        QCOMPARE(types(first), (QStringList{u"answer"_s, u"answer"_s}));
        QVERIFY(!first[0][u"streaming"_s].toBool() && first[1][u"streaming"_s].toBool());
        QCOMPARE(first[0][u"html"_s].toString().count(u"<p>"_s), 3);
        transcript.add(event(agent::TextDelta{u"ing."_s}));
        const auto second = transcript.take();
        QCOMPARE(types(second), QStringList{u"answer"_s});
        QCOMPARE(second[0][u"id"_s], first[1][u"id"_s]);
        QVERIFY(second[0][u"html"_s].toString().contains(u"<p>And a beginning.</p>"_s));
    }

    void aLongAnswer_isNotCutInsideOfABlock_data()
    {
        QTest::addColumn<QString>("between"); // what stands behind an empty line
        QTest::newRow("code") << u"```cpp\nint a;\n\nint b;\n\nint c;"_s;
        QTest::newRow("list") << u"1. one\n\n2. two\n\n- three\n\n  of it"_s;
        QTest::newRow("quote") << u"> one\n\n> two"_s;
    }
    void aLongAnswer_isNotCutInsideOfABlock()
    {
        QFETCH(QString, between);
        Transcript transcript;
        transcript.add(event(agent::TextDelta{u"words "_s.repeated(300) + u'\n' + between}));
        QCOMPARE(types(transcript.take()), QStringList{u"answer"_s});
    }

    void aWaitForTheModel_goesThroughWithItsTime()
    {
        Transcript transcript;
        transcript.add(event(agent::ModelWaits{{.reason = u"Busy."_s, .time = std::chrono::milliseconds(1500)}}));
        const auto updates = transcript.take();
        QCOMPARE(types(updates), QStringList{u"waiting"_s});
        QCOMPARE(updates[0][u"reason"_s], u"Busy."_s);
        QCOMPARE(updates[0][u"milliseconds"_s], 1500);
    }

    void textAfterAToolCall_isAnother()
    {
        Transcript transcript;
        transcript.add(event(agent::ThinkingDelta{u"hm"_s}));
        transcript.add(event(agent::TextDelta{u"one"_s}));
        transcript.add(
            event(agent::ToolCallStarted{.call = {.id = u"c"_s, .name = u"read_file"_s}, .title = u"Read a"_s}));
        transcript.add(event(agent::ToolCallFinished{.callId = u"c"_s, .ok = true, .result = u"x"_s}));
        transcript.add(event(agent::TextDelta{u"two"_s}));
        const auto updates = transcript.take();
        QCOMPARE(types(updates), (QStringList{u"thinking"_s, u"answer"_s, u"tool"_s, u"result"_s, u"answer"_s}));
        QVERIFY(updates[1][u"id"_s] != updates[4][u"id"_s]);
    }

    void question_goesThroughWhole_andItsAnswerToo()
    {
        Transcript transcript;
        transcript.add(event(agent::PermissionAsked{{.callId = u"c"_s,
                                                     .title = u"Change a"_s,
                                                     .kind = agent::PermissionRequest::Preview::Diff,
                                                     .preview = u"+<b>"_s,
                                                     .always = u"Change any file"_s}}));
        transcript.add(event(agent::PermissionAnswered{.callId = u"c"_s, .decision = agent::Decision::Always}));
        const auto updates = transcript.take();
        QCOMPARE(updates[0][u"html"_s].toString(),
                 u"<span class=\"add\"><span class=\"sign\">+</span>&lt;b&gt;</span>"_s);
        QCOMPARE(updates[0][u"kind"_s].toString(), u"diff"_s);
        QCOMPARE(updates[1][u"decision"_s].toString(), u"always"_s);
    }

    void aCommand_isColoured_andAPathIsNot()
    {
        Transcript transcript;
        const agent::PermissionRequest run{.callId = u"c"_s, .tool = u"run_command"_s, .preview = u"echo \"<b>\""_s};
        const agent::PermissionRequest read{.callId = u"d"_s, .tool = u"read_file"_s, .preview = u"echo \"<b>\""_s};
        transcript.add(event(agent::PermissionAsked{run}));
        transcript.add(event(agent::PermissionAsked{read}));
        const auto updates = transcript.take();
        const auto html = updates[0][u"html"_s].toString();
        QVERIFY2(html.contains(u"hl-string"_s) && html.contains(u"&lt;b&gt;"_s), qPrintable(html));
        QCOMPARE(updates[1][u"html"_s].toString(), u"echo &quot;&lt;b&gt;&quot;"_s);
    }

    void usage_addsUp_untilAnotherChat()
    {
        Transcript transcript;
        const agent::Usage usage{.model = u"m"_s, .tokens = {.input = 100, .output = 10, .costMicros = 500'000}};
        transcript.add(event(usage));
        transcript.add(event(usage));
        QCOMPARE(transcript.take()[1][u"input"_s].toInt(), 200);
        transcript.begin({}, {.input = 7, .costMicros = 1'000'000}); // spent before the part that is shown
        transcript.add(event(usage));
        const auto updates = transcript.take();
        QCOMPARE(types(updates), (QStringList{u"clear"_s, u"usage"_s, u"usage"_s}));
        QCOMPARE(updates[2][u"cost"_s].toString(), u"$1.50"_s);
        QCOMPARE(updates[2][u"input"_s].toInt(), 107);
    }

    void aLongResult_isCut_andSaysSo()
    {
        Transcript transcript;
        transcript.add(event(agent::ToolCallFinished{.callId = u"c"_s, .ok = true, .result = QString(100'000, u'x')}));
        const auto text = transcript.take()[0][u"text"_s].toString();
        QVERIFY(text.size() < 21'000);
        QVERIFY(text.endsWith(u"not shown here."_s));
    }

    void aFailureOfTheKey_leadsToTheSettings()
    {
        Transcript transcript;
        transcript.add(event(agent::TurnFailed{{.code = ErrorCode::ModelAuthentication, .sentence = u"No."_s}}));
        QVERIFY(transcript.take()[0][u"setup"_s].toBool());
        transcript.add(event(agent::TurnFailed{{.code = ErrorCode::ConnectionLost, .sentence = u"No."_s}}));
        QVERIFY(!transcript.take()[0][u"setup"_s].toBool());
    }

    void whatAStoppedTurnChanged_standsBehindItsEnd_andDoesNotMakeItCutOff()
    {
        Transcript transcript;
        transcript.add(event(agent::UserMessage{u"Do it."_s}));
        transcript.add(event(agent::TurnFinished{agent::TurnFinished::Reason::Stopped}));
        transcript.add(event(agent::TurnChanged{.before = 1, .after = 2, .files = {{.path = u"a"_s}}, .count = 3}));
        transcript.settle();
        const auto updates = transcript.take();
        QCOMPARE(types(updates), (QStringList{u"user"_s, u"end"_s, u"changed"_s, u"settle"_s}));
        QCOMPARE(updates[2][u"more"_s].toInt(), 2);
        QVERIFY(!updates[3][u"cut"_s].toBool());
    }
};

QTEST_GUILESS_MAIN(TranscriptTest)
#include "transcript_test.moc"
