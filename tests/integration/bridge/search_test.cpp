#include "tests/support/test_bridge.h"

#include <QProcess>
#include <QTest>

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
        if (m_ripgrep.request("search", {{"query", "x"}}).at("payload").value("engine", "") != "ripgrep")
            QSKIP("There is no ripgrep here.");
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
