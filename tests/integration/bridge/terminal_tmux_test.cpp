#include "tests/integration/bridge/restarted_terminals.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Terminals that live in a tmux outlive the bridge, however it ends, until somebody stops them.
class TerminalTmuxTest final : public QObject, private RestartedTerminals {
    Q_OBJECT

    std::uint32_t create(const std::string& script, const Json& environment = Json::object())
    {
        const auto reply = m_client->request(
            "terminal.create", {{"argv", {"sh", "-c", script}}, {"backing", "tmux"}, {"env", environment}});
        if (!reply.value("ok", false))
            qWarning("%s", reply.dump().c_str());
        return reply.value("ok", false) ? reply.at("payload").value("session", 0U) : 0;
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

    void program_outlivesTheBridge_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("killed") << SIGKILL;
        QTest::newRow("asked to end") << SIGTERM;
    }

    void program_outlivesTheBridge()
    {
        QFETCH(int, signal);
        const auto session =
            create("echo $$ > pid; echo $WORD; stty size; while read word; do echo \"got <$word>\"; done",
                   {{"WORD", "hunter2"}});
        QVERIFY(shows(session, "hunter2\n24 80\n"));
        type(session, "one\r");
        QVERIFY(shows(session, "got <one>"));
        QCOMPARE(entryOf(session).value("backing", ""), "tmux");
        QCOMPARE(entryOf(session).value("programTitle", "?"), "");
        const int pid = pidIn(u"pid"_s);
        QVERIFY(isAlive(pid));
        endTheBridge(signal);
        QVERIFY(isAlive(pid));
        serveAgain();
        QCOMPARE(entryOf(session).value("state", ""), "running");
        QVERIFY(shows(session, "hunter2\n24 80\none\ngot <one>\n"));
        // What is typed before tmux's client has taken the terminal over is lost.
        QVERIFY(m_client->waitUntil([&] {
            type(session, "two\r");
            return snapshotOf(session).value("text", "").contains("got <two>");
        }));
        QCOMPARE(pidIn(u"pid"_s), pid);
        QVERIFY(!m_bridge->folder()
                     .read(u"data/workspaces/test/state/terminals/%1.json"_s.arg(session))
                     .contains("hunter2"));
        const auto ended = m_client->request("terminal.end", {{"session", session}});
        QVERIFY(ended.value("ok", false));
        QVERIFY(!isAlive(pid));
        QVERIFY(QDir(m_bridge->runtime()).entryList({u"tmux*"_s}, QDir::AllEntries | QDir::System).isEmpty());
    }

    void nothingOfTmux_isSeen_andTheExitCodeIsTheProgramsOwn()
    {
        const auto session = create("printf '\\033]2;my title\\007a;'; echo 'it is; done;'; read x; seq 30; exit 7;");
        QVERIFY(shows(session, "a;it is; done;\n"));
        QVERIFY(m_client->waitUntil([&] { return entryOf(session).value("programTitle", "") == "my title"; }));
        QCOMPARE(snapshotOf(session).value("alternate", true), false);
        type(session, "\x02"
                      "d\r"); // no key of tmux's
        QVERIFY(m_client->waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        QCOMPARE(entryOf(session).at("exitCode"), 7);
        const auto shown = snapshotOf(session);
        QVERIFY2(shown.value("text", "").contains("\n29\n30\n"), shown.value("text", "").c_str());
        QVERIFY2(shown.value("scrollback", "").contains("it is; done;\n"), shown.value("scrollback", "").c_str());
        // Ended while no bridge ran.
        const auto other = create("echo here; while [ ! -e go ]; do sleep 0.02; done; echo $$ > last; exit 5");
        QVERIFY(shows(other, "here"));
        endTheBridge(SIGKILL);
        m_bridge->folder().write(u"root/go"_s, "");
        QTRY_VERIFY(pidIn(u"last"_s) != 0 && !isAlive(pidIn(u"last"_s)));
        serveAgain();
        QVERIFY(m_client->waitUntil([&] { return entryOf(other).value("state", "") == "ended"; }));
        QCOMPARE(entryOf(other).at("exitCode"), 5);
        QVERIFY(shows(other, "here\n"));
    }

    void size_isTheTerminals()
    {
        const auto session = create("while read x; do stty size; done");
        m_client->sendEvent("terminal.resize", {{"session", session}, {"rows", 33}, {"cols", 101}});
        QVERIFY(m_client->waitUntil([&] {
            type(session, "\r");
            return snapshotOf(session).value("text", "").contains("33 101");
        }));
    }

    void detachedWithin_itGoesOn_andIsStartedAgain()
    {
        const auto session = create("echo $$ > pid; tmux detach-client; while read x; do echo \"got <$x>\"; done");
        QVERIFY(m_client->waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        QVERIFY2(entryOf(session).value("reason", "").contains("goes on"), entryOf(session).dump().c_str());
        QVERIFY(isAlive(pidIn(u"pid"_s)));
        QVERIFY(m_client->request("terminal.start", {{"session", session}}).value("ok", false));
        type(session, "here\r");
        QVERIFY(shows(session, "got <here>"));
        const int pid = pidIn(u"pid"_s);
        type(session, "\x03");
        QVERIFY(m_client->waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        QCOMPARE(entryOf(session).at("exitCode"), 130);
        QVERIFY(!isAlive(pid));
    }

    void stoppedWorkspace_endsIt_alsoWhenNoBridgeRuns()
    {
        for (const bool isKilledBefore : {false, true}) {
            const auto session = create("echo $$ > pid; echo here; exec sleep 1000");
            QVERIFY(shows(session, "here"));
            const int pid = pidIn(u"pid"_s);
            if (isKilledBefore)
                endTheBridge(SIGKILL);
            QVERIFY(isAlive(pid));
            QCOMPARE(m_bridge->stop().code, 0);
            QVERIFY(!isAlive(pid));
            serveAgain();
            QCOMPARE(entryOf(session).value("state", ""), "ended");
        }
    }

    void hostWithoutTmux_saysSo_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("old") << QByteArray("tmux 2.9a");
        QTest::newRow("not tmux") << QByteArray("hello");
    }

    void hostWithoutTmux_saysSo()
    {
        QFETCH(QByteArray, version);
        TemporaryFolder programs;
        if (!version.isEmpty())
            QFile(programs.write(u"tmux"_s, "#!/bin/sh\necho '" + version + "'\n"))
                .setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        m_client.reset();
        m_bridge = std::make_unique<TestBridge>(TestBridge::Setup{.variables = {u"PATH="_s + programs.path()}});
        connectClient();
        const auto reply = m_client->request("terminal.create", {{"backing", "tmux"}});
        QVERIFY(!reply.value("ok", true));
        QVERIFY2(reply.at("error").value("message", "").contains("no tmux of version 3"), reply.dump().c_str());
        QCOMPARE(reply.at("error").value("field", ""), "backing");
        QVERIFY(m_client->request("terminal.list").at("payload").at("sessions").empty());
    }
};

QTEST_GUILESS_MAIN(TerminalTmuxTest)
#include "terminal_tmux_test.moc"
