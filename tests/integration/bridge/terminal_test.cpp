#include "remote/bridge/protocol/frame.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
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
    static constexpr std::uint8_t kSnapshot = 6;

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

    Json snapshotOf(std::uint32_t session)
    {
        return m_client.request("terminal.snapshot", {{"session", session}}).at("payload");
    }

    int residentKiB() const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_bridge.pid()));
        const auto text = file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
        return text.mid(text.indexOf("VmRSS:") + 6, 16).trimmed().split(' ').front().toInt();
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

    void resize_isToldToEveryClient_beforeWhatTheProgramMakesOfIt()
    {
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        const auto session =
            create({{"argv", {"sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 0.01; done"}}});
        const auto here = attach(m_client, session);
        const auto there = attach(other, session);
        QVERIFY(shows(m_client, here, "ready\r\n"));
        QVERIFY(shows(other, there, "ready\r\n"));
        const auto resized = [](const RawBridgeClient& client) {
            Json last;
            for (const auto& event : client.events())
                if (event.at("event") == "terminal.resized")
                    last = event.at("payload");
            return last;
        };
        other.sendEvent("terminal.resize", {{"session", session}, {"rows", 50}, {"cols", 132}});
        (void)other.request("hello"); // it is on its way
        QVERIFY(shows(m_client, here, "50 132"));
        QCOMPARE(resized(m_client),
                 (Json{{"id", here}, {"session", session}, {"offset", 7}, {"rows", 50}, {"cols", 132}}));
        QVERIFY(other.waitUntil([&] { return !resized(other).is_null(); }));
        QCOMPARE(resized(other).at("id"), Json(there));
        // The same again is no change.
        other.sendEvent("terminal.resize", {{"session", session}, {"rows", 50}, {"cols", 132}});
        (void)other.request("hello");
        const auto count = std::ranges::count_if(m_client.events(), [here](const Json& event) {
            return event.at("event") == "terminal.resized" && event.at("payload").at("id") == here;
        });
        QCOMPARE(count, 1);
    }

    void repaint_bringsAPictureAgain_withAsMuchScrollbackAsIsWanted()
    {
        const auto session = create({{"argv", {"sh", "-c", "seq 100; cat"}}, {"rows", 10}});
        const auto id = attach(m_client, session);
        QVERIFY(shows(m_client, id, "100\r\n"));
        QVERIFY(m_client.bytes(kSnapshot, id).empty());
        m_client.sendEvent("terminal.repaint", {{"id", id}, {"lines", 2}});
        QVERIFY(m_client.waitUntil([&] { return !m_client.bytes(kSnapshot, id).empty(); }));
        const auto attached = m_client.events().back();
        QCOMPARE(attached.at("event"), Json("terminal.attached"));
        QCOMPARE(attached.at("payload").at("snapshotBytes"), Json(m_client.bytes(kSnapshot, id).size()));
        QVERIFY(m_client.bytes(kSnapshot, id).contains("100"));
        QVERIFY(m_client.bytes(kSnapshot, id).contains("90"));
        QVERIFY(!m_client.bytes(kSnapshot, id).contains("80"));
        m_client.sendEvent("terminal.repaint", {{"id", 4711}}); // of nobody: no error
        type(session, "more\r");
        QVERIFY(shows(m_client, id, "more\r\nmore\r\n"));
    }

    void whatTheProgramDoesNotRead_isRefused_andOnlyWhoTypedItIsTold()
    {
        constexpr std::uint64_t kPiece = 64U << 10U;
        constexpr std::uint64_t kPieces = 100;
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        const auto session = create({{"argv", {"sh", "-c", "stty raw -echo; echo ready; sleep 1000"}}});
        const auto here = attach(m_client, session);
        const auto there = attach(other, session);
        QVERIFY(shows(m_client, here, "ready"));
        QVERIFY(shows(other, there, "ready"));
        const auto refused = [](const RawBridgeClient& client) {
            std::uint64_t bytes = 0;
            for (const auto& event : client.events())
                if (event.at("event") == "terminal.refused")
                    bytes += event.at("payload").at("bytes").get<std::uint64_t>();
            return bytes;
        };
        for (std::uint64_t piece = 0; piece < kPieces; ++piece)
            type(session, std::string(kPiece, 'x'));
        (void)m_client.request("hello");
        QVERIFY(m_client.waitUntil([&] { return refused(m_client) > 0; }));
        QVERIFY(m_client.request("terminal.list").value("ok", false));
        // The kernel takes a little of it, and what is too much is refused as it came: in whole frames.
        QCOMPARE(refused(m_client) % kPiece, 0U);
        QVERIFY(refused(m_client) >= kPieces * kPiece - (4U << 20U) - 2 * kPiece);
        QVERIFY(refused(m_client) <= kPieces * kPiece - (4U << 20U) + kPiece);
        (void)other.request("hello");
        QCOMPARE(refused(other), 0U);
        // Who does not watch is answered with the error.
        RawBridgeClient blind;
        QVERIFY(m_bridge.connect(blind));
        blind.sendBinary(encode(Frame{FrameKind::TerminalInput, session, 0, std::string(kPiece, 'x')}));
        QCOMPARE(codeOf(blind.reply(0)), "too_large");
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
        signalProcess(asked, SIGKILL);
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

    void snapshot_isWhatIsShown_withScrollbackAndCursor()
    {
        const auto session =
            create({{"argv", {"sh", "-c", "seq 100; printf '\\033]0;a title\\007prompt'; sleep 1000"}}, {"rows", 10}});
        QVERIFY(m_client.waitUntil([&] { return snapshotOf(session).value("text", "").contains("prompt"); }));
        const auto seen = snapshotOf(session);
        QCOMPARE(seen.value("text", ""), "92\n93\n94\n95\n96\n97\n98\n99\n100\nprompt\n");
        QVERIFY(seen.value("scrollback", "").starts_with("1\n2\n3\n"));
        QVERIFY(seen.value("scrollback", "").ends_with("\n90\n91\n"));
        QCOMPARE(seen.at("cursor"), (Json{{"row", 9}, {"column", 6}, {"visible", true}}));
        QCOMPARE(seen.value("title", ""), "a title");
        QCOMPARE(entryOf(session).value("programTitle", ""), "a title");
        QCOMPARE(seen.value("alternate", true), false);
        QCOMPARE(m_client.request("terminal.snapshot", {{"session", session}, {"lines", 2}})
                     .at("payload")
                     .value("scrollback", ""),
                 "90\n91\n");
    }

    void attachWithoutAnOffset_beginsWithASnapshot_andGoesOnBehindIt()
    {
        const auto session = create({{"argv", {"sh", "-c", "seq 5000; cat"}}});
        QVERIFY(m_client.waitUntil([&] { return snapshotOf(session).value("text", "").contains("5000"); }));
        const auto id = m_client.send("terminal.attach", {{"session", session}, {"lines", 0}});
        m_client.acknowledge(id);
        QVERIFY(m_client.waitUntil([&] { return !m_client.bytes(kSnapshot, id).empty(); }));
        const auto attached = m_client.events().back().at("payload");
        QCOMPARE(attached.at("snapshotBytes"), Json(m_client.bytes(kSnapshot, id).size()));
        QCOMPARE(attached.at("offset"), entryOf(session).at("end"));
        QVERIFY(m_client.bytes(kSnapshot, id).contains("5000"));
        QVERIFY(!m_client.bytes(kSnapshot, id).contains("4900"));
        type(session, "more\r");
        QVERIFY(shows(m_client, id, "more\r\nmore\r\n"));
        QCOMPARE(Json(m_client.firstOffset(kOutput, id)), attached.at("offset"));
    }

    void whatAProgramAsksTheTerminal_isAnsweredOnce()
    {
        // With nobody watching the bridge answers; with somebody, that one's terminal does, and of two only one.
        const Json argv{"bash", "-c",
                        "stty raw -echo; while :; do printf '\\033[c'; IFS= read -rd c -n 20 a; "
                        "printf '[%q]' \"$a\"; read -rn 1 go; done"};
        const auto session = create({{"argv", argv}});
        const auto answer = std::string("[$'\\E[?1;2']");
        QVERIFY(m_client.waitUntil([&] { return snapshotOf(session).value("text", "").contains(answer); }));
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        const auto here = attach(m_client, session);
        const auto there = attach(other, session);
        QVERIFY(shows(m_client, here, answer));
        QVERIFY(shows(other, there, answer));
        type(session, "g"); // who has typed last answers
        QVERIFY(shows(m_client, here, answer + "\x1b[c"));
        other.sendBinary(encode(Frame{FrameKind::TerminalInput, session, 0, "\x1b[?63;9c"}));
        (void)other.request("hello");
        type(session, "\x1b[?62;1c");
        QVERIFY(shows(m_client, here, answer + "\x1b[c[$'\\E[?62;1']"));
    }

    void agentTexts_areWritten_whereTheyAreMissing()
    {
        m_bridge.folder().write(u"root/CLAUDE.md"_s, "mine");
        const Json texts{{"AGENTS.md", "Be kind.\n"}, {"CLAUDE.md", "Be brief.\n"}};
        const auto created =
            m_client.request("terminal.create", {{"argv", {"cat", "AGENTS.md"}}, {"agentTexts", texts}});
        QCOMPARE(created.at("payload").at("written"), Json::array({"AGENTS.md"}));
        QCOMPARE(m_bridge.folder().read(u"root/AGENTS.md"_s), QByteArray("Be kind.\n"));
        QCOMPARE(m_bridge.folder().read(u"root/CLAUDE.md"_s), QByteArray("mine"));
        const auto id = attach(m_client, created.at("payload").value("session", 0U));
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, id), "Be kind.\r\n");
        QFile::remove(m_bridge.root() + u"/AGENTS.md"_s);
        QFile::link(u"/nowhere"_s, m_bridge.root() + u"/AGENTS.md"_s); // a link to nothing is something
        const auto again = m_client.request("terminal.create", {{"argv", {"true"}}, {"agentTexts", texts}});
        QCOMPARE(again.at("payload").at("written"), Json::array());
        QVERIFY(QDir(m_bridge.root()).entryList({u"*.tmp*"_s}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void hostileOutput_neitherHangsNorGrows_andTheScreenStaysRight_data()
    {
        QTest::addColumn<QByteArray>("flood");
        const auto row = [](const char* name, const char* flood) { QTest::newRow(name) << QByteArray(flood); };
        row("endless parameters",
            R"(printf '\033['; yes '1;2;3;4;5;6;7;8;9' | tr -d '\n' | head -c 20000000; printf 'm')");
        row("an endless string", R"(printf '\033]0;'; head -c 20000000 /dev/zero | tr '\0' x; printf '\007')");
        row("endless marks on one character", R"(printf a; yes $(printf '\314\201') | tr -d '\n' | head -c 3000000)");
        row("titles with control characters", R"(printf '\033]2;evil\001\002\033[31m\n\302\233title\007')");
        row("many titles", R"(for i in $(seq 20000); do printf '\033]2;title %d\007\033[22t' $i; done)");
        row("every colour there is",
            R"(awk -v f='\033[38;2;%d;%d;%dmx' 'BEGIN { for (i = 0; i < 200000; i++) printf f, i % 256, i / 256 % 256, i % 7 }')");
        row("questions", R"(stty -echo; for i in $(seq 20000); do printf '\033[c\033[6n\033P$qm\033\\'; done)");
        row("noise", R"(head -c 5000000 /dev/urandom)");
        row("huge numbers",
            R"(for f in A B C D E F G H I J K L M P S T X Z @ b d r t; do printf '\033[99999999999%s\033[65535;65535%s' $f $f; done)");
        row("wide characters in a narrow place",
            R"(printf '\033[1;1H\033[?7l'; for i in $(seq 1000); do printf '\346\227\245'; done)");
    }

    void hostileOutput_neitherHangsNorGrows_andTheScreenStaysRight()
    {
        QFETCH(QByteArray, flood);
        const auto script =
            "stty -icanon -echo; (" + flood.toStdString() + R"(); printf '\030\033\\\033cstill here'; sleep 1000)";
        const auto session = create({{"argv", {"bash", "-c", script}}});
        QVERIFY(session != 0);
        QVERIFY(m_client.waitUntil([&] { return snapshotOf(session).value("text", "").starts_with("still here\n"); },
                                   60000));
        const auto title = entryOf(session).value("programTitle", "");
        QVERIFY(title.size() <= 256);
        QVERIFY(std::ranges::none_of(title, [](char byte) { return byte >= 0 && byte < ' '; }));
        if (!TestBridge::program().endsWith(u"-checked"_s)) // sanitisers need memory of their own
            QVERIFY2(residentKiB() < 48 * 1024, qPrintable(QString::number(residentKiB())));
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
        QCOMPARE(fieldOf("terminal.create", {{"backing", "paper"}}), "backing");
        QCOMPARE(fieldOf("terminal.create", {{"agentTexts", {{"README.md", "x"}}}}), "agentTexts");
        QCOMPARE(fieldOf("terminal.create", {{"agentTexts", {{"AGENTS.md", std::string(300000, 'x')}}}}), "agentTexts");
        QCOMPARE(fieldOf("terminal.attach", Json::object()), "session");
        QCOMPARE(fieldOf("terminal.attach", {{"session", 1}, {"lines", -1}}), "lines");
        QCOMPARE(fieldOf("terminal.attach", {{"session", 1}, {"answers", "no"}}), "answers");
        QCOMPARE(fieldOf("terminal.snapshot", Json::object()), "session");
        QCOMPARE(fieldOf("terminal.snapshot", {{"session", 99999}}), "session");
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
