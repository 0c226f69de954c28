#include "core/agent/chat_completions.h"
#include "tests/support/read_reply.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using kalpana::test::readReply;
using kalpana::test::ReplyReading;
using namespace Qt::StringLiterals;

namespace {

ReplyReading readIn(const QList<QByteArray>& pieces)
{
    ChatCompletionsParser parser(u"models.example"_s);
    return readReply(parser, pieces);
}

QByteArray transcript(const char* name)
{
    QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/tests/unit/core/agent/transcripts/") + QLatin1StringView(name) +
               u".sse"_s);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ChatCompletionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parallelToolCalls_areMergedByIndex_whereverTheStreamIsCut()
    {
        const auto parallelTools = transcript("parallel_tools");
        const auto check = [](const ReplyReading& reading) {
            QVERIFY(reading.reply.has_value());
            QCOMPARE(reading.text, u"Zażółć it."_s);
            QCOMPARE(reading.thinking, u"Hm. "_s);
            const auto& reply = *reading.reply;
            QCOMPARE(reply.text, reading.text);
            QCOMPARE(reply.finish, FinishReason::ToolCalls);
            QCOMPARE(reply.toolCalls, (QList<ToolCall>{{u"a"_s, u"read_file"_s, u"{\"path\":\"a.c\"}"_s},
                                                       {u"b"_s, u"search"_s, u"{\"query\":\"x\"}"_s}}));
            QCOMPARE(reply.usage, (TokenUsage{.input = 10, .output = 5, .cachedInput = 7, .costMicros = 250'000}));
        };
        for (qsizetype cut = 0; cut <= parallelTools.size(); ++cut)
            check(readIn({parallelTools.first(cut), parallelTools.sliced(cut)}));
        QList<QByteArray> bytes;
        for (const char byte : parallelTools)
            bytes.append(QByteArray(1, byte));
        check(readIn(bytes));
    }

    void streamThatEndsEarly_isCutOff_andItsTextStays()
    {
        const auto parallelTools = transcript("parallel_tools");
        const auto finish = parallelTools.indexOf("\"tool_calls\"}]}");
        for (qsizetype end = 0; end < finish; ++end) {
            const auto reading = readIn({parallelTools.first(end)});
            QVERIFY(!reading.reply);
            QCOMPARE(reading.reply.error().code, ErrorCode::ConnectionLost);
            QVERIFY(u"Zażółć it."_s.startsWith(reading.text));
        }
    }

    void libertiesOfServers_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QString>("calls"); // "id name arguments;"
        QTest::newRow("no index") << transcript("no_index") << u"a x {};b y {\"q\":1};"_s;
        QTest::newRow("one index for two") << transcript("one_index") << u"a x {};b x {};"_s;
        QTest::newRow("arguments as object, no id") << transcript("object_arguments") << u" x {\"p\":1};"_s;
        QTest::newRow("name repeated, stop for tools") << transcript("name_repeated") << u"a x {};"_s;
    }

    void libertiesOfServers()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QString, calls);
        const auto reading = readIn({stream});
        QVERIFY(reading.reply.has_value());
        QString found;
        for (const auto& call : reading.reply->toolCalls)
            found += call.id + u' ' + call.name + u' ' + call.arguments + u';';
        QCOMPARE(found, calls);
        QCOMPARE(reading.reply->finish, FinishReason::ToolCalls);
    }

    void noDone_isFine_afterAFinishReason()
    {
        const auto reading =
            readIn({"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"length\"}]}\n\n"});
        QVERIFY(reading.reply.has_value());
        QCOMPARE(reading.reply->finish, FinishReason::Length);
    }

    void partsAsContent_andReasoningContent_areText()
    {
        const auto reading = readIn({transcript("content_parts")});
        QCOMPARE(reading.text, u"ab"_s);
        QCOMPARE(reading.thinking, u"t"_s);
    }

    void errorInsideA200_isItsKind_andTheTextBeforeStays()
    {
        const auto reading = readIn({transcript("error_inside")});
        QVERIFY(!reading.reply);
        QCOMPARE(reading.reply.error().code, ErrorCode::ModelRateLimit);
        QCOMPARE(reading.text, u"So far"_s);
    }

    void nonsense_isASentence()
    {
        const auto reading = readIn({"data: <html>\n\n"});
        QVERIFY(!reading.reply);
        QCOMPARE(reading.reply.error().code, ErrorCode::Model);
        QVERIFY(reading.reply.error().sentence.contains(u"models.example"_s));
    }

