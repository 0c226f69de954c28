#include "remote/gateway/head.h"

#include <QTest>

using namespace kalpana::gateway;
using Kind = BodyLength::Kind;

class HeadTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void request_keepsItsFieldsInOrderAndSpelling()
    {
        const auto head =
            parseRequestHead("GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-two:  2 \r\nX-One: 3\r\n\r\n");
        QVERIFY(head.has_value());
        QCOMPARE(head->method, "GET");
        QCOMPARE(head->target, "/a?b=c");
        QCOMPARE(head->host, "x");
        QCOMPARE(head->fields.count("x-one"), std::size_t(2));
        QCOMPARE(head->fields.value("X-TWO"), "2");
        QVERIFY(head->keepAlive());
        QVERIFY(head->body.kind == Kind::None);
    }

    void absoluteForm_becomesAPath_ifItNamesTheHost()
    {
        QCOMPARE(parseRequestHead("GET http://x:1/p HTTP/1.1\r\nHost: x:1\r\n\r\n")->target, "/p");
        QCOMPARE(parseRequestHead("GET http://X:1 HTTP/1.1\r\nHost: x:1\r\n\r\n")->target, "/");
        QCOMPARE(parseRequestHead("GET http://y/p HTTP/1.1\r\nHost: x\r\n\r\n").error(), 400);
    }

    void lengths_areRead()
    {
        QCOMPARE(parseRequestHead("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n")->body.bytes, 7U);
        QVERIFY(parseRequestHead("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n")->body.kind ==
                Kind::Chunked);
    }

    void whatCanBeReadInTwoWays_isRefused_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        const auto post = [](const char* name, const char* fields, int status = 400) {
            QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: x\r\n") + fields + "\r\n" << status;
        };
        post("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
        post("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
        post("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
        post("one length twice", "Content-Length: 5\r\nContent-Length: 5\r\n");
        post("a list of lengths", "Content-Length: 5, 5\r\n");
        post("a signed length", "Content-Length: +5\r\n");
        post("a hexadecimal length", "Content-Length: 0x5\r\n");
        post("an empty length", "Content-Length: \r\n");
        post("an endless length", "Content-Length: 99999999999999999999999\r\n");
        post("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        post("another coding", "Transfer-Encoding: gzip, chunked\r\n");
        post("chunked is not last", "Transfer-Encoding: chunked, identity\r\n");
        post("no real coding", "Transfer-Encoding: xchunked\r\n");
        post("space before the colon", "Transfer-Encoding : chunked\r\n");
        post("folded line", "X-A: b\r\n Transfer-Encoding: chunked\r\n");
        post("bare line feed", "X-A: b\nTransfer-Encoding: chunked\r\n");
        post("bare carriage return", "X-A: b\rTransfer-Encoding: chunked\r\n");
        post("no name", ": b\r\n");
        post("no colon", "abc\r\n");
        post("second Host", "Host: y\r\n");
        post("two Origins", "Origin: a\r\nOrigin: b\r\n");
        QTest::newRow("NUL") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 37) << 400;
        QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("chunked in 1.0") << QByteArray(
                                               "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                                        << 400;
        QTest::newRow("space in the target") << QByteArray("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("asterisk") << QByteArray("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("CONNECT") << QByteArray("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
        QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
        QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\n") << 400;
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\r\n\r\n") << 400;
        QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
    }
    void whatCanBeReadInTwoWays_isRefused()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, status);
        const auto parsed = parseRequestHead(head.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error(), status);
    }

    void onlyWebSocketUpgradesCount()
    {
        const auto upgrade = [](const char* fields, const char* method = "GET") {
            return parseRequestHead(std::string(method) + " / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n")
                ->isWebSocket();
        };
        QVERIFY(upgrade("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"));
        QVERIFY(!upgrade("Upgrade: websocket\r\n"));
        QVERIFY(!upgrade("Connection: Upgrade\r\nUpgrade: h2c\r\n"));
        QVERIFY(!upgrade("Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n"));
        QVERIFY(!upgrade("Connection: Upgrade\r\nUpgrade: websocket\r\n", "POST"));
        QVERIFY(!upgrade("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n"));
    }

    void responseBodies_endAsTheStandardSays_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("kind");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n") << QByteArray("GET")
                                << int(Kind::Bytes);
        QTest::newRow("chunked") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                                 << QByteArray("GET") << int(Kind::Chunked);
        QTest::newRow("until close") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << QByteArray("GET")
                                     << int(Kind::UntilClose);
        QTest::newRow("HEAD") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n") << QByteArray("HEAD")
                              << int(Kind::None);
        QTest::newRow("304") << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n")
                             << QByteArray("GET") << int(Kind::None);
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray("GET") << int(Kind::None);
        QTest::newRow("101")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            << QByteArray("GET") << int(Kind::None);
    }
    void responseBodies_endAsTheStandardSays()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, method);
        QFETCH(int, kind);
        const auto parsed = parseResponseHead(head.toStdString(), method.toStdString());
        QVERIFY(parsed.has_value());
        QCOMPARE(int(parsed->body.kind), kind);
    }

    void ambiguousResponses_areRefused()
    {
        for (const char* head : {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n",
                                 "HTTP/1.1 2x0 OK\r\n\r\n"})
            QVERIFY2(!parseResponseHead(head, "GET"), head);
    }

    void headEnd_isFoundAcrossPieces()
    {
        const std::string_view text = "GET / HTTP/1.1\r\n\r\nrest";
        for (std::size_t seen = 0; seen < 18; ++seen)
            QCOMPARE(headEnd(text, seen), std::optional<std::size_t>(18));
        QVERIFY(!headEnd(text.substr(0, 17)));
    }
};

QTEST_GUILESS_MAIN(HeadTest)
#include "head_test.moc"
