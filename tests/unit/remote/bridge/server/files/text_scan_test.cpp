#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/files/text_scan.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace std::string_view_literals;

class TextScanTest final : public QObject {
    Q_OBJECT

    static TextScan scanned(std::string_view bytes, std::size_t piece)
    {
        TextScan scan;
        for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
            scan.add(bytes.substr(0, piece));
        return scan;
    }

private Q_SLOTS:
    void encodingAndLineEnding_areFound_howeverTheBytesCome_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("lines");
        const auto row = [](const char* name, std::string_view bytes, const char* encoding, const char* ending,
                            int lines) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << QByteArray(encoding) << QByteArray(ending) << lines;
        };
        row("empty", "", "utf-8", "none", 0);
        row("short", "a", "utf-8", "none", 1);
        row("two bytes", "\r\n", "utf-8", "crlf", 1);
        row("ascii", "one\ntwo\n", "utf-8", "lf", 2);
        row("no last end", "one\ntwo", "utf-8", "lf", 2);
        row("crlf", "one\r\ntwo\r\n", "utf-8", "crlf", 2);
        row("mixed", "one\r\ntwo\n", "utf-8", "mixed", 2);
        row("returns only", "one\rtwo\r", "utf-8", "none", 1);
        row("utf-8", "h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n", "utf-8", "lf", 1);
        row("utf-8 cut off", "h\xe2\x82", "windows-1252", "none", 1);
        row("latin", "h\xe9llo\n", "windows-1252", "lf", 1);
        row("latin and controls", "h\xe9llo\x01\n", "binary", "lf", 1);
        row("escapes are text", "\x1b[1mb\xf6ld\x1b[0m", "windows-1252", "none", 1);
        row("nul", "a\0b\n"sv, "binary", "lf", 1);
        row("bom", "\xef\xbb\xbfone\n", "utf-8-bom", "lf", 1);
        row("bom alone", "\xef\xbb\xbf", "utf-8-bom", "none", 0);
        row("utf-16le", "\xff\xfe\x61\0\r\0\n\0"sv, "utf-16le", "crlf", 1);
        row("utf-16be", "\xfe\xff\0\x61\0\n"sv, "utf-16be", "lf", 1);
        row("utf-16 alone", "\xff\xfe", "utf-16le", "none", 0);
        row("utf-16 odd", "\xff\xfe\x61\0\n"sv, "binary", "none", 1);
        row("utf-16 pair", "\xff\xfe\x3d\xd8\x00\xde"sv, "utf-16le", "none", 1);
        row("utf-16 half a pair", "\xff\xfe\x3d\xd8\x61\0"sv, "binary", "none", 1);
        row("utf-16 lone low", "\xff\xfe\x00\xde"sv, "binary", "none", 1);
        row("png", "\x89PNG\r\n\x1a\n\0\0"sv, "binary", "mixed", 3);
    }

    void encodingAndLineEnding_areFound_howeverTheBytesCome()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, ending);
        QFETCH(int, lines);
        for (const std::size_t piece : {1U, 2U, 3U, 5U, 1000U}) {
            const auto scan = scanned({bytes.constData(), static_cast<std::size_t>(bytes.size())}, piece);
            QCOMPARE(std::string(nameOf(scan.encoding())), encoding.toStdString());
            QCOMPARE(std::string(scan.lineEnding()), ending.toStdString());
            if (scan.encoding() != Encoding::Binary)
                QCOMPARE(scan.lines(), static_cast<std::uint64_t>(lines));
        }
    }

    void anyBytes_areTheSameInPiecesAndAsAWhole()
    {
        std::uint32_t state = 7;
        const auto next = [&state] { return state = state * 1664525U + 1013904223U; };
        constexpr std::array parts{
            "a"sv, "\n"sv, "\r"sv, "\r\n"sv, "\xc3\xa9"sv, "\xe2\x82\xac"sv, "\xf0\x9f\x98\x80"sv};
        for (int round = 0; round < 2000; ++round) {
            std::string text;
            for (std::uint32_t i = 0; i < (next() >> 24U); ++i)
                text += parts.at((next() >> 16U) % parts.size());
            const auto whole = scanned(text, text.size() + 1);
            const auto pieces = scanned(text, 1 + (next() >> 28U));
            QCOMPARE(pieces.encoding(), Encoding::Utf8);
            QCOMPARE(pieces.encoding(), whole.encoding());
            QCOMPARE(pieces.lineEnding(), lineEnding(text));
            QCOMPARE(pieces.lines(), whole.lines());
        }
    }
};

QTEST_GUILESS_MAIN(TextScanTest)
#include "text_scan_test.moc"
