#include "remote/bridge/server/search/characters.h"

#include <QString>
#include <QTest>

using namespace kalpana::bridge::server;

class CharactersTest final : public QObject {
    Q_OBJECT

    static bool matches(const std::vector<std::vector<Utf8Range>>& sequences, const QByteArray& bytes)
    {
        return std::ranges::any_of(sequences, [&](const auto& sequence) {
            return sequence.size() == static_cast<std::size_t>(bytes.size()) &&
                   std::ranges::equal(sequence, bytes, [](const Utf8Range& range, char byte) {
                       return range.first <= static_cast<unsigned char>(byte) &&
                              static_cast<unsigned char>(byte) <= range.last;
                   });
        });
    }

private Q_SLOTS:
    void utf8Sequences_matchTheRange_andNothingElse_data()
    {
        QTest::addColumn<char32_t>("first");
        QTest::addColumn<char32_t>("last");
        for (const auto& [first, last] : std::initializer_list<std::pair<char32_t, char32_t>>{{0, 0x10ffff},
                                                                                              {'a', 'z'},
                                                                                              {0x7f, 0x80},
                                                                                              {0x3b1, 0x3c9},
                                                                                              {0x7ff, 0x801},
                                                                                              {0x1234, 0x4321},
                                                                                              {0xe000, 0x10000},
                                                                                              {0xffff, 0x10000},
                                                                                              {0x12345, 0x54321},
                                                                                              {0x20ac, 0x20ac}})
            QTest::addRow("%x to %x", first, last) << first << last;
    }
    void utf8Sequences_matchTheRange_andNothingElse()
    {
        QFETCH(char32_t, first);
        QFETCH(char32_t, last);
        std::vector<std::vector<Utf8Range>> sequences;
        const Characters characters{{first, last}};
        for (const auto& range : characters.ranges())
            std::ranges::move(utf8SequencesOf(range), std::back_inserter(sequences));
        for (char32_t character = 0; character <= Characters::kLast; character += character < 0x900 ? 1 : 61) {
            if (character >= 0xd800 && character < 0xe000)
                continue;
            const auto bytes = QString::fromUcs4(&character, 1).toUtf8();
            QCOMPARE(matches(sequences, bytes), first <= character && character <= last);
        }
    }

    void classes_areMostlyWhatUnicodeSays()
    {
        int different = 0;
        for (char32_t character = 0; character < 0x3000; ++character) {
            if (QChar::category(character) == QChar::Other_NotAssigned)
                continue;
            const bool isWord = QChar::isLetterOrNumber(character) || QChar::isMark(character) ||
                                QChar::category(character) == QChar::Punctuation_Connector;
            different += Characters::words().contains(character) != isWord ? 1 : 0;
            if (character < 0x250)
                QVERIFY2(Characters::words().contains(character) ==
                             (isWord && QChar::category(character) != QChar::Number_Other),
                         QByteArray::number(character, 16).constData());
            if (character < 0x2000)
                QCOMPARE(Characters::spaces().contains(character), QChar::isSpace(character));
        }
        QVERIFY2(different < 600, QByteArray::number(different).constData());
    }

    void bothCases_areFolded()
    {
        for (const auto* pair :
             {u"aA", u"éÉ", u"ÿŸ", u"őŐ", u"žŽ", u"ωΩ", u"σς", u"жЖ", u"ёЁ", u"k\u212a", u"s\u017f"}) {
            const Characters one = Characters{{pair[0], pair[0]}}.withBothCases();
            QVERIFY2(one.contains(pair[1]), QString(QStringView(pair, 2)).toUtf8().constData());
            QVERIFY2((Characters{{pair[1], pair[1]}}.withBothCases().contains(pair[0])),
                     QString(QStringView(pair, 2)).toUtf8().constData());
        }
        QVERIFY((!Characters{{'1', '1'}}.withBothCases().contains('!')));
        QVERIFY((!Characters{{0xd7, 0xd7}}.withBothCases().contains(0xf7)));
    }

    void inverted_isAllElse_butSurrogates()
    {
        const Characters some{{'a', 'c'}, {0xe9, 0xe9}};
        for (const char32_t character : {U'a', U'd', U'é', U'ê', U'😀'})
            QCOMPARE(some.inverted().contains(character), !some.contains(character));
        QVERIFY(!some.inverted().contains(0xd800));
        QVERIFY(Characters().inverted().contains(Characters::kLast));
        QVERIFY(Characters().inverted().inverted().ranges().empty());
    }

    void charactersAreFoundInText()
    {
        const std::string_view text = "aé€😀\xff";
        QCOMPARE(characterAt(text, 0), U'a');
        QCOMPARE(characterAt(text, 1), U'é');
        QCOMPARE(characterAt(text, 3), U'€');
        QCOMPARE(characterAt(text, 6), U'😀');
        QCOMPARE(characterAt(text, 10), char32_t{0xfffd});
        QCOMPARE(characterAt(text, 99), char32_t{0xfffd});
        QCOMPARE(characterBefore(text, 1), U'a');
        QCOMPARE(characterBefore(text, 3), U'é');
        QCOMPARE(characterBefore(text, 6), U'€');
        QCOMPARE(characterBefore(text, 10), U'😀');
        QCOMPARE(characterBefore(text, 0), char32_t{0xfffd});
    }
};

QTEST_GUILESS_MAIN(CharactersTest)
#include "characters_test.moc"
