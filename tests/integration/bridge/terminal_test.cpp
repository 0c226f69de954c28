#include "remote/bridge/protocol/frame.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using kalpana::bridge::protocol::Frame;
using kalpana::bridge::protocol::FrameKind;
using Json = nlohmann::json;

/// Programs in terminals of a real bridge.
class TerminalTest final : public QObject {
    Q_OBJECT

    static constexpr std::uint8_t kOutput = 1;

    TestBridge m_bridge;
    RawBridgeClient m_client;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    std::uint32_t create(const Json& payload)
    {
        const auto reply = m_client.request("terminal.create", payload);
        return reply.is_object() && reply.value("ok", false) ? reply.at("payload").at("session").get<std::uint32_t>()
                                                             : 0;
    }

    static std::uint32_t attach(RawBridgeClient& client, std::uint32_t session, std::uint64_t from = 0)
    {
        const auto id = client.send("terminal.attach", {{"session", session}, {"from", from}});
        client.acknowledge(id);
        return id;
    }

    void type(std::uint32_t session, const std::string& text)
    {
        m_client.sendBinary(encode(Frame{FrameKind::TerminalInput, session, 0, text}));
    }

    Json entryOf(std::uint32_t session)
    {
        const auto sessions = m_client.request("terminal.list").at("payload").at("sessions");
        for (const auto& each : sessions)
            if (each.at("session") == session)
                return each;
        return {};
    }

    bool shows(RawBridgeClient& client, std::uint32_t attached, const std::string& text)
    {
        return client.waitUntil([&] { return client.bytes(kOutput, attached).contains(text); });
    }

    static bool isAlive(int pid)
    {
        QFile file(u"/proc/%1/stat"_s.arg(pid));
        return file.open(QFile::ReadOnly) && !file.readAll().contains(") Z ");
    }

    /// Waits for a file of one number below the root.
    int numberIn(const QString& name)
    {
        int number = 0;
        (void)m_client.waitUntil([&] {
            number = m_bridge.folder().read(u"root/"_s + name).trimmed().toInt();
            return number != 0;
        });
        return number;
    }

    void endAll()
    {
        const auto sessions = m_client.request("terminal.list").at("payload").at("sessions");
        for (const auto& each : sessions)
            (void)m_client.request("terminal.end", {{"session", each.at("session")}});
    }

private Q_SLOTS:
    void init()
    {
        if (!m_client.isConnected())
            QVERIFY(m_bridge.connect(m_client));
    }

    void cleanup() { endAll(); }

    void program_hasATerminal_ofTheSizeThatWasAsked()
    {
        const auto session = create({{"argv", {"sh", "-c", "tty; stty size; echo $TERM $COLORTERM $WORD; pwd"}},
                                     {"rows", 33},
                                     {"cols", 101},
                                     {"env", {{"WORD", "hello"}}}});
        const auto id = attach(m_client, session);
        const auto ended = m_client.reply(id).at("payload");
        const auto output = m_client.bytes(kOutput, id);
        QVERIFY2(output.starts_with("/dev/pts/"), output.c_str());
        QVERIFY2(output.contains("\r\n33 101\r\nxterm-256color truecolor hello\r\n" +
                                 QDir(m_bridge.root()).canonicalPath().toStdString() + "\r\n"),
                 output.c_str());
        QCOMPARE(ended.at("exitCode"), Json(0));
        QCOMPARE(ended.at("offset"), Json(output.size()));
    }

    void withoutArgv_itIsTheLoginShell()
    {
        const auto session = create(Json::object());
        const auto id = attach(m_client, session);
        type(session, "echo shell=$0 job=$-\rexit 7\r");
        QCOMPARE(m_client.reply(id).at("payload").at("exitCode"), Json(7));
        QVERIFY2(m_client.bytes(kOutput, id).contains("shell="), m_client.bytes(kOutput, id).c_str());
        QCOMPARE(entryOf(session).value("state", ""), "ended");
        QCOMPARE(entryOf(session).at("exitCode"), Json(7));
    }

