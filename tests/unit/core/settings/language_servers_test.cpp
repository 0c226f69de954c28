#include "core/settings/language_servers.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using settings::languageServers;
using settings::Settings;

class LanguageServersTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notSet_isNone()
    {
        const test::TemporaryFolder folder;
        QVERIFY(languageServers(*Settings::load(folder.path()))->empty());
    }

    void whatIsSet_isRead()
    {
        const test::TemporaryFolder folder;
        folder.write(u"settings.json"_s,
                     R"({"language.servers": {"cpp": ["clangd-19", "--log=error"], ".zig": ["zls"]}})");
        const auto servers = languageServers(*Settings::load(folder.path()));
        QVERIFY(servers.has_value());
        QCOMPARE(servers->size(), 2U);
        QCOMPARE(servers->at("cpp"), (std::vector<std::string>{"clangd-19", "--log=error"}));
        QCOMPARE(servers->at(".zig"), std::vector<std::string>{"zls"});
    }

    void whatIsWrong_isSaid_withKeyAndFile_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("a text") << R"("clangd")"_ba << u"object"_s;
        QTest::newRow("a text for a language") << R"({"cpp": "clangd"})"_ba << u"\"cpp\""_s;
        QTest::newRow("no program") << R"({"cpp": ["clangd"], "rust": []})"_ba << u"\"rust\""_s;
        QTest::newRow("an empty program") << R"({"rust": [""]})"_ba << u"\"rust\""_s;
        QTest::newRow("a number") << R"({"rust": ["a", 1]})"_ba << u"\"rust\""_s;
        QTest::newRow("a NUL") << R"({"rust": ["a\u0000b"]})"_ba << u"\"rust\""_s;
    }
    void whatIsWrong_isSaid_withKeyAndFile()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QString, named);
        const test::TemporaryFolder folder;
        folder.write(u"settings.json"_s, "{\"language.servers\": " + value + '}');
        const auto servers = languageServers(*Settings::load(folder.path()));
        QVERIFY(!servers.has_value());
        QCOMPARE(servers.error().code, ErrorCode::Config);
        QVERIFY2(servers.error().sentence.contains(u"\"language.servers\""_s) &&
                     servers.error().sentence.contains(named) && servers.error().sentence.contains(u"settings.json"_s),
                 qPrintable(servers.error().sentence));
    }
};

QTEST_GUILESS_MAIN(LanguageServersTest)
#include "language_servers_test.moc"
