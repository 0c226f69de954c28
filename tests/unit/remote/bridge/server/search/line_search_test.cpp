#include "remote/bridge/server/search/line_search.h"

#include <QTest>

using namespace kalpana::bridge::server;

class LineSearchTest final : public QObject {
    Q_OBJECT

    std::uint32_t m_state = 17;

    std::uint32_t random(std::uint32_t below)
    {
        m_state = m_state * 1664525U + 1013904223U;
        return (m_state >> 16U) % below;
    }
    std::string oneOf(std::initializer_list<const char*> choices)
    {
        return *(choices.begin() + random(static_cast<std::uint32_t>(choices.size())));
    }

    std::string expression(int depth)
    {
        std::string text;
        for (std::uint32_t count = 1 + random(3); count > 0; --count) {
            text += depth < 3 && random(4) == 0
                        ? '(' + expression(depth + 1) + (random(2) == 0 ? "|" + expression(depth + 1) : "") + ')'
                        : oneOf({"a", "b", "ab", "é", ".", "\\w", "\\W", "\\b", "\\B", "^", "$", "[ab]", "[^a]", "\\s",
                                 "x", "-"});
            if (random(4) == 0 && !text.ends_with('^') && !text.ends_with('$') && !text.ends_with("\\b") &&
                !text.ends_with("\\B"))
                text += oneOf({"*", "+", "?", "{2}", "*?"});
        }
        return text;
    }

    /// The lines that match, by their numbers and places, found line by line.
    static QByteArray byLines(const Regex& regex, std::string_view text)
    {
        QByteArray found;
        for (int number = 1; !text.empty(); ++number) {
            const auto end = text.find('\n');
            auto line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            if (end != std::string_view::npos && line.ends_with('\r'))
                line.remove_suffix(1);
            if (const auto at = regex.find(line))
                found += QByteArray::number(number) + ':' + QByteArray::number(static_cast<qulonglong>(*at)) + ' ';
        }
        return found;
    }

    static QByteArray bySearch(const Regex& regex, std::string_view text)
    {
        QByteArray found;
        LineSearch search(regex);
        for (auto hit = search.next(text, 0); hit; hit = search.next(text, hit->next)) {
            const auto before = std::ranges::count(text.substr(0, hit->start), '\n');
            found += QByteArray::number(static_cast<qlonglong>(before + 1)) + ':' +
                     QByteArray::number(static_cast<qulonglong>(hit->match)) + ' ';
        }
        return found;
    }

private Q_SLOTS:
    void sameLinesAsLineByLine_forAnyExpressionAndText()
    {
        int matched = 0;
        for (int round = 0; round < 500; ++round) {
            const auto text = expression(0);
            const auto regex = Regex::compile(text, {.literal = round % 10 == 0, .caseSensitive = round % 3 != 0});
            QVERIFY2(regex.has_value(), (text + ": " + (regex ? "" : regex.error().message)).c_str());
            std::string content;
            for (std::uint32_t count = random(60); count > 0; --count)
                content += oneOf({"a", "b", "A", "x", "é", "–", " ", "\n", "\n", "\r\n", "\r", "-", "ab", "\xff"});
            const auto expected = byLines(*regex, content);
            matched += expected.isEmpty() ? 0 : 1;
            QVERIFY2(bySearch(*regex, content) == expected, (text + " in \"" + content + '"').c_str());
        }
        QVERIFY(matched > 150);
    }

    void expressionWithMoreStatesThanAreKept_isStillRight()
    {
        // Each state remembers which of the last 14 letters were an a.
        const auto regex = Regex::compile("a[ab]{14}x", {});
        std::string content;
        for (int i = 0; i < 20000; ++i)
            content += random(2) == 0 ? 'a' : 'b';
        content += "\nabbbbbbbbbbbbbbx\n";
        QCOMPARE(bySearch(*regex, content), byLines(*regex, content));
    }
};

QTEST_GUILESS_MAIN(LineSearchTest)
#include "line_search_test.moc"
