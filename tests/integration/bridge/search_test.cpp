#include "tests/support/test_bridge.h"

#include <QProcess>
#include <QTest>

#include <algorithm>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// The same searches by ripgrep and by the bridge's own engine: the same answers.
class SearchTest final : public QObject {
    Q_OBJECT

    TestBridge m_withRipgrep;
    TestBridge m_without{TestBridge::Setup{.variables = {u"PATH=/nowhere"_s}}};
    RawBridgeClient m_ripgrep;
    RawBridgeClient m_own;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    void write(const QString& path, const QByteArray& content) const
    {
        for (const auto* bridge : {&m_withRipgrep, &m_without})
            bridge->folder().write(u"root/"_s + path, content);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_withRipgrep.connect(m_ripgrep));
        QVERIFY(m_without.connect(m_own));
        QCOMPARE(m_ripgrep.request("search", {{"query", "x"}}).at("payload").value("engine", ""), "ripgrep");
        write(u".gitignore"_s, "ignored/\n*.min.js\n");
        write(u".git/config"_s, "needle\n");
        write(u"ignored/file"_s, "needle\n");
        write(u"app.min.js"_s, "needle\n");
        write(u".hidden"_s, "a needle in the dark\n");
        write(u"src/main.cpp"_s, "int main() {\n    return Needle(1); // needle, needle\n}\n");
        write(u"src/unicode.txt"_s, "größe: 3 €\r\nNEEDLE\r\n");
        write(u"src/no-newline"_s, "last line needle");
        write(u"binary"_s, QByteArray("needle\0needle\n", 14));
        write(u"long"_s, QByteArray(3000, 'x') + "needle" + QByteArray(3000, 'y') + "\n");
        write(u"docs/a b.md"_s, "f(x) = [needle]\n");
        write(u".git/info/exclude"_s, "excluded\n");
        write(u"excluded"_s, "needle\n");
        write(u"src/.gitignore"_s, "!*.min.js\ngenerated/\n");
        write(u"src/lib.min.js"_s, "needle;\n");
        write(u"src/generated/x"_s, "needle\n");
        write(u"src/latin1"_s, "caf\xe9 needle\n");
        write(u"src/bom"_s, "\xef\xbb\xbf# needle\n");
        write(u"src/wide"_s, QByteArray("\xff\xfew\0i\0d\0e\0\r\0\n\0", 14));
        write(u"src/words"_s, "éa xé –é\n\n  \nneedle.\n\n");
        write(u"late-binary"_s, "needle\n" + QByteArray(300000, 'x') + '\0');
        QByteArray large;
        for (int line = 0; line < 200000; ++line)
            large += "line " + QByteArray::number(line) + '\n';
        write(u"src/large"_s, large);
    }

    void bothEngines_answerTheSame_data()
    {
        QTest::addColumn<QByteArray>("payload");
        const auto row = [](const Json& payload) {
            const auto text = QByteArray::fromStdString(payload.dump());
            QTest::newRow(text.constData()) << text;
        };
        row({{"query", "needle"}});
        row({{"query", "needle"}, {"caseSensitive", false}});
        row({{"query", "[needle]"}});
        row({{"query", "nothing like it"}});
        row({{"query", "^\\s+return"}, {"regex", true}});
        row({{"query", "needle$"}, {"regex", true}});
        row({{"query", "\\bneedle\\b"}, {"regex", true}});
        row({{"query", "gr..e: \\d .$"}, {"regex", true}});
        row({{"query", "(int|void)\\s+\\w+\\("}, {"regex", true}});
        row({{"query", "N[e]{2}dle"}, {"regex", true}, {"caseSensitive", false}});
        row({{"query", "needle"}, {"glob", "*.cpp"}});
        row({{"query", "needle"}, {"glob", "src/**"}});
        row({{"query", "needle"}, {"glob", "!src/**"}});
        row({{"query", "needle"}, {"glob", "/docs/*.md"}});
        row({{"query", "needle"}, {"case", "ignore"}});
        row({{"query", "needle"}, {"case", "smart"}});
        row({{"query", "Needle"}, {"case", "smart"}});
        row({{"query", "\\Wneedle"}, {"regex", true}, {"case", "smart"}});
        row({{"query", "needle"}, {"context", 2}});
        row({{"query", "é"}, {"context", 1}, {"path", "src"}});
        row({{"query", "needle"}, {"include", {"*.cpp", "*.md"}}});
        row({{"query", "needle"}, {"exclude", {"*.cpp", "/docs"}}});
        row({{"query", "needle"}, {"include", {"src/**"}}, {"exclude", {"*.txt"}}});
        row({{"query", "needle"}, {"include", {"*.min.js"}}}); // what is named is wanted, ignored or not
        row({{"query", "needle"}, {"include", {"**"}}});
        row({{"query", "needle"}, {"path", "src"}});
        row({{"query", "needle"}, {"path", "./src/"}, {"include", {"main.*"}}});
        row({{"query", "größe"}});
        row({{"query", "GRÖSSE|GRÖßE"}, {"regex", true}, {"case", "ignore"}});
        row({{"query", "\\w+öße"}, {"regex", true}});
        row({{"query", "\\bé\\w"}, {"regex", true}});
        row({{"query", "^#"}, {"regex", true}});
        row({{"query", "caf."}, {"regex", true}});
        row({{"query", "wide"}});
        row({{"query", "^$"}, {"regex", true}, {"path", "src"}});
        row({{"query", "(?P<n>need)le[[:punct:]]"}, {"regex", true}});
        row({{"query", "line 4999[0-9]"}, {"regex", true}, {"context", 3}});
    }

    /// Many small texts and many queries.
    void bothEngines_answerTheSame_toAnything()
    {
        std::uint32_t state = 23;
        const auto random = [&state](std::uint32_t below) {
            state = state * 1664525U + 1013904223U;
            return (state >> 16U) % below;
        };
        const auto oneOf = [&](std::initializer_list<const char*> choices) {
            return std::string(*(choices.begin() + random(static_cast<std::uint32_t>(choices.size()))));
        };
        for (int file = 0; file < 40; ++file) {
            std::string text;
            for (std::uint32_t words = random(200); words > 0; --words)
                text += oneOf(
                    {"foo", "bar", "Foo", "été", "ab", "(", ")", "_", " ", " ", "\n", "\n", "\r\n", "1", "x-y", "–"});
            write(u"any/%1/%2.txt"_s.arg(file % 7).arg(file), QByteArray::fromStdString(text));
        }
        for (int round = 0; round < 60; ++round) {
            std::string query;
            for (std::uint32_t parts = 1 + random(4); parts > 0; --parts)
                query += oneOf({"foo", "bar", "o", "é", "\\w+", "\\b", ".", "[a-f]+", "\\d", "\\s", "(foo|bar)", "x?",
                                "[^o]", "\\W"});
            if (random(5) == 0)
                query = '^' + query;
            if (random(5) == 0)
                query += '$';
            const Json payload{{"query", query},
                               {"regex", true},
                               {"path", "any"},
                               {"limit", 10000},
                               {"case", oneOf({"sensitive", "ignore", "smart"})},
                               {"context", random(3)}};
            auto own = payload;
            own["engine"] = "own";
            const auto byRipgrep = m_ripgrep.request("search", payload).at("payload");
            const auto byOwn = m_ripgrep.request("search", own).at("payload");
            QCOMPARE(byRipgrep.value("engine", ""), "ripgrep");
            QVERIFY2(byOwn.at("matches") == byRipgrep.at("matches"), query.c_str());
        }
    }

    void streamedSearch_sendsAllMatches_beforeItsReply()
    {
        for (auto* client : {&m_ripgrep, &m_own}) {
            const auto all = client->request("search", {{"query", "999"}, {"limit", 10000}}).at("payload");
            const auto id = client->send("search", {{"query", "999"}, {"limit", 10000}, {"stream", true}});
            const auto reply = client->reply(id).at("payload");
            QVERIFY(reply.at("matches").empty());
            QCOMPARE(reply.at("found"), all.at("found"));
            std::vector<Json> streamed;
            for (const auto& event : client->events())
                if (event.at("event") == "search.matches" && event.at("payload").at("id") == id)
                    for (const auto& match : event.at("payload").at("matches"))
                        streamed.push_back(match);
            std::ranges::stable_sort(streamed, {}, [](const Json& match) { return match.value("path", ""); });
            QVERIFY(Json(streamed) == all.at("matches"));
        }
    }

    void streamedSearch_isCancelled_whileNobodyReads()
    {
        for (auto* bridge : {&m_withRipgrep, &m_without}) {
            RawBridgeClient client;
            QVERIFY(bridge->connect(client));
            client.pauseReading(true);
            const auto id =
                client.send("search", {{"query", "line"}, {"limit", 10000}, {"context", 20}, {"stream", true}});
            (void)client.send("request.cancel", {{"id", id}});
            client.pauseReading(false);
            const auto code = codeOf(client.reply(id));
            QVERIFY(code == "cancelled" || code == "none");
        }
    }

    void names_areFound_theBestFirst()
    {
        const auto found = m_own.request("search.names", {{"query", "main"}}).at("payload");
        QCOMPARE(found.at("files").at(0).value("path", ""), "src/main.cpp");
        QCOMPARE(found.at("files").at(0).at("places"), (Json{4, 5, 6, 7}));
        QCOMPARE(codeOf(m_own.request("search.names", {{"query", "x"}, {"path", ".."}})), "outside_workspace");
    }

    void wrongPayload_isRefusedByTheNameOfItsField_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char* type, const char* payload, const char* field) {
            QTest::addRow("%s %s", type, payload) << QByteArray(type) << QByteArray(payload) << QByteArray(field);
        };
        row("search", R"({})", "query");
        row("search", R"({"query":"a\nb"})", "query");
        row("search", R"({"query":"a","case":"upper"})", "case");
        row("search", R"({"query":"a","case":1})", "case");
        row("search", R"({"query":"a","include":"*.c"})", "include");
        row("search", R"({"query":"a","exclude":[1]})", "exclude");
        row("search", R"({"query":"a","context":"2"})", "context");
        row("search", R"({"query":"a","limit":-1})", "limit");
        row("search", R"({"query":"a","stream":1})", "stream");
        row("search", R"({"query":"a","engine":"grep"})", "engine");
        row("search", R"({"query":"a","path":1})", "path");
        row("search.names", R"({"query":1})", "query");
        row("search.names", R"({"limit":"x"})", "limit");
    }
    void wrongPayload_isRefusedByTheNameOfItsField()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, payload);
        QFETCH(QByteArray, field);
        const auto reply = m_own.request(type.toStdString(), Json::parse(payload.toStdString()));
        QCOMPARE(codeOf(reply), "bad_request");
        QCOMPARE(reply.at("error").value("field", ""), field.toStdString());
    }

    void bothEngines_answerTheSame()
    {
        QFETCH(QByteArray, payload);
        const auto ask = [&](RawBridgeClient& client) {
            return client.request("search", Json::parse(payload.toStdString())).at("payload");
        };
        auto byRipgrep = ask(m_ripgrep);
        auto byOwn = ask(m_own);
        QCOMPARE(byOwn.value("engine", ""), "own");
        QCOMPARE(QByteArray::fromStdString(byOwn.at("matches").dump(1)),
                 QByteArray::fromStdString(byRipgrep.at("matches").dump(1)));
    }

    void limit_isKept_andTold()
    {
        for (auto* client : {&m_ripgrep, &m_own}) {
            const auto payload = client->request("search", {{"query", "needle"}, {"limit", 2}}).at("payload");
            QCOMPARE(payload.at("matches").size(), std::size_t{2});
            QCOMPARE(payload.value("truncated", false), true);
        }
    }

    void wrongExpression_isTheFieldQuery()
    {
        for (auto* client : {&m_ripgrep, &m_own}) {
            const auto reply = client->request("search", {{"query", "(unclosed"}, {"regex", true}});
            QCOMPARE(codeOf(reply), "bad_request");
            QCOMPARE(reply.at("error").value("field", ""), "query");
            QCOMPARE(codeOf(client->request("search", {{"query", ""}})), "bad_request");
        }
    }

    void queryThatLooksLikeAnOption_isAQuery()
    {
        write(u"options"_s, "--files and -e\n");
        for (auto* client : {&m_ripgrep, &m_own})
            QCOMPARE(client->request("search", {{"query", "--files"}}).at("payload").at("matches").size(),
                     std::size_t{1});
    }

    void cancelledSearch_isAnsweredSo()
    {
        for (auto* client : {&m_ripgrep, &m_own}) {
            const auto id = client->send("search", {{"query", "needle"}});
            QVERIFY(client->request("request.cancel", {{"id", id}}).value("ok", false));
            const auto code = codeOf(client->reply(id));
            QVERIFY(code == "cancelled" || code == "none"); // it may have been quicker
        }
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "search_test.moc"
