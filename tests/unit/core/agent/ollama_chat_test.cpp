#include "core/agent/ollama_chat.h"
#include "tests/support/read_reply.h"

#include <QJsonArray>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using kalpana::test::readReply;
using kalpana::test::ReplyReading;
using namespace Qt::StringLiterals;

namespace {

ReplyReading readIn(const QList<QByteArray>& pieces)
{
    OllamaParser parser(u"localhost"_s);
    return readReply(parser, pieces);
}

const QByteArray transcript =
    R"({"model":"m","message":{"role":"assistant","content":"","thinking":"Hm. "},"done":false}
{"model":"m","message":{"role":"assistant","content":"Zażółć"},"done":false}
{"model":"m","message":{"role":"assistant","content":" it."},"done":false}

{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"read_file","arguments":{"path":"a.c"}}},{"function":{"name":"list","arguments":{}}}]},"done":false}
{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":5}
)";

} // namespace

class OllamaChatTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reply_isTheSame_whereverTheStreamIsCut()
    {
        const auto check = [](const ReplyReading& reading) {
            QVERIFY2(reading.reply.has_value(), qPrintable(reading.reply ? QString() : reading.reply.error().detail));
            QCOMPARE(reading.text, u"Zażółć it."_s);
            QCOMPARE(reading.thinking, u"Hm. "_s);
            const auto& reply = *reading.reply;
            QCOMPARE(reply.text, reading.text);
            QCOMPARE(reply.finish, FinishReason::ToolCalls);
            QCOMPARE(reply.toolCalls,
                     (QList<ToolCall>{{{}, u"read_file"_s, u"{\"path\":\"a.c\"}"_s}, {{}, u"list"_s, u"{}"_s}}));
            QCOMPARE(reply.usage, (TokenUsage{.input = 10, .output = 5}));
        };
        for (qsizetype cut = 0; cut <= transcript.size(); ++cut)
            check(readIn({transcript.first(cut), transcript.sliced(cut)}));
        check(readIn({transcript.chopped(1)})); // without the last line end
    }

    void streamThatEndsEarly_isCutOff_andItsTextStays()
    {
        const auto last = transcript.indexOf("\"eval_count\":5}");
        for (qsizetype end = 0; end < last; ++end) {
            const auto reading = readIn({transcript.first(end)});
            QVERIFY(!reading.reply);
            QCOMPARE(reading.reply.error().code, ErrorCode::ConnectionLost);
            QVERIFY(u"Zażółć it."_s.startsWith(reading.text));
        }
    }

    void errorInTheStream_isSaid_inTheServersWords()
    {
        const auto reading = readIn({R"({"error":"model \"m\" not found, try pulling it first"})"
                                     "\n"});
        QVERIFY(!reading.reply);
        QCOMPARE(reading.reply.error().code, ErrorCode::Model);
        QVERIFY(reading.reply.error().sentence.contains(u"try pulling it first"_s));
        QCOMPARE(readIn({"<html>\n"}).reply.error().code, ErrorCode::Model);
    }

    void answerThatHitsTheLimit_saysSo()
    {
        const auto reading = readIn({R"({"message":{"content":"x"},"done":true,"done_reason":"length"})"
                                     "\n"});
        QCOMPARE(reading.reply->finish, FinishReason::Length);
    }

    void endlessLine_isRefused()
    {
        OllamaParser parser(u"localhost"_s);
        const QByteArray much(1 << 20, 'x');
        auto state = Result<void>();
        for (int i = 0; state && i < 40; ++i)
            state = parser.receive(much).state;
        QVERIFY(!state);
    }

    void request_namesTheToolOfAResult_andAsksForAWholeContext()
    {
        const auto body =
            ollamaRequest({.messages = {{.role = Message::Role::System, .text = u"Be brief."_s},
                                        {.role = Message::Role::Assistant,
                                         .text = {},
                                         .toolCalls = {{u"a"_s, u"read_file"_s, u"{\"path\":\"a.c\"}"_s}}},
                                        {.role = Message::Role::Tool, .text = u"int x;"_s, .toolCallId = u"a"_s}},
                           .tools = {{u"list"_s, u"Lists."_s, {}}}},
                          u"m"_s, true);
        const auto messages = body.value("messages"_L1);
        QCOMPARE(messages[0]["role"_L1].toString(), u"system"_s);
        QCOMPARE(messages[1]["tool_calls"_L1][0]["function"_L1]["arguments"_L1]["path"_L1].toString(), u"a.c"_s);
        QCOMPARE(messages[2]["tool_name"_L1].toString(), u"read_file"_s);
        QVERIFY(body.value("options"_L1)["num_ctx"_L1].toInt() >= 32'768);
        QVERIFY(body.value("think"_L1).toBool());
        QCOMPARE(body.value("tools"_L1)[0]["function"_L1]["name"_L1].toString(), u"list"_s);
        QVERIFY(!ollamaRequest({}, u"m"_s, false).contains("think"_L1));
    }
};

QTEST_APPLESS_MAIN(OllamaChatTest)
#include "ollama_chat_test.moc"