    void whatIsTyped_reachesTheProgram_andIsEchoed()
    {
        const auto session = create({{"argv", {"cat"}}});
        const auto id = attach(m_client, session);
        type(session, "hello\r");
        QVERIFY(shows(m_client, id, "hello\r\nhello\r\n"));
        type(session, "\x04");
        QCOMPARE(m_client.reply(id).at("payload").at("exitCode"), Json(0));
    }

    void interrupt_isASignal_andTheSignalIsReported()
    {
        const auto session = create({{"argv", {"sleep", "1000"}}});
        const auto id = attach(m_client, session);
        type(session, "\x03");
        const auto ended = m_client.reply(id).at("payload");
        QCOMPARE(ended.value("signal", ""), "INT");
        QCOMPARE(ended.at("exitCode"), Json(130));
    }

    void resize_reachesTheProgram()
    {
        const auto session =
            create({{"argv", {"sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 0.01; done"}}});
        const auto id = attach(m_client, session);
        QVERIFY(shows(m_client, id, "ready"));
        m_client.sendEvent("terminal.resize", {{"session", session}, {"rows", 50}, {"cols", 132}});
        QVERIFY(shows(m_client, id, "50 132"));
        QCOMPARE(entryOf(session).at("cols"), Json(132));
    }

    void outputGoesOn_withoutAnyClient_andIsReplayed()
    {
        const auto session = create({{"argv", {"sh", "-c", "for i in 1 2 3 4 5; do echo line $i; done"}}});
        QVERIFY(m_client.waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        const auto all = attach(m_client, session);
        QVERIFY(m_client.reply(all).value("ok", false));
        const auto output = m_client.bytes(kOutput, all);
        QCOMPARE(output, "line 1\r\nline 2\r\nline 3\r\nline 4\r\nline 5\r\n");
        const auto rest = attach(m_client, session, 16);
        QVERIFY(m_client.reply(rest).value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, rest), output.substr(16));
        QCOMPARE(m_client.firstOffset(kOutput, rest), std::uint64_t{16});
    }

    void severalClients_seeTheSameBytes()
    {
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        const auto session = create({{"argv", {"cat"}}});
        const auto here = attach(m_client, session);
        const auto there = attach(other, session);
        type(session, "both\r");
        QVERIFY(shows(m_client, here, "both\r\nboth\r\n"));
        QVERIFY(shows(other, there, "both\r\nboth\r\n"));
        QVERIFY(m_client.waitUntil([&] { return entryOf(session).at("clients") == 2; }));
        other.disconnect();
        QVERIFY(m_client.waitUntil([&] { return entryOf(session).at("clients") == 1; }));
    }

    void reconnectedClient_getsWhatItMissed_andNothingTwice()
    {
        const auto session =
            create({{"argv", {"sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"}}});
        std::string seen;
        bool ended = false;
        for (int round = 0; round < 100 && !ended; ++round) {
            RawBridgeClient client;
            QVERIFY(m_bridge.connect(client));
            const auto id = attach(client, session, seen.size());
            const auto enough = static_cast<std::size_t>(2000 * (round + 1));
            ended = client.waitUntil([&] { return client.bytes(kOutput, id).size() >= enough; }, 1000) == false;
            if (ended)
                ended = client.reply(id).value("ok", false);
            if (!client.bytes(kOutput, id).empty()) {
                QCOMPARE(client.firstOffset(kOutput, id), std::uint64_t{seen.size()});
                seen += client.bytes(kOutput, id);
            }
            client.disconnect();
        }
        std::string expected;
        for (int i = 0; i < 20000; ++i)
            expected += "line " + std::to_string(i) + "\r\n";
        QVERIFY(seen == expected);
    }

