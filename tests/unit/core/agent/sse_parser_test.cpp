#include "core/agent/sse_parser.h"

#include <QTest>

using namespace kalpana;
using agent::SseEvent;
using agent::SseParser;

namespace {

QList<SseEvent> parsed(const QList<QByteArray>& pieces)
{
    SseParser parser;
    QList<SseEvent> events;
    for (const auto& piece : pieces)
        events += parser.receive(piece).value();
    return events + parser.finish();
}

} // namespace

class SseParserTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void events_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QList<QByteArray>>("expected"); // "name|data"
        const auto row = [](const char* name, QByteArray stream, QList<QByteArray> expected) {
            QTest::newRow(name) << stream << expected;
        };
        row("line feeds", "data: a\n\ndata: b\n\n", {"|a", "|b"});
        row("CR LF", "data: a\r\n\r\ndata: b\r\n\r\n", {"|a", "|b"});
        row("CR alone", "data: a\r\rdata: b\r\r", {"|a", "|b"});
        row("byte order mark",
            "\xEF\xBB\xBF"
            "data: a\n\n",
            {"|a"});
        row("comments and other fields", ": OPENROUTER PROCESSING\n\nid: 7\nretry: 3\ndata: a\n\n: more\n", {"|a"});
        row("several data lines", "data: a\ndata: b\ndata\n\n", {"|a\nb\n"});
        row("named", "event: ping\ndata: {}\n\n", {"ping|{}"});
        row("no space, two spaces", "data:a\n\ndata:  b\n\n", {"|a", "| b"});
        row("a name alone is no event", "event: x\n\ndata: a\n\n", {"|a"});
        row("no empty line at the end", "data: a\n\ndata: b", {"|a", "|b"});
        row("UTF-8", "data: zażółć\n\n", {"|zażółć"});
    }

    void events()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QList<QByteArray>, expected);
        const auto shown = [](const QList<SseEvent>& events) {
            QList<QByteArray> lines;
            for (const auto& event : events)
                lines.append(event.name + '|' + event.data);
            return lines;
        };
        QCOMPARE(shown(parsed({stream})), expected);
        for (qsizetype cut = 0; cut <= stream.size(); ++cut)
            QCOMPARE(shown(parsed({stream.first(cut), stream.sliced(cut)})), expected);
        QList<QByteArray> bytes;
        for (const char byte : stream)
            bytes.append(QByteArray(1, byte));
        QCOMPARE(shown(parsed(bytes)), expected);
    }

    void lineWithoutEnd_isRefused()
    {
        SseParser parser;
        const QByteArray piece(1024 * 1024, 'x');
        Result<QList<SseEvent>> outcome;
        for (int i = 0; i < 20 && outcome; ++i)
            outcome = parser.receive(piece);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Protocol);
    }
};

QTEST_GUILESS_MAIN(SseParserTest)
#include "sse_parser_test.moc"
