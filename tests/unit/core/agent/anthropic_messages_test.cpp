#include "core/agent/anthropic_messages.h"
#include "tests/support/read_reply.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using kalpana::test::readReply;
using kalpana::test::ReplyReading;
using namespace Qt::StringLiterals;

namespace {

ReplyReading readIn(const QList<QByteArray>& pieces)
{
    AnthropicParser parser(u"models.example"_s);
    return readReply(parser, pieces);
}

QByteArray sseEvent(const char* json)
{
    const auto type = QJsonDocument::fromJson(json).object().value("type"_L1).toString().toUtf8();
    return "event: " + type + "\ndata: " + json + "\n\n";
}

/// Thinks, says something, and calls two tools, one without arguments.
QByteArray transcript()
{
    return sseEvent(
               R"({"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"usage":{"input_tokens":3,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":1}}})") +
           sseEvent(
               R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})") +
           sseEvent(R"({"type":"ping"})") +
           sseEvent(R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm. "}})") +
           sseEvent(
               R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}})") +
           sseEvent(R"({"type":"content_block_stop","index":0})") +
           sseEvent(
               R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"c2VjcmV0"}})") +
           sseEvent(R"({"type":"content_block_stop","index":1})") +
           sseEvent(R"({"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}})") +
           sseEvent(R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Zażółć"}})") +
           sseEvent(R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":" it."}})") +
           sseEvent(R"({"type":"content_block_stop","index":2})") +
           sseEvent(
               R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"a","name":"read_file","input":{}}})") +
           sseEvent(
               R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}})") +
           sseEvent(
               R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"path\":"}})") +
           sseEvent(
               R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"\"a.c\"}"}})") +
           sseEvent(R"({"type":"content_block_stop","index":3})") +
           sseEvent(
               R"({"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"b","name":"git_status","input":{}}})") +
           sseEvent(R"({"type":"content_block_stop","index":4})") +
           sseEvent(R"({"type":"some_event_of_tomorrow","index":9})") +
           sseEvent(R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":42}})") +
           sseEvent(R"({"type":"message_stop"})");
}

QList<Message> chat()
{
    return {
        {.role = Message::Role::System, .text = u"Be brief."_s},
        {.role = Message::Role::User, .text = u"Look."_s},
        {.role = Message::Role::Assistant,
         .text = u" "_s,
         .toolCalls = {{u"a"_s, u"read_file"_s, u"{\"path\":\"a.c\"}"_s}, {u"b"_s, u"list"_s, u"half {"_s}},
         .kept = {.api = anthropicApi, .blocks = {QJsonObject{{"type"_L1, "thinking"_L1}, {"signature"_L1, "s"_L1}}}}},
        {.role = Message::Role::Tool, .text = u"int x;"_s, .toolCallId = u"a"_s},
        {.role = Message::Role::Tool, .text = {}, .toolCallId = u"b"_s},
        {.role = Message::Role::User, .text = u"And now?"_s}};
}

} // namespace

