#include "remote/bridge/protocol/frame.h"

#include <QTest>

using namespace kalpana::bridge::protocol;

class FrameTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesStandAsDescribed_bigEndian()
    {
        const std::string data = encode(Frame{FrameKind::Errors, 0x01020304, 0x05060708090a0b0c, "xyz"});
        QCOMPARE(QByteArray::fromStdString(data).toHex(), QByteArray("020102030405060708090a0b0c78797a"));
    }

    void frame_comesBackAsItWas()
    {
        const std::string data =
            encode(Frame{FrameKind::UploadData, 0xfffffffe, 1ULL << 40U, std::string_view("a\0b", 3)});
        const auto frame = decodeFrame(data);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->kind, FrameKind::UploadData);
        QCOMPARE(frame->stream, 0xfffffffeU);
        QCOMPARE(frame->offset, 1ULL << 40U);
        QCOMPARE(frame->bytes, std::string_view("a\0b", 3));
    }

    void shortOrUnknown_isNothing()
    {
        const std::string good = encode(Frame{FrameKind::Output, 1, 0, ""});
        QVERIFY(decodeFrame(good).has_value());
        QVERIFY(!decodeFrame(std::string_view(good).substr(0, 12)).has_value());
        QVERIFY(!decodeFrame("").has_value());
        QVERIFY(!decodeFrame(std::string(1, '\10') + good.substr(1)).has_value());
        QVERIFY(!decodeFrame(std::string(1, '\0') + good.substr(1)).has_value());
    }
};

QTEST_GUILESS_MAIN(FrameTest)
#include "frame_test.moc"
