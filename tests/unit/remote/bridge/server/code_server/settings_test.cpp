#include "remote/bridge/server/code_server/settings.h"
#include "tests/support/temporary_folder.h"

#include <QFileInfo>
#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

namespace {

using Texts = std::vector<std::string>;

/// The text after a merge by somebody who has set `ours` before.
std::string merged(std::string_view text, const Json& wanted, const Json& ours = Json::object())
{
    const auto outcome = mergeSettings(text, wanted, {.ours = ours});
    return outcome ? outcome->text : "refused: " + outcome.error().message;
}

} // namespace

class SettingsTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    SettingsPlaces places(const char* name) const
    {
        return {m_folder.path(QString::fromLatin1(name)).toStdString(),
                m_folder.path(QString::fromLatin1(name) + u".record"_s).toStdString()};
    }

private Q_SLOTS:
    void whatIsMissing_isAddedInTheFilesOwnManner_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("no file") << QByteArray("") << QByteArray("{\n    \"k\": 1\n}\n");
        QTest::newRow("comments only") << QByteArray("// mine") << QByteArray("// mine\n{\n    \"k\": 1\n}\n");
        QTest::newRow("empty") << QByteArray("{}") << QByteArray("{\n    \"k\": 1\n}");
        QTest::newRow("one line") << QByteArray("{\"a\": {\"b\": [1, \"}\"]}}")
                                  << QByteArray("{\"a\": {\"b\": [1, \"}\"]},\n    \"k\": 1\n}");
        QTest::newRow("tabs") << QByteArray("{\n\t\"a\": 1\n}\n") << QByteArray("{\n\t\"a\": 1,\n\t\"k\": 1\n}\n");
        QTest::newRow("CRLF") << QByteArray("{\r\n  \"a\": 1\r\n}\r\n")
                              << QByteArray("{\r\n  \"a\": 1,\r\n  \"k\": 1\r\n}\r\n");
        QTest::newRow("trailing comma") << QByteArray("{\n  \"a\": 1,\n}")
                                        << QByteArray("{\n  \"a\": 1,\n  \"k\": 1\n}");
        QTest::newRow("comma in a comment") << QByteArray("{\n  \"a\": 1 // x, y\n  /* , */\n}")
                                            << QByteArray("{\n  \"a\": 1, // x, y\n  /* , */\n  \"k\": 1\n}");
        QTest::newRow("comma before a comment")
            << QByteArray("{\n  \"a\": [1,], // }\n}") << QByteArray("{\n  \"a\": [1,], // }\n  \"k\": 1\n}");
        QTest::newRow("comment in an empty one")
            << QByteArray("{\n  // \"a\": 1\n}") << QByteArray("{\n  // \"a\": 1\n    \"k\": 1\n}");
        QTest::newRow("text like a comment") << QByteArray("{\n  \"a\": \"http://x /*\\\"\"\n}")
                                             << QByteArray("{\n  \"a\": \"http://x /*\\\"\",\n  \"k\": 1\n}");
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{\n  \"a\": 1\n}")
                                         << QByteArray("\xEF\xBB\xBF{\n  \"a\": 1,\n  \"k\": 1\n}");
        QTest::newRow("brace behind the last value")
            << QByteArray("{\n  \"a\": 1}") << QByteArray("{\n  \"a\": 1,\n  \"k\": 1\n}");
    }
    void whatIsMissing_isAddedInTheFilesOwnManner()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QCOMPARE(QByteArray::fromStdString(merged(before.toStdString(), {{"k", 1}})), after);
        // And a second time there is nothing to do.
        QCOMPARE(QByteArray::fromStdString(merged(after.toStdString(), {{"k", 1}})), after);
    }

    void whatTheUserHasSet_staysToTheByte()
    {
        constexpr auto text = "{ \"k\" :\t1.50 , /* why */ \"l\": null }";
        const auto outcome = mergeSettings(text, {{"k", 2}, {"l", false}}, {});
        QCOMPARE(outcome->text, text);
        QCOMPARE(outcome->kept, (Texts{"k", "l"}));
        QVERIFY(outcome->set.empty());
    }

    void whatWeHaveSet_isChanged_whereNobodyTouchedIt()
    {
        QCOMPARE(merged("{\"a\": \"x\", // ours\n\"b\": [1, 2]}", {{"a", "longer"}, {"b", {3}}, {"c", 1}},
                        {{"a", "x"}, {"b", {1, 2}}}),
                 "{\"a\": \"longer\", // ours\n\"b\": [3],\n\"c\": 1\n}");
    }

    void whatTheUserChangesOrRemoves_isTheirsForEver()
    {
        auto outcome = mergeSettings("{\"a\": 5}", {{"a", 2}, {"b", 2}}, {.ours = {{"a", 1}, {"b", 1}}});
        QCOMPARE(outcome->text, "{\"a\": 5}");
        QCOMPARE(outcome->kept, (Texts{"a", "b"}));
        outcome = mergeSettings("{\"a\": 1}", {{"a", 3}, {"b", 3}}, outcome->record);
        QCOMPARE(outcome->text, "{\"a\": 1}");
        QCOMPARE(outcome->kept, (Texts{"a", "b"}));
    }

    void keyThatStandsTwice_isTheUsers()
    {
        QCOMPARE(merged("{\"a\": 1, \"a\": 2}", {{"a", 3}}, {{"a", 2}}), "{\"a\": 1, \"a\": 2}");
        QCOMPARE(merged("{\"\\u0061\": 1}", {{"a", 3}}), "{\"\\u0061\": 1}");
    }

    void damagedText_isRefused_byItsLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("no value") << QByteArray("{\n\"a\":\n}") << u"line 3"_s;
        QTest::newRow("open") << QByteArray("{\"a\": 1") << u"line 1"_s;
        QTest::newRow("open comment") << QByteArray("{ /* }") << u"line 1"_s;
        QTest::newRow("open text") << QByteArray("{\"a\": \"x\n}") << u"line 1"_s;
        QTest::newRow("two commas") << QByteArray("{\"a\": 1,,}") << u"line 1"_s;
        QTest::newRow("comma alone") << QByteArray("{,}") << u"line 1"_s;
        QTest::newRow("backslash at the end") << QByteArray("{\"\\") << u"line 1"_s;
        QTest::newRow("too large a number") << QByteArray("{\"a\": 1e999}") << u"a number in it is too large"_s;
        QTest::newRow("zero byte") << QByteArray("{}\n\0{}", 6) << u"line 2"_s;
        QTest::newRow("more behind it") << QByteArray("{}\n{}") << u"line 2"_s;
        QTest::newRow("list") << QByteArray("[1]") << u"object"_s;
        QTest::newRow("not UTF-8") << QByteArray("{\"a\": \"\xff\"}") << u"line 1"_s;
        QTest::newRow("deep") << "{\"a\": " + QByteArray(100000, '[') << u"line 1"_s;
    }
    void damagedText_isRefused_byItsLine()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, said);
        const auto outcome = mergeSettings(text.toStdString(), {{"k", 1}}, {});
        QVERIFY(!outcome.has_value());
        QVERIFY2(QString::fromStdString(outcome.error().message).contains(said), outcome.error().message.c_str());
    }

    void file_isReplacedAsAWhole_andKeepsItsMode()
    {
        const auto at = places("file");
        QVERIFY(applySettings(at, {{"k", 1}}).has_value());
        QCOMPARE(m_folder.read(u"file"_s), "{\n    \"k\": 1\n}\n");
        QFile file(m_folder.path(u"file"_s));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        const auto report = applySettings(at, {{"k", 2}});
        QCOMPARE(report->set, Texts{"k"});
        QCOMPARE(m_folder.read(u"file"_s), "{\n    \"k\": 2\n}\n");
        QVERIFY(QFileInfo(file).permission(QFile::ReadOther));
        QCOMPARE(applySettings(at, {{"k", 2}})->set, Texts{});
    }

    void link_isFollowed_andStays()
    {
        m_folder.write(u"dotfiles/settings.json"_s, "{}");
        QVERIFY(QFile::link(u"dotfiles/settings.json"_s, m_folder.path(u"link"_s)));
        QVERIFY(applySettings(places("link"), {{"k", 1}}).has_value());
        QVERIFY(QFileInfo(m_folder.path(u"link"_s)).isSymLink());
        QCOMPARE(m_folder.read(u"dotfiles/settings.json"_s), "{\n    \"k\": 1\n}");
    }

    void damagedFile_isLeftAlone_andNamed()
    {
        m_folder.write(u"damaged"_s, "{ nonsense");
        const auto report = applySettings(places("damaged"), {{"k", 1}});
        QVERIFY(report.error().message.contains(places("damaged").file));
        QCOMPARE(m_folder.read(u"damaged"_s), "{ nonsense");
        QDir().mkpath(m_folder.path(u"folder"_s));
        QVERIFY(!applySettings(places("folder"), {{"k", 1}}).has_value());
    }

    void lostOrDamagedRecord_makesEverythingTheUsers()
    {
        m_folder.write(u"lost"_s, "{\"k\": 1}");
        for (const auto* record : {"", "[", "{\"ours\": 1, \"users\": {}}"}) {
            m_folder.write(u"lost.record"_s, record);
            QCOMPARE(applySettings(places("lost"), {{"k", 2}})->kept, Texts{"k"});
            QCOMPARE(m_folder.read(u"lost"_s), "{\"k\": 1}");
        }
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
