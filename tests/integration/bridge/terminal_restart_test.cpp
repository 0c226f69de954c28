#include "tests/integration/bridge/restarted_terminals.h"
#include "tests/support/signal_process.h"

#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Terminals of a bridge that was killed, as the next one finds them.
class TerminalRestartTest final : public QObject, private RestartedTerminals {
    Q_OBJECT

    static constexpr std::uint8_t kOutput = 1;

    void killTheBridge_andStartAnother()
    {
        const int pid = m_bridge->pid();
        endTheBridge(SIGKILL);
        serveAgain();
        QVERIFY(m_bridge->pid() != pid);
    }

    std::uint32_t create(const Json& payload)
    {
        return m_client->request("terminal.create", payload).at("payload").value("session", 0U);
    }

    std::string outputOf(std::uint32_t session, std::uint64_t from)
    {
        const auto id = m_client->send("terminal.attach", {{"session", session}, {"from", from}});
        m_client->acknowledge(id);
        return m_client->reply(id).value("ok", false) ? m_client->bytes(kOutput, id) : "none";
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

    void killedBridge_leavesScrollbackAndScreen()
    {
        const auto session =
            create({{"argv", {"sh", "-c", "echo $$ > pid; seq 100; printf 'the end'; exec sleep 1000"}},
                    {"title", "Numbers"},
                    {"env", {{"SECRET", "hunter2"}}}});
        QVERIFY(shows(session, "the end"));
        const auto before = snapshotOf(session);
        const int pid = m_bridge->folder().read(u"root/pid"_s).trimmed().toInt();
        QVERIFY(isAlive(pid));

        killTheBridge_andStartAnother();

        const auto entry = entryOf(session);
        QCOMPARE(entry.value("state", ""), "ended");
        QCOMPARE(entry.value("reason", ""), "The bridge was restarted.");
        QCOMPARE(entry.at("exitCode"), Json());
        QCOMPARE(entry.value("title", ""), "Numbers");
        QCOMPARE(entry.at("end"), before.at("offset"));
        const auto after = snapshotOf(session);
        QCOMPARE(after.value("text", ""), before.value("text", ""));
        QCOMPARE(after.value("scrollback", ""), before.value("scrollback", ""));
        QVERIFY(outputOf(session, 0).ends_with("\r\n99\r\n100\r\nthe end"));
        QTRY_VERIFY(!isAlive(pid));
        // What it was given as variables may be secret, and is in no file.
        QVERIFY(!m_bridge->folder()
                     .read(u"data/workspaces/test/state/terminals/%1.json"_s.arg(session))
                     .contains("hunter2"));
    }

    void killedBridge_takesWhatItsTerminalsLeftBehindAlong()
    {
        const auto session =
            create({{"argv",
                     {"bash", "-c",
                      "trap '' HUP; setsid sleep 1000 & echo $! > away; echo $$ > deaf; while :; do sleep 1; done"}}});
        QVERIFY(m_client->waitUntil([&] { return !m_bridge->folder().read(u"root/deaf"_s).isEmpty(); }));
        const int away = m_bridge->folder().read(u"root/away"_s).trimmed().toInt();
        const int deaf = m_bridge->folder().read(u"root/deaf"_s).trimmed().toInt();
        killTheBridge_andStartAnother();
        QCOMPARE(entryOf(session).value("state", ""), "ended");
        QTRY_VERIFY(!isAlive(away) && !isAlive(deaf));
    }

    void screenOfAFullScreenProgram_isRestored_afterMoreThanIsKept()
    {
        // Much more than the ring keeps, so that only a checkpoint can tell that the alternate screen is shown, and
        // how.
        const auto session = create({{"argv",
                                      {"bash", "-c",
                                       "printf '\\033[?1049h\\033[44m\\033[2J\\033[5;5Hon blue'; "
                                       "awk 'BEGIN { for (i = 0; i < 700000; i++) printf \"\\033[10;10H%d\", i }'; "
                                       "printf '\\033[12;1Hlast'; sleep 1000"}}});
        QVERIFY(m_client->waitUntil([&] { return snapshotOf(session).value("text", "").contains("last"); }, 60000));
        const auto before = snapshotOf(session);
        QVERIFY(entryOf(session).at("start").get<std::uint64_t>() > 1000000);
        killTheBridge_andStartAnother();
        const auto after = snapshotOf(session);
        QCOMPARE(after.value("alternate", false), true);
        QCOMPARE(after.value("text", ""), before.value("text", ""));
        QCOMPARE(after.value("ansi", ""), before.value("ansi", ""));
    }

    void endedTerminal_isStartedAgain_onACleanScreen_belowWhatItShowed()
    {
        const auto session =
            create({{"argv", {"bash", "-c", "printf '\\033[?2004h\\033[31mrun '; echo $WORD; exec cat"}},
                    {"env", {{"WORD", "one"}}}});
        QVERIFY(shows(session, "run one"));
        killTheBridge_andStartAnother();
        const auto again = m_client->request(
            "terminal.start", {{"session", session}, {"env", {{"WORD", "two"}}}, {"rows", 30}, {"cols", 100}});
        QCOMPARE(again.at("payload").value("state", ""), "running");
        QVERIFY(shows(session, "run two"));
        QVERIFY(snapshotOf(session).value("text", "").contains("run one\n\nrun two\n"));
        QCOMPARE(snapshotOf(session).value("rows", 0), 30);
        type(session, "typed\r");
        QVERIFY(shows(session, "typed\ntyped\n"));
    }

    void numbers_areNotUsedAgain()
    {
        const auto first = create({{"argv", {"cat"}}});
        killTheBridge_andStartAnother();
        QVERIFY(create({{"argv", {"cat"}}}) > first);
    }

    void endedTerminals_areForgotten_theOldestFirst()
    {
        for (int i = 0; i < 20; ++i) {
            const auto session = create({{"argv", {"true"}}});
            QVERIFY(m_client->waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        }
        QVERIFY(m_client->request("terminal.list").at("payload").at("sessions").size() <= 17);
        QCOMPARE(entryOf(1), Json());
        QVERIFY(!entryOf(20).is_null());
    }

    void damagedFiles_areNoTerminals_andNoHarm()
    {
        const auto folder = u"data/workspaces/test/state/terminals/"_s;
        const auto session = create({{"argv", {"cat"}}});
        const auto damaged = create({{"argv", {"cat"}}});
        const auto screenless = create({{"argv", {"sh", "-c", "echo here; cat"}}});
        QVERIFY(shows(screenless, "here"));
        signalProcess(m_bridge->pid(), SIGKILL);
        QTRY_VERIFY(!isAlive(m_bridge->pid()));
        m_bridge->folder().write(folder + QString::number(session) + u".json"_s, "{\"number\": 1, \"argv\": 7");
        m_bridge->folder().write(folder + QString::number(damaged) + u".ring"_s, "kalpana terminal ring 1\n");
        m_bridge->folder().write(folder + QString::number(screenless) + u".screen"_s,
                                 "{\"offset\": 99999999}\nrubbish");
        m_bridge->folder().write(folder + u"77.json"_s, "{}");
        m_bridge->serve();
        connectClient();
        QCOMPARE(m_client->request("terminal.list").at("payload").at("sessions").size(), std::size_t{1});
        QVERIFY(shows(screenless, "here"));
        QVERIFY(create({{"argv", {"cat"}}}) != 0);
    }

    void stoppedBridge_endsItsTerminals_andKeepsWhatTheyPrinted()
    {
        const auto session = create({{"argv", {"sh", "-c", "echo $$ > pid; echo printed; exec cat"}}});
        QVERIFY(shows(session, "printed"));
        const int pid = m_bridge->folder().read(u"root/pid"_s).trimmed().toInt();
        QCOMPARE(m_bridge->stop().code, 0);
        QVERIFY(!isAlive(pid));
        m_bridge->serve();
        connectClient();
        QCOMPARE(entryOf(session).value("reason", ""), "The bridge was stopped.");
        QCOMPARE(entryOf(session).value("signal", ""), "HUP");
        QVERIFY(shows(session, "printed"));
    }
};

QTEST_GUILESS_MAIN(TerminalRestartTest)
#include "terminal_restart_test.moc"
