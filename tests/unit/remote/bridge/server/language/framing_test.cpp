#include "remote/bridge/server/language/framing.h"

#include <QTest>

using namespace kalpana::bridge::server;

namespace {

using Texts = std::vector<std::string>;

} // namespace

class FramingTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messages_comeOutWhole_whereverTheyAreCut()
    {
        const std::string bytes = framed("{\"a\":1}") +
                                  "content-LENGTH:  5\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n\r\n\r\nx" +
                                  framed("") + framed("\xc3\xa4");
        const Texts all{"{\"a\":1}", "\r\n\r\nx", "", "\xc3\xa4"};
        for (std::size_t first = 0; first <= bytes.size(); ++first)
            for (std::size_t second = first; second <= bytes.size(); ++second) {
                MessageReader reader;
                Texts read;
                for (const auto& piece :
                     {bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)}) {
                    const auto messages = reader.receive(piece);
                    QVERIFY(messages.has_value());
                    read.insert(read.end(), messages->begin(), messages->end());
                }
                QCOMPARE(read, all);
            }
        MessageReader reader;
        Texts read;
        for (const char byte : bytes)
            if (const auto messages = reader.receive({&byte, 1}); messages && !messages->empty())
                read.push_back(messages->front());
        QCOMPARE(read, all);
    }

    void whatIsNoMessage_isRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no length") << QByteArray("Content-Type: x\r\n\r\n{}");
        QTest::newRow("no header") << QByteArray("\r\n\r\n");
        QTest::newRow("not a number") << QByteArray("Content-Length: 1x\r\n\r\n{}");
        QTest::newRow("nothing") << QByteArray("Content-Length:\r\n\r\n{}");
        QTest::newRow("below zero") << QByteArray("Content-Length: -1\r\n\r\n{}");
        QTest::newRow("no size at all") << QByteArray("Content-Length: 99999999999999999999\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}");
        QTest::newRow("too large") << QByteArray("Content-Length: 1001\r\n\r\n");
        QTest::newRow("no end of the header") << QByteArray(5000, 'x');
    }
    void whatIsNoMessage_isRefused()
    {
        QFETCH(const QByteArray, bytes);
        QVERIFY(!MessageReader(1000).receive(bytes.toStdString()).has_value());
        MessageReader slow(1000);
        bool refused = false;
        for (const char byte : bytes)
            refused = refused || !slow.receive({&byte, 1}).has_value();
        QVERIFY(refused);
    }

    void largestMessage_isTaken()
    {
        const std::string body(1000, 'x');
        QCOMPARE(MessageReader(1000).receive(framed(body))->at(0), body);
    }

    void textThatIsNotUtf8_isReplaced() { QCOMPARE(jsonText("a\"\xff"), "\"a\\\"\xef\xbf\xbd\""); }
};

QTEST_GUILESS_MAIN(FramingTest)
#include "framing_test.moc"