    void clientThatAcknowledgesNothing_isSentNoMoreThanItsWindow_andHoldsNobodyUpForLong()
    {
        const auto session = create({{"argv", {"sh", "-c", "head -c 20000000 /dev/zero; echo; echo done"}}});
        RawBridgeClient lazy;
        QVERIFY(m_bridge.connect(lazy));
        const auto id = lazy.send("terminal.attach", {{"session", session}, {"from", 0}, {"window", 65536}});
        QVERIFY(lazy.waitUntil([&] { return lazy.bytes(kOutput, id).size() == 65536; }));
        QVERIFY(m_client.waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        (void)lazy.request("hello");
        QCOMPARE(lazy.bytes(kOutput, id).size(), std::size_t{65536});
        // It has fallen behind what is kept: it is told so, and goes on from there.
        lazy.acknowledge(id);
        lazy.sendEvent("terminal.ack", {{"id", id}, {"offset", 65536}});
        QVERIFY(lazy.reply(id).value("ok", false));
        QVERIFY(lazy.events().size() > 1);
        QVERIFY(lazy.events()[1].at("payload").at("lost").get<std::uint64_t>() > 1000000);
    }

    void clientThatKeepsUp_missesNothing_ofAProgramThatIsFaster()
    {
        const auto session = create({{"argv", {"sh", "-c", "stty -opost; head -c 30000000 /dev/zero"}}});
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        client.forgetBytes();
        const auto id = attach(client, session);
        QVERIFY(client.reply(id, 60000).value("ok", false));
        QCOMPARE(client.bytesReceived(), std::uint64_t{30000000});
    }

    void detach_leavesTheProgramRunning()
    {
        const auto session = create({{"argv", {"cat"}}});
        const auto id = attach(m_client, session);
        type(session, "before\r");
        QVERIFY(shows(m_client, id, "before\r\nbefore"));
        QVERIFY(m_client.request("request.cancel", {{"id", id}}).value("ok", false));
        QCOMPARE(codeOf(m_client.reply(id)), "cancelled");
        QCOMPARE(entryOf(session).value("state", ""), "running");
    }

    void end_takesTheWholeFamilyAlong()
    {
        const auto session = create(
            {{"argv",
              {"bash", "-c",
               "echo $$ > leader; (trap '' HUP TERM; echo $BASHPID > deaf; sleep 1000) & "
               "setsid sh -c 'echo $$ > away; sleep 1000' & nohup sh -c 'echo $$ > nohup; sleep 1000' & wait"}}});
        const QList<int> pids{numberIn(u"leader"_s), numberIn(u"deaf"_s), numberIn(u"away"_s), numberIn(u"nohup"_s)};
        QVERIFY(!pids.contains(0));
        QVERIFY(m_client.request("terminal.end", {{"session", session}}).value("ok", false));
        for (const int pid : pids)
            QVERIFY2(!isAlive(pid), qPrintable(QString::number(pid)));
        QCOMPARE(entryOf(session), Json());
        QVERIFY(!QFile::exists(m_bridge.data() + u"/workspaces/test/state/terminals/%1.ring"_s.arg(session)));
    }

    void programThatForksAway_endsTheSession_andWhatItLeftInTheTerminal()
    {
        const auto session = create(
            {{"argv",
              {"bash", "-c",
               "sh -c 'echo $$ > stays; exec sleep 1000' & (trap '' HUP; echo $BASHPID > asked; exec sleep 1000) & "
               "while [ ! -s stays ] || [ ! -s asked ]; do sleep 0.01; done; exit 4"}}});
        const auto id = attach(m_client, session);
        QCOMPARE(m_client.reply(id).at("payload").at("exitCode"), Json(4));
        const int stays = numberIn(u"stays"_s);
        const int asked = numberIn(u"asked"_s);
        QVERIFY(stays != 0 && asked != 0);
        QTRY_VERIFY(!isAlive(stays));
        QVERIFY(isAlive(asked)); // as with nohup: it was told to ignore that the terminal goes
        ::kill(asked, SIGKILL);
    }

    void endedTerminal_canBeStartedAgain_andItsOutputGoesOn()
    {
        const auto session = create({{"argv", {"sh", "-c", "echo run in $0 $WORD"}}, {"env", {{"WORD", "one"}}}});
        QVERIFY(m_client.waitUntil([&] { return entryOf(session).value("state", "") == "ended"; }));
        const auto again = m_client.request("terminal.start", {{"session", session}, {"env", {{"WORD", "two"}}}});
        QCOMPARE(again.at("payload").value("state", ""), "running");
        const auto id = attach(m_client, session);
        QVERIFY(m_client.reply(id).value("ok", false));
        QVERIFY(m_client.bytes(kOutput, id).contains("run in sh one"));
        QVERIFY(m_client.bytes(kOutput, id).contains("run in sh two"));
    }

    void limit_isASentence()
    {
        for (int i = 0; i < 16; ++i)
            QVERIFY(create({{"argv", {"cat"}}}) != 0);
        const auto refused = m_client.request("terminal.create", {{"argv", {"cat"}}});
        QCOMPARE(codeOf(refused), "failed");
        QVERIFY(refused.at("error").value("message", "").starts_with("16 terminals run in this workspace"));
    }

    void wrongPayload_namesTheField()
    {
        const auto fieldOf = [this](const std::string& request, const Json& payload) {
            const auto reply = m_client.request(request, payload);
            return reply.contains("error") ? reply.at("error").value("field", "") : "none";
        };
        QCOMPARE(fieldOf("terminal.create", {{"argv", "sh"}}), "argv");
        QCOMPARE(fieldOf("terminal.create", {{"argv", {""}}}), "argv");
        QCOMPARE(fieldOf("terminal.create", {{"cwd", 1}}), "cwd");
        QCOMPARE(fieldOf("terminal.create", {{"env", {{"A=B", "x"}}}}), "env");
        QCOMPARE(fieldOf("terminal.create", {{"rows", 0}}), "rows");
        QCOMPARE(fieldOf("terminal.create", {{"rows", 100000}}), "rows");
        QCOMPARE(fieldOf("terminal.create", {{"cols", -1}}), "cols");
        QCOMPARE(fieldOf("terminal.create", {{"title", std::string(2000, 'x')}}), "title");
        QCOMPARE(fieldOf("terminal.attach", Json::object()), "session");
        QCOMPARE(fieldOf("terminal.attach", {{"session", 99999}}), "session");
        QCOMPARE(fieldOf("terminal.attach", {{"session", 1}, {"from", "x"}}), "from");
        QCOMPARE(fieldOf("terminal.attach", {{"session", 1}, {"window", 1}}), "window");
        QCOMPARE(fieldOf("terminal.end", {{"session", "one"}}), "session");
        QCOMPARE(fieldOf("terminal.start", {{"session", 99999}}), "session");
        QCOMPARE(codeOf(m_client.request("terminal.create", {{"argv", {"no-such-program"}}})), "not_found");
        QCOMPARE(codeOf(m_client.request("terminal.create", {{"cwd", "../.."}})), "outside_workspace");
        QCOMPARE(codeOf(m_client.request("terminal.create", {{"cwd", "nowhere"}})), "not_found");
    }

    void wrongEvent_isAnsweredWithTheField_andTheConnectionLivesOn()
    {
        const auto session = create({{"argv", {"cat"}}});
        const auto fieldAfter = [this](const std::function<void()>& send) {
            send();
            (void)m_client.request("hello");
            const auto reply = m_client.reply(0);
            return reply.is_object() ? reply.at("error").value("field", "") : "none";
        };
        const auto event = [this](const std::string& name, const Json& payload) {
            return [this, name, payload] { m_client.sendEvent(name, payload); };
        };
        QCOMPARE(fieldAfter(event("terminal.resize", {{"session", session}, {"rows", 5}})), "cols");
        QCOMPARE(fieldAfter(event("terminal.resize", {{"session", session}, {"rows", 501}, {"cols", 5}})), "rows");
        QCOMPARE(fieldAfter(event("terminal.resize", {{"session", 99999}, {"rows", 5}, {"cols", 5}})), "session");
        QCOMPARE(fieldAfter(event("terminal.ack", {{"id", "x"}, {"offset", 5}})), "id");
        QCOMPARE(fieldAfter(event("terminal.ack", {{"id", 5}})), "offset");
        QCOMPARE(fieldAfter(event("terminal.nonsense", Json::object())), "event");
        QCOMPARE(fieldAfter([this] { type(99999, "x"); }), "session");
    }
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"
