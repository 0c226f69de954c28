#include "remote/bridge/protocol/message.h"

#include <QTest>

using namespace kalpana::bridge::protocol;

class MessageTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void request_comesBackAsItWas()
    {
        const auto read = parseRequest(encode(Request{7, "file.read", {{"path", "a/b"}}}));
        QVERIFY(read.has_value());
        QCOMPARE(read->id, 7U);
        QCOMPARE(read->type, "file.read");
        QCOMPARE(read->payload.at("path").get<std::string>(), "a/b");
    }

    void badRequest_isRefused_withItsIdAndTheField_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("id");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char* name, const char* text, int id, const char* code, const char* field) {
            QTest::newRow(name) << QByteArray(text) << id << QByteArray(code) << QByteArray(field);
        };
        row("not JSON", "{", 0, "bad_request", "");
        row("nothing", "", 0, "bad_request", "");
        row("a list", "[]", 0, "bad_request", "");
        row("no version", R"({"id":3,"type":"hello"})", 3, "wrong_version", "v");
        row("another version", R"({"v":"2","id":3,"type":"hello"})", 3, "wrong_version", "v");
        row("a version that is a number", R"({"v":1,"id":3,"type":"hello"})", 3, "wrong_version", "v");
        row("no id", R"({"v":"1","type":"hello"})", 0, "bad_request", "id");
        row("an id below 0", R"({"v":"1","id":-1,"type":"hello"})", 0, "bad_request", "id");
        row("an id over 32 bits", R"({"v":"1","id":4294967296,"type":"hello"})", 0, "bad_request", "id");
        row("no type", R"({"v":"1","id":4})", 4, "bad_request", "type");
        row("a type that is a list", R"({"v":"1","id":4,"type":[]})", 4, "bad_request", "type");
        row("a payload that is a text", R"({"v":"1","id":4,"type":"hello","payload":""})", 4, "bad_request", "payload");
    }

    void badRequest_isRefused_withItsIdAndTheField()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, id);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, field);
        const auto read = parseRequest(text.toStdString());
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().id, static_cast<std::uint32_t>(id));
        QCOMPARE(QByteArray::fromStdString(std::string(wordOf(read.error().failure.code))), code);
        QCOMPARE(QByteArray::fromStdString(read.error().failure.field), field);
    }

    void clientSaysRequestsAndEvents()
    {
        const auto event = parseFromClient(encode(Event{"terminal.ack", {{"id", 3}}}));
        QVERIFY(event.has_value());
        QCOMPARE(std::get<Event>(*event).name, "terminal.ack");
        QCOMPARE(std::get<Event>(*event).payload, Json({{"id", 3}}));
        const auto request = parseFromClient(encode(Request{7, "hello", Json::object()}));
        QVERIFY(request.has_value());
        QCOMPARE(std::get<Request>(*request).id, 7U);
        QCOMPARE(parseFromClient(R"({"v":"1","event":4})").error().failure.field, "event");
        QCOMPARE(parseFromClient(R"({"v":"1","event":"x","payload":[]})").error().failure.field, "payload");
    }

    void reply_comesBackWithItsPayload()
    {
        const auto read = parseFromBridge(encode(Reply{9, Json{{"size", 3}}}));
        QVERIFY(read.has_value());
        const auto& reply = std::get<Reply>(*read);
        QCOMPARE(reply.id, 9U);
        QCOMPARE(reply.outcome->at("size").get<int>(), 3);
    }

    void failure_comesBackWithCodeSentenceAndField()
    {
        const auto read = parseFromBridge(encode(Reply{9, failed(Code::OutsideWorkspace, "No.", "path")}));
        QVERIFY(read.has_value());
        const auto failure = std::get<Reply>(*read).outcome.error();
        QCOMPARE(failure.code, Code::OutsideWorkspace);
        QCOMPARE(failure.message, "No.");
        QCOMPARE(failure.field, "path");
    }

    void wordOfANewerBridge_isFailed() { QCOMPARE(codeFrom("on_holiday"), Code::Failed); }

    void event_comesBack()
    {
        const auto read = parseFromBridge(encode(Event{"progress", {{"done", 5}}}));
        QVERIFY(read.has_value());
        QCOMPARE(std::get<Event>(*read).name, "progress");
        QCOMPARE(std::get<Event>(*read).payload.at("done").get<int>(), 5);
    }

    void bytesThatAreNotText_areReplaced_notRefused()
    {
        const auto text = encode(Reply{1, Json{{"path", "a\xff"
                                                        "b"}}});
        QVERIFY(parseFromBridge(text).has_value());
    }
};

QTEST_GUILESS_MAIN(MessageTest)
#include "message_test.moc"