    void endlessToolCalls_areRefused()
    {
        QByteArray stream;
        for (int i = 0; i < 200; ++i)
            stream += QByteArrayLiteral("data: {'choices':[{'delta':{'tool_calls':[{'index':N,'id':'xN'}]}}]}\n\n")
                          .replace('\'', '"')
                          .replace("N", QByteArray::number(i));
        QVERIFY(!readIn({stream}).reply);
    }

    void wholeAnswer_isReadLikeAStream()
    {
        ChatCompletionsParser parser(u"models.example"_s);
        const auto news = parser.receiveWhole(
            R"({"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}})");
        QCOMPARE(news.text, u"Hi"_s);
        QCOMPARE(parser.takeReply().value().usage->output, 2);
    }

    void damagedStreams_neverBreakIt()
    {
        const auto whole = transcript("parallel_tools");
        QRandomGenerator random(7);
        for (int i = 0; i < 3000; ++i) {
            auto stream = whole;
            for (quint32 damage = 1 + random.bounded(8); damage > 0; --damage) {
                const auto at = static_cast<qsizetype>(random.bounded(static_cast<quint32>(stream.size())));
                if (random.bounded(3) == 0)
                    stream.remove(at, static_cast<qsizetype>(random.bounded(40U)));
                else
                    stream[at] = static_cast<char>(random.bounded(256U));
                if (stream.isEmpty())
                    stream = "x";
            }
            const auto reading = readIn({stream});
            QVERIFY(reading.reply || !reading.reply.error().sentence.isEmpty());
        }
    }

    void request_hasTheMessagesInTheWireFormat()
    {
        const ModelRequest request{
            .messages = {{.role = Message::Role::System, .text = u"Be brief."_s},
                         {.role = Message::Role::User, .text = u"Hi"_s},
                         {.role = Message::Role::Assistant,
                          .text = {},
                          .toolCalls = {{u"a"_s, u"read_file"_s, u"{\"path\":"_s}}},
                         {.role = Message::Role::Tool, .text = u"no"_s, .toolCalls = {}, .toolCallId = u"a"_s}},
            .tools = {{u"read_file"_s, u"Reads."_s, QJsonObject{{u"type"_s, u"object"_s}}}}};
        const auto json = chatCompletionsRequest(request, u"some/model"_s);
        const auto expected = QJsonDocument::fromJson(R"({
            "model": "some/model", "stream": true, "stream_options": {"include_usage": true},
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Hi"},
                {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "read_file", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "a", "content": "no"}],
            "tools": [{"type": "function", "function": {"name": "read_file", "description": "Reads.", "parameters": {"type": "object"}}}]})");
        QCOMPARE(json, expected.object());
    }

    void whereTheCacheWantsToBeTold_theStablePartIsMarked()
    {
        const ModelRequest request{
            .messages = {
                {.role = Message::Role::System, .text = u"Be brief."_s},
                {.role = Message::Role::User, .text = u"One"_s},
                {.role = Message::Role::Assistant, .text = u"1"_s},
                {.role = Message::Role::User, .text = u"Two"_s},
                {.role = Message::Role::Assistant, .text = u"2"_s},
                {.role = Message::Role::User, .text = u"Three"_s, .images = {{.mime = u"image/png"_s, .data = "x"}}}}};

        const auto messages = chatCompletionsRequest(request, u"anthropic/m"_s, 0, true).value("messages"_L1).toArray();

        const auto isMarked = [&](int at) {
            const auto parts = messages[at]["content"_L1].toArray();
            return !parts.isEmpty() && parts.last()["cache_control"_L1]["type"_L1].toString() == "ephemeral"_L1;
        };
        QVERIFY(isMarked(0) && !isMarked(1) && !isMarked(2) && isMarked(3) && !isMarked(4) && isMarked(5));
        QCOMPARE(messages[1]["content"_L1].toString(), u"One"_s);
        for (const auto& other : {chatCompletionsRequest(request, u"anthropic/m"_s),
                                  chatCompletionsRequest(request, u"openai/m"_s, 0, true)})
            QVERIFY(!QJsonDocument(other).toJson().contains("cache_control"));
    }

    void openRouter_isAskedWhatACallCosts_andNobodyElse()
    {
        QVERIFY(chatCompletionsRequest({.messages = {}}, u"m"_s, 0, true).value("usage"_L1)["include"_L1].toBool());
        QVERIFY(!chatCompletionsRequest({.messages = {}}, u"m"_s).contains("usage"_L1));
    }
};

QTEST_GUILESS_MAIN(ChatCompletionsTest)
#include "chat_completions_test.moc"
