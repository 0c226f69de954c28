#include "remote/gateway/web_socket_frames.h"

#include <QTest>

#include <set>
#include <string>
#include <vector>

using kalpana::gateway::kServiceRestart;
using kalpana::gateway::WebSocketFrames;

namespace {

struct Shape {
    std::uint8_t opcode;
    std::uint64_t length;
    bool isFinal = true;
    bool isMasked = false;
    unsigned lengthBytes = 0; ///< 0: as few as it needs
};

/// A frame whose payload reads like the beginnings of others.
std::string frame(const Shape& shape)
{
    const unsigned bytes = shape.lengthBytes > 0  ? shape.lengthBytes
                           : shape.length < 126   ? 1
                           : shape.length < 65536 ? 2
                                                  : 8;
    std::string all(1, static_cast<char>(shape.opcode | (shape.isFinal ? 0x80 : 0)));
    const int mask = shape.isMasked ? 0x80 : 0;
    if (bytes == 1)
        all += static_cast<char>(static_cast<int>(shape.length) | mask);
    else {
        all += static_cast<char>((bytes == 2 ? 126 : 127) | mask);
        for (unsigned byte = bytes; byte-- > 0;)
            all += static_cast<char>(shape.length >> (8 * byte));
    }
    if (shape.isMasked)
        all += "\x88\x82\x88\x82";
    for (std::uint64_t at = 0; at < shape.length; ++at)
        all += at % 2 == 0 ? '\x88' : '\x02';
    return all;
}

} // namespace

class WebSocketFramesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void boundaries_areFoundAtEachByte_howeverTheStreamIsCut()
    {
        const std::vector<Shape> shapes{
            {.opcode = 1, .length = 5},
            {.opcode = 2, .length = 0},
            {.opcode = 2, .length = 125, .isMasked = true},
            {.opcode = 2, .length = 126},
            {.opcode = 1, .length = 300, .isMasked = true},
            {.opcode = 0x41, .length = 40}, // compressed (RFC 7692)
            {.opcode = 2, .length = 65536, .isMasked = true},
            {.opcode = 2, .length = 7, .lengthBytes = 8},
            {.opcode = 1, .length = 9, .isFinal = false}, // a message in three pieces, with control frames within
            {.opcode = 9, .length = 4},
            {.opcode = 0, .length = 200, .isFinal = false},
            {.opcode = 10, .length = 0, .isMasked = true},
            {.opcode = 0, .length = 0},
            {.opcode = 1, .length = 1},
        };
        std::string all;
        std::set<std::size_t> boundaries{0};
        for (const auto& shape : shapes) {
            all += frame(shape);
            boundaries.insert(all.size());
        }
        WebSocketFrames byteByByte;
        for (std::size_t at = 0; at <= all.size(); ++at) {
            QCOMPARE(byteByByte.isBetweenFrames(), boundaries.contains(at));
            if (at < all.size())
                byteByByte.pass(std::string_view(all).substr(at, 1));
        }
        QVERIFY(!byteByByte.hasClosed());
        for (std::size_t cut = 0; cut <= all.size(); cut += cut < 2000 || all.size() - cut < 2000 ? 1 : 997) {
            WebSocketFrames inTwo;
            inTwo.pass(std::string_view(all).substr(0, cut));
            QCOMPARE(inTwo.isBetweenFrames(), boundaries.contains(cut));
            inTwo.pass(std::string_view(all).substr(cut));
            QVERIFY(inTwo.isBetweenFrames());
        }
    }

    void close_isSeen_onceItsHeadHasPassed()
    {
        WebSocketFrames frames;
        frames.pass(frame({.opcode = 1, .length = 3}));
        frames.pass(kServiceRestart.substr(0, 1));
        QVERIFY(!frames.hasClosed());
        frames.pass(kServiceRestart.substr(1, 1));
        QVERIFY(frames.hasClosed() && !frames.isBetweenFrames());
        frames.pass(kServiceRestart.substr(2));
        QVERIFY(frames.hasClosed() && frames.isBetweenFrames());
    }

    void whatIsNoFrame_leavesNoBoundary_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("reserved opcode") << QByteArray("\x83\x00", 2);
        QTest::newRow("reserved control opcode") << QByteArray("\x8b\x00", 2);
        QTest::newRow("control frame in pieces") << QByteArray("\x09\x00", 2);
        QTest::newRow("long control frame") << QByteArray("\x88\x7e\x00\x02", 4);
        QTest::newRow("length over 63 bits") << QByteArray("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00", 10);
        QTest::newRow("HTTP") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
    }
    void whatIsNoFrame_leavesNoBoundary()
    {
        QFETCH(const QByteArray, bytes);
        WebSocketFrames frames;
        frames.pass(bytes.toStdString());
        QVERIFY(!frames.isBetweenFrames());
        QVERIFY(!frames.hasClosed());
        frames.pass(frame({.opcode = 1, .length = 3}));
        QVERIFY(!frames.isBetweenFrames());
    }
};

QTEST_APPLESS_MAIN(WebSocketFramesTest)
#include "web_socket_frames_test.moc"