class AnthropicMessagesTest final : public QObject {
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
            QCOMPARE(reply.toolCalls, (QList<ToolCall>{{u"a"_s, u"read_file"_s, u"{\"path\":\"a.c\"}"_s},
                                                       {u"b"_s, u"git_status"_s, u"{}"_s}}));
            QCOMPARE(reply.usage, (TokenUsage{.input = 123, .output = 42, .cachedInput = 100, .cacheWrite = 20}));
            QCOMPARE(reply.kept.api, QString(anthropicApi));
            QCOMPARE(
                reply.kept.blocks,
                (QJsonArray{
                    QJsonObject{{"type"_L1, "thinking"_L1}, {"thinking"_L1, "Hm. "_L1}, {"signature"_L1, "c2ln"_L1}},
                    QJsonObject{{"type"_L1, "redacted_thinking"_L1}, {"data"_L1, "c2VjcmV0"_L1}}}));
        };
        const auto all = transcript();
        for (qsizetype cut = 0; cut <= all.size(); ++cut)
            check(readIn({all.first(cut), all.sliced(cut)}));
        QList<QByteArray> bytes;
        for (const char byte : all)
            bytes.append(QByteArray(1, byte));
        check(readIn(bytes));
    }

    void streamThatEndsEarly_isCutOff_andItsTextStays()
    {
        const auto all = transcript();
        const auto finish = all.indexOf("stop_reason");
        for (qsizetype end = 0; end < finish; ++end) {
            const auto reading = readIn({all.first(end)});
            QVERIFY(!reading.reply);
            QCOMPARE(reading.reply.error().code, ErrorCode::ConnectionLost);
            QVERIFY(u"Zażółć it."_s.startsWith(reading.text));
        }
    }

    void errorInTheStream_isItsKind_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("overloaded")
            << sseEvent(R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})")
            << ErrorCode::ModelOverloaded;
        QTest::newRow("rate") << sseEvent(
                                     R"({"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}})")
                              << ErrorCode::ModelRateLimit;
        QTest::newRow("context")
            << sseEvent(
                   R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 2 > 1 maximum"}})")
            << ErrorCode::ModelContext;
        QTest::newRow("no JSON") << "data: {half\n\n"_ba << ErrorCode::Model;
    }

    void errorInTheStream_isItsKind()
    {
        QFETCH(QByteArray, stream);
        const auto reading = readIn({stream});
        QVERIFY(!reading.reply);
        QTEST(reading.reply.error().code, "code");
        QVERIFY(!reading.reply.error().sentence.isEmpty());
    }

    void wholeAnswer_isReadToo()
    {
        AnthropicParser parser(u"models.example"_s);
        const auto news = parser.receiveWhole(
            R"({"content":[{"type":"text","text":"One."},{"type":"text","text":"Two."},{"type":"tool_use","id":"x","name":"list","input":{"path":"."}}],"stop_reason":"max_tokens","usage":{"input_tokens":1,"output_tokens":2}})");
        QVERIFY(news.state.has_value());
        QCOMPARE(news.text, u"One.\n\nTwo."_s);
        const auto reply = parser.takeReply();
        QVERIFY(reply.has_value());
        QCOMPARE(reply->finish, FinishReason::Length);
        QCOMPARE(reply->toolCalls, (QList<ToolCall>{{u"x"_s, u"list"_s, u"{\"path\":\".\"}"_s}}));
        AnthropicParser other(u"models.example"_s);
        QCOMPARE(other.receiveWhole("[]").state.error().code, ErrorCode::Model);
    }

    void endlessBlocks_areRefused()
    {
        QByteArray stream;
        for (int i = 0; i < 300; ++i)
            stream += sseEvent(
                QByteArray(R"({"type":"content_block_start","content_block":{"type":"text","text":"x"},"index":)" +
                           QByteArray::number(i) + '}')
                    .constData());
        QCOMPARE(readIn({stream}).reply.error().code, ErrorCode::Model);
    }

    void request_letsTheUserAndTheModelTakeTurns()
    {
        const auto body = anthropicRequest({.messages = chat(), .tools = {{u"list"_s, u"Lists."_s, {}}}}, u"m"_s, 0);
        QCOMPARE(body.value("model"_L1).toString(), u"m"_s);
        QVERIFY(body.value("stream"_L1).toBool());
        QVERIFY(body.value("max_tokens"_L1).toInt() > 0);
        QVERIFY(!body.contains("thinking"_L1));
        QCOMPARE(body.value("system"_L1)[0]["text"_L1].toString(), u"Be brief."_s);
        const auto messages = body.value("messages"_L1).toArray();
        QStringList roles;
        for (const auto& message : messages)
            roles << message["role"_L1].toString();
        QCOMPARE(roles, (QStringList{u"user"_s, u"assistant"_s, u"user"_s}));
        // A blank text is none; what was kept comes first; arguments that are no JSON are no arguments.
        const auto reply = messages[1]["content"_L1].toArray();
        QCOMPARE(reply.size(), 3);
        QCOMPARE(reply[0]["type"_L1].toString(), u"thinking"_s);
        QCOMPARE(reply[1]["input"_L1]["path"_L1].toString(), u"a.c"_s);
        QCOMPARE(reply[2]["input"_L1].toObject(), QJsonObject());
        // The results of one reply's calls and what the user says then are one message.
        const auto last = messages[2]["content"_L1].toArray();
        QCOMPARE(last.size(), 3);
        QCOMPARE(last[0]["tool_use_id"_L1].toString(), u"a"_s);
        QVERIFY(!last[1]["content"_L1].toString().isEmpty());
        QCOMPARE(last[2]["text"_L1].toString(), u"And now?"_s);
    }

    void request_marksWhatTheCacheMayKeep_fourTimesAtMost()
    {
        const auto body = anthropicRequest(
            {.messages = chat(), .tools = {{u"list"_s, u"Lists."_s, {}}, {u"find"_s, u"Finds."_s, {}}}}, u"m"_s, 0);
        const auto isMarked = [](const QJsonValue& block) { return block["cache_control"_L1].isObject(); };
        QVERIFY(isMarked(body.value("system"_L1)[0]));
        QVERIFY(!isMarked(body.value("tools"_L1)[0]));
        QVERIFY(isMarked(body.value("tools"_L1)[1]));
        QVERIFY(isMarked(body.value("messages"_L1)[0]["content"_L1][0]));
        QVERIFY(isMarked(body.value("messages"_L1)[2]["content"_L1][2]));
        QCOMPARE(QJsonDocument(body).toJson().count("cache_control"), 4);
    }

    void thinking_isAskedFor_whereThePastOfItIsThere()
    {
        auto messages = chat();
        auto body = anthropicRequest({.messages = messages}, u"m"_s, 5000);
        QCOMPARE(body.value("thinking"_L1)["budget_tokens"_L1].toInt(), 5000);
        QVERIFY(body.value("max_tokens"_L1).toInt() > 5000);
        messages.removeLast(); // the calls are the model's last word
        QVERIFY(anthropicRequest({.messages = messages}, u"m"_s, 5000).contains("thinking"_L1));
        messages[2].kept = {}; // another model's reply
        QVERIFY(!anthropicRequest({.messages = messages}, u"m"_s, 5000).contains("thinking"_L1));
    }
};

QTEST_APPLESS_MAIN(AnthropicMessagesTest)
#include "anthropic_messages_test.moc"
