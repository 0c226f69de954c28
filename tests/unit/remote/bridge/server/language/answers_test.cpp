#include "remote/bridge/server/language/answers.h"

#include <QTest>

using namespace kalpana::bridge::server;

namespace {

const Json range{{"start", {{"line", 1}, {"character", 2}}}, {"end", {{"line", 3}, {"character", 4}}}};

Json location(const char* uri)
{
    return {{"uri", uri}, {"range", range}};
}

} // namespace

class AnswersTest final : public QObject {
    Q_OBJECT

    const LanguageAnswers m_answers{"/root"};

private Q_SLOTS:
    void locations_ofEachKind_areRead()
    {
        const Json link{{"targetUri", "file:///root/b"}, {"targetRange", 1}, {"targetSelectionRange", range}};
        for (const Json& one :
             {location("file:///root/b"), Json::array({location("file:///root/b")}), Json::array({link})})
            QCOMPARE(m_answers.locations(one).dump(),
                     "{\"locations\":[{\"character\":2,\"endCharacter\":4,\"endLine\":3,\"line\":1,\"outside\":false,"
                     "\"path\":\"b\"}],\"truncated\":false}");
        QCOMPARE(m_answers.locations(nullptr).at("locations").size(), std::size_t(0));
    }

    void whatIsOutside_isMarked()
    {
        for (const auto& [uri, path] :
             std::map<const char*, std::string>{{"file:///usr/include/x.h", "/usr/include/x.h"},
                                                {"file:///root/../etc/passwd", "/etc/passwd"},
                                                {"file:///rootother/x", "/rootother/x"},
                                                {"file:///root", "/root"},
                                                {"jdt://x/y", "jdt://x/y"}}) {
            const auto found = m_answers.locations(location(uri)).at("locations").at(0);
            QVERIFY2(found.at("outside").get<bool>(), uri);
            QCOMPARE(found.at("path").get<std::string>(), path);
        }
    }

    void whatIsNoAnswer_isLeftOut()
    {
        for (const char* text : {"1", "[1]", "[null]", "[{}]", "[[]]", "[{\"uri\":1}]", "[{\"uri\":\"file:///a\"}]",
                                 "\"x\"", "[{\"uri\":\"file:///a\",\"range\":{\"start\":1,\"end\":{}}}]"}) {
            const auto json = Json::parse(text);
            QCOMPARE(m_answers.locations(json).at("locations").size(), std::size_t(0));
            QCOMPARE(m_answers.diagnostics(json).at("diagnostics").size(), std::size_t(0));
            QCOMPARE(m_answers.symbols(json, "a").at("symbols").size(), std::size_t(0));
            QCOMPARE(m_answers.hover(json).at("text").get<std::string>(), "");
        }
        auto wrong = location("file:///root/b");
        wrong["range"]["start"]["line"] = -1;
        QCOMPARE(m_answers.locations(wrong).at("locations").at(0).at("line").get<int>(), 0);
    }

    void manyAnswers_areCutOff()
    {
        const Json many(2000, location("file:///root/b"));
        QCOMPARE(m_answers.locations(many).at("locations").size(), LanguageAnswers::kMost);
        QVERIFY(m_answers.locations(many).at("truncated").get<bool>());
        const Json symbols(2000, Json{{"name", "x"}, {"kind", 12}, {"selectionRange", range}});
        QCOMPARE(m_answers.symbols(symbols, "a").at("symbols").size(), LanguageAnswers::kMost);
        QVERIFY(m_answers.symbols(symbols, "a").at("truncated").get<bool>());
    }

    void hover_ofEachKind_isText()
    {
        const auto textOf = [this](const Json& contents) {
            return m_answers.hover({{"contents", contents}}).at("text").get<std::string>();
        };
        QCOMPARE(textOf({{"kind", "markdown"}, {"value", "**x**"}}), "**x**");
        QCOMPARE(textOf("x"), "x");
        QCOMPARE(textOf({{{"language", "cpp"}, {"value", "int x"}}, "y"}), "```cpp\nint x\n```\n\ny");
        QCOMPARE(m_answers.hover({{"contents", {{"kind", "plaintext"}, {"value", "x"}}}}).at("format"),
                 Json("plaintext"));
        QCOMPARE(m_answers.hover({{"contents", "x"}, {"range", range}}).at("endLine"), Json(3));
    }

    void symbolsWithinOthers_nameWhatTheyAreIn()
    {
        const Json inner{{"name", "run"}, {"kind", 6}, {"selectionRange", range}};
        const Json outer{{"name", "Job"}, {"kind", 5}, {"selectionRange", range}, {"children", {inner}}};
        const auto symbols = m_answers.symbols(Json::array({outer}), "a.cpp").at("symbols");
        QCOMPARE(symbols.size(), std::size_t(2));
        QCOMPARE(symbols.at(0).at("kind"), Json("class"));
        QCOMPARE(symbols.at(1).at("container"), Json("Job"));
        QCOMPARE(symbols.at(1).at("path"), Json("a.cpp"));
        auto deep = inner;
        for (int i = 0; i < 200; ++i)
            deep = Json{{"name", "x"}, {"kind", 99}, {"selectionRange", range}, {"children", {deep}}};
        QVERIFY(m_answers.symbols(Json::array({deep}), "a").at("symbols").size() < 100);
    }

    void diagnostic_hasItsSeverityInWords()
    {
        const Json list{{{"range", range}, {"severity", 2}, {"message", "m"}, {"source", "s"}, {"code", 7}},
                        {{"range", range}, {"message", "m"}, {"code", "c"}}};
        const auto told = m_answers.diagnostics(list).at("diagnostics");
        QCOMPARE(told.at(0).at("severity"), Json("warning"));
        QCOMPARE(told.at(0).at("code"), Json("7"));
        QCOMPARE(told.at(1).at("severity"), Json("error"));
        QCOMPARE(told.at(1).at("code"), Json("c"));
    }
};

QTEST_GUILESS_MAIN(AnswersTest)
#include "answers_test.moc"
