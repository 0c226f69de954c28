#include "remote/bridge/server/files/text.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace std::string_view_literals;

class TextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void utf8_isTakenWhole()
    {
        for (const auto text :
             {""sv, "plain"sv, "more than eight"sv, "h\xc3\xa9"sv, "\xe2\x82\xac"sv, "\xf0\x9f\x98\x80"sv})
            QCOMPARE(utf8Prefix(text), text.size());
    }

    void otherBytes_areNotUtf8()
    {
        for (const auto bytes : {"a\xff"
                                 "b"sv,
                                 "a\xc0\x80"
                                 "b"sv,
                                 "a\xed\xa0\x80"
                                 "b"sv,
                                 "a\xf5\x80\x80\x80"
                                 "b"sv,
                                 "a\xc3"
                                 "b"sv,
                                 "a\xe0\x80\x80"
                                 "b"sv})
            QCOMPARE(utf8Prefix(bytes), std::size_t{1});
    }

    void charactersCutOffAtTheEnds_areTakenAway()
    {
        QCOMPARE(wholeCharacters("\xa9z"sv), "z"sv);
        QCOMPARE(wholeCharacters("a\xc3"sv), "a"sv);
        QCOMPARE(wholeCharacters("a\xf0\x9f\x98"sv), "a"sv);
        QCOMPARE(wholeCharacters("\x98\x80z\xe2\x82"sv), "z"sv);
        QVERIFY(isCutOffCharacter("\xe2\x82"sv));
        QVERIFY(!isCutOffCharacter("\xe2\x82\xac"sv));
        QVERIFY(!isCutOffCharacter("\x82"sv));
        QVERIFY(!isCutOffCharacter("z\xe2"sv));
        QVERIFY(!isCutOffCharacter("\xf9\x80"sv)); // begins none
        QVERIFY(!isCutOffCharacter("\xc1"sv));
        QVERIFY(!isCutOffCharacter("\xe0\x80"sv)); // would be overlong
        QVERIFY(!isCutOffCharacter("\xed\xa0"sv)); // half of a pair
    }

    void lineEndings_areTold()
    {
        QCOMPARE(lineEnding("a\nb\n"), "lf"sv);
        QCOMPARE(lineEnding("a\r\nb\r\n"), "crlf"sv);
        QCOMPARE(lineEnding("a\r\nb\n"), "mixed"sv);
        QCOMPARE(lineEnding("a"), "none"sv);
    }

    void returns_goAndComeBack()
    {
        for (const auto text : {"a\r\nb\r\n"sv, "a\r\r\nb"sv, "\r\n"sv, ""sv, "\rx\r\n\r\n"sv})
            QCOMPARE(withReturns(withoutReturns(text)), std::string(text));
        QCOMPARE(withoutReturns("a\r\r\nb\rc\n"), "a\r\nb\rc\n");
        QCOMPARE(withReturns("\na"), "\r\na");
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
