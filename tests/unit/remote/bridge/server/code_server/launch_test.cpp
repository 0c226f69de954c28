#include "remote/bridge/server/code_server/fetch.h"
#include "remote/bridge/server/code_server/launch.h"
#include "remote/bridge/server/os/process_stat.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <algorithm>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class LaunchTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    CodeServerPlaces m_places{"id", "/root-of-it", m_folder.path(u"data"_s).toStdString(),
                              m_folder.path().toStdString()};

private Q_SLOTS:
    void prepare_makesWhatIsMissing_once()
    {
        QVERIFY(prepareLaunch(m_places).has_value());
        const auto settings = u"data/workspaces/id/state/code-server/User/settings.json"_s;
        QVERIFY(m_folder.read(settings).contains("\"chat.disableAIFeatures\": true"));
        m_folder.write(settings, "{}");
        QVERIFY(prepareLaunch(m_places).has_value());
        QCOMPARE(m_folder.read(settings), QByteArray("{}"));
    }

    void command_takesNothingFromTheUsersOwnCodeServer()
    {
        qputenv("PASSWORD", "secret");
        qputenv("PORT", "1");
        const auto spec = codeServerCommand(m_places, "/there", {"1", "http://proxy"}, -1, -1);
        QCOMPARE(spec.argv.front(), "/there/lib/node");
        QCOMPARE(spec.argv.back(), "/root-of-it");
        QVERIFY(std::ranges::find(spec.argv, "--config") != spec.argv.end());
        QCOMPARE(spec.environment.value("PASSWORD"), "");
        QCOMPARE(spec.environment.value("PORT"), "");
        QCOMPARE(spec.environment.value("VSCODE_PROXY_URI"), "http://proxy");
    }

    void record_isOfOneProcess_neverOfAnotherWithItsNumber()
    {
        const LaunchRecord own{::getpid(), startTimeOf(::getpid()), {"1", ""}};
        QVERIFY(saveRecord(m_places, own).has_value());
        QCOMPARE(aliveRecord(m_places.pidFile())->launch.version, "1");
        QVERIFY(saveRecord(m_places, {own.pid, own.startTime + 1, {}}).has_value());
        QVERIFY(!aliveRecord(m_places.pidFile()).has_value());
        for (const auto* text :
             {"", "{", "{}", "{\"pid\":\"x\",\"startTime\":1}", "{\"pid\":-1,\"startTime\":1}", "[1]"}) {
            m_folder.write(u"code-server.json"_s, text);
            QVERIFY(!aliveRecord(m_places.pidFile()).has_value());
        }
    }

    void endsOfLogs_areCutAtLines()
    {
        const auto log = m_folder.write(u"log"_s, "one\ntwo\nthree\n").toStdString();
        QCOMPARE(logTail(log, 2), "two\nthree\n");
        QCOMPARE(logTail(log, 9), "one\ntwo\nthree\n");
        QCOMPARE(logTail(log, 0), "");
        QCOMPARE(logHead(log, 4, 1), "two\n");
        QCOMPARE(logHead(log, 0, 9), "one\ntwo\nthree\n");
        QCOMPARE(logHead(log, 99, 9), "");
        QCOMPARE(logTail("/no/such/log", 2), "");
        const auto open = m_folder.write(u"open"_s, "one\ntwo").toStdString();
        QCOMPARE(logTail(open, 1), "two");
        QCOMPARE(logHead(open, 0, 2), "one\ntwo");
    }

    void addresses_areOfTheWeb()
    {
        for (const auto* good : {"http://x/y", "https://user:pw@x:1/y?z"})
            QVERIFY(isWebAddress(good));
        for (const auto* bad : {"", "file:///x", "HTTP://x", "http://x y", "http://x\n", "ftp://x", "-K"})
            QVERIFY(!isWebAddress(bad));
    }
};

QTEST_GUILESS_MAIN(LaunchTest)
#include "launch_test.moc"
