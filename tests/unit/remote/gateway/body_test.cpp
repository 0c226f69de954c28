#include "remote/gateway/body.h"

#include <QTest>

using namespace kalpana::gateway;
using Kind = BodyLength::Kind;

namespace {

/// How many bytes were taken in pieces of a size; what the body says then.
struct Taken {
    std::size_t count = 0;
    bool done = false;
    bool broken = false;
    bool operator==(const Taken&) const = default;
};

Taken feed(BodyLength length, std::string_view bytes, std::size_t piece)
{
    Body body(length);
    Taken taken;
    while (taken.count < bytes.size() && !body.done() && !body.broken())
        taken.count += body.take(bytes.substr(taken.count, piece));
    return {taken.count, body.done(), body.broken()};
}

} // namespace

class BodyTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chunks_endExactlyWhereTheyEnd_howeverTheyArrive()
    {
        const std::string body = "5\r\nhello\r\nA;name=\"v\"\r\n0123456789\r\n00\r\nX-Sum: 9\r\nX-B: c\r\n\r\n";
        for (std::size_t piece = 1; piece <= body.size() + 5; ++piece)
            QVERIFY(feed({.kind = Kind::Chunked}, body + "GET /", piece) == (Taken{body.size(), true, false}));
    }

    void wrongChunks_break_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const char* bytes :
             {"\r\n", ";a\r\n", "x\r\n", "-1\r\n", "+5\r\nhello", "0x5\r\nhello", " 5\r\nhello", "5 \r\nhello",
              "5\nhello", "5\r\nhelloX", "5\r\nhello\n", "5\r\nhello\rX", "1000000000000000\r\n", "5;a\nb\r\nhello",
              "0\r\n\n", "0\r\n a: b\r\n\r\n", "0\r\na: b\n\r\n", "0\r\n\rX", "5\rX"})
            QTest::newRow(bytes) << QByteArray(bytes);
    }
    void wrongChunks_break()
    {
        QFETCH(QByteArray, bytes);
        for (std::size_t piece : {std::size_t(1), std::size_t(64)})
            QVERIFY(feed({.kind = Kind::Chunked}, bytes.toStdString(), piece).broken);
    }

    void endlessExtensionsAndTrailers_break()
    {
        QVERIFY(feed({.kind = Kind::Chunked}, "5;" + std::string(100000, 'a'), 4096).broken);
        std::string trailers = "0\r\n";
        for (int i = 0; i < 10000; ++i)
            trailers += "a: b\r\n";
        QVERIFY(feed({.kind = Kind::Chunked}, trailers, 4096).broken);
    }

    void length_takesThatMany()
    {
        QVERIFY(feed({.kind = Kind::Bytes, .bytes = 5}, "helloGET", 3) == (Taken{5, true, false}));
        QVERIFY(feed({.kind = Kind::Bytes, .bytes = 0}, "GET", 3) == (Taken{0, true, false}));
        QVERIFY(feed({}, "GET", 3) == (Taken{0, true, false}));
    }

    void closing_endsOnlyABodyThatEndsByIt()
    {
        Body open({.kind = Kind::UntilClose});
        QCOMPARE(open.take("all of it"), std::size_t(9));
        open.ended();
        QVERIFY(open.done());
        Body cut({.kind = Kind::Bytes, .bytes = 5});
        QCOMPARE(cut.take("abc"), std::size_t(3));
        cut.ended();
        QVERIFY(cut.broken());
        Body chunked({.kind = Kind::Chunked});
        QCOMPARE(chunked.take("5\r\nhello\r\n"), std::size_t(10));
        chunked.ended();
        QVERIFY(chunked.broken());
    }
};

QTEST_GUILESS_MAIN(BodyTest)
#include "body_test.moc"
