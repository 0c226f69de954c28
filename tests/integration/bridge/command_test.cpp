#include "remote/bridge/protocol/frame.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QFile>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using kalpana::bridge::protocol::Frame;
using kalpana::bridge::protocol::FrameKind;
using Json = nlohmann::json;

class CommandTest final : public QObject {
    Q_OBJECT

    static constexpr std::uint8_t kOutput = 1;
    static constexpr std::uint8_t kErrors = 2;

    TestBridge m_bridge;
    RawBridgeClient m_client;
    std::uint64_t m_sent = 0; ///< of a command's input

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    /// Runs a shell line that writes the pids of its processes to a file, one a line; the pids once there are `count`.
    QList<int> waitForPids(const QString& file, int count)
    {
        QList<int> pids;
        (void)m_client.waitUntil([&] {
            pids.clear();
            for (const auto& line : m_bridge.folder().read(u"root/"_s + file).split('\n'))
                if (!line.isEmpty())
                    pids.append(line.toInt());
            return pids.size() >= count;
        });
        return pids;
    }

    static bool isAlive(int pid)
    {
        QFile file(u"/proc/%1/stat"_s.arg(pid));
        return file.open(QFile::ReadOnly) && !file.readAll().contains(") Z ");
    }

    /// How far input may be sent for a command; 0 before that was said.
    std::uint64_t allowedFor(std::uint32_t id) const
    {
        std::uint64_t until = 0;
        for (const auto& event : m_client.events())
            if (event.at("event") == "command.input" && event.at("payload").at("id") == id)
                until = event.at("payload").at("until").get<std::uint64_t>();
        return until;
    }
    /// A shell line that is given its input while it runs; its id once it may be sent.
    std::uint32_t startReading(const char* line)
    {
        const auto id = m_client.send("command.run", {{"shell", line}, {"input", true}});
        (void)m_client.waitUntil([&] { return allowedFor(id) > 0; });
        return id;
    }
    void type(std::uint32_t id, std::uint64_t offset, std::string_view bytes)
    {
        m_client.sendBinary(encode(Frame{FrameKind::CommandInput, id, offset, bytes}));
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_bridge.connect(m_client)); }

    void command_streamsBothOutputs_andTellsHowItEnded()
    {
        const auto id = m_client.send("command.run", {{"shell", "echo out; echo err >&2; exit 3"}});
        const auto payload = m_client.reply(id).at("payload");
        QCOMPARE(m_client.bytes(kOutput, id), "out\n");
        QCOMPARE(m_client.bytes(kErrors, id), "err\n");
        QCOMPARE(payload.value("exitCode", -1), 3);
        QCOMPARE(payload.value("signal", "?"), "");
        QCOMPARE(payload.value("stdoutBytes", 0), 4);
        QCOMPARE(payload.value("stderrBytes", 0), 4);
        QCOMPARE(payload.value("truncated", true), false);
    }

    void argv_isNotReadByAShell()
    {
        const auto id = m_client.send("command.run", {{"argv", {"printf", "%s|", "a b", "$HOME", "*"}}});
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, id), "a b|$HOME|*|");
    }

    void inputEnvironmentAndFolder_areGiven()
    {
        QDir(m_bridge.root()).mkpath(u"sub"_s);
        const auto id = m_client.send("command.run", {{"shell", "cat; echo $WORD; pwd"},
                                                      {"stdin", "from stdin "},
                                                      {"env", {{"WORD", "hello"}}},
                                                      {"cwd", "sub"}});
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(QString::fromStdString(m_client.bytes(kOutput, id)),
                 u"from stdin hello\n"_s + QDir(m_bridge.root()).canonicalPath() + u"/sub\n"_s);
    }

    void nothingOfTheBridge_isLeftOpenInACommand()
    {
        const auto id = m_client.send("command.run", {{"argv", {"ls", "/proc/self/fd"}}});
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(QByteArray::fromStdString(m_client.bytes(kOutput, id)).simplified(), QByteArray("0 1 2 3"));
    }

    void bigInput_isNotLost()
    {
        const std::string input(3U << 20U, 'i');
        const auto id = m_client.send("command.run", {{"argv", {"wc", "-c"}}, {"stdin", input}});
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(QByteArray::fromStdString(m_client.bytes(kOutput, id)).trimmed().toInt(), 3 << 20);
    }

    void streamedInput_isReadAsItComes_andEndsWithAnEmptyFrame()
    {
        const auto id = startReading("read line; echo \"first $line\"; cat");
        type(id, 0, "one\n");
        QVERIFY(m_client.waitUntil([&] { return m_client.bytes(kOutput, id) == "first one\n"; }));
        type(id, 4, "two\n");
        type(id, 8, {});
        QVERIFY(m_client.reply(id).value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, id), "first one\ntwo\n");
        type(id, 8, "too late"); // for nobody
        QVERIFY(m_client.request("status").value("ok", false));
    }

    void streamedInput_isAllowedFurther_onlyAsTheCommandReads()
    {
        const auto id = startReading("until [ -e read ]; do sleep 0.02; done; cat >/dev/null");
        const auto window = allowedFor(id);
        const std::string part(1U << 16U, 'x');
        for (std::uint64_t at = 0; at < window; at += part.size())
            type(id, at, part);
        QVERIFY(m_client.request("status").value("ok", false)); // all of that was taken
        QVERIFY(allowedFor(id) <= window + 2 * part.size());    // but for what a pipe holds
        m_bridge.folder().write(u"root/read"_s, {});
        QVERIFY(m_client.waitUntil([&] { return allowedFor(id) > window * 3 / 2; }));
        type(id, window, {});
        QVERIFY(m_client.reply(id).value("ok", false));
    }

    void streamedInput_thatNobodyReads_isToldOf()
    {
        const auto id = startReading("exec <&-; until [ -e told ]; do sleep 0.02; done; exit 9");
        const auto isClosed = [&] {
            type(id, m_sent++, "x");
            return m_client.events().back().at("payload").value("closed", false);
        };
        m_sent = 0;
        QVERIFY(m_client.waitUntil(isClosed));
        m_bridge.folder().write(u"root/told"_s, {});
        QCOMPARE(m_client.reply(id).at("payload").value("exitCode", 0), 9);
    }

    void streamedInput_outOfOrderOrOverTheWindow_endsTheCommand()
    {
        const auto gap = startReading("cat");
        type(gap, 1, "x");
        QCOMPARE(codeOf(m_client.reply(gap)), "bad_request");

        const auto over = startReading("exec sleep 1000");
        const std::string part(1U << 18U, 'x');
        for (std::uint64_t at = 0; at <= (4U << 20U); at += part.size())
            type(over, at, part);
        QCOMPARE(codeOf(m_client.reply(over)), "bad_request");

        const auto after = startReading("exec sleep 1000");
        type(after, 0, {});
        type(after, 0, "x");
        QCOMPARE(codeOf(m_client.reply(after)), "bad_request");
    }

    void streamedInput_ofALostClient_endsTheCommand()
    {
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        (void)other.send("command.run", {{"shell", "echo $$ >> reader; exec cat"}, {"input", true}});
        const auto pids = waitForPids(u"reader"_s, 1);
        QCOMPARE(pids.size(), 1);
        other.disconnect();
        QVERIFY(m_client.waitUntil([&] { return !isAlive(pids.front()); }));
    }

    void killedCommand_tellsItsSignal()
    {
        const auto payload = m_client.request("command.run", {{"shell", "kill -KILL $$"}}).at("payload");
        QCOMPARE(payload.value("signal", ""), "KILL");
        QCOMPARE(payload.value("exitCode", 0), 137);
    }

    void whatCannotBeRun_hasACodeOfItsOwn()
    {
        m_bridge.folder().write(u"root/plain"_s, "text");
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"no-such-program-here"}}})), "not_found");
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"./plain"}}})), "not_executable");
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"./missing"}}})), "not_found");
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"true"}}, {"cwd", "../.."}})), "outside_workspace");
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"true"}}, {"cwd", "nowhere"}})), "not_found");
    }

    void wrongPayload_namesTheField()
    {
        const auto fieldOf = [this](const Json& payload) {
            return m_client.request("command.run", payload).at("error").value("field", "");
        };
        QCOMPARE(fieldOf(Json::object()), "argv");
        QCOMPARE(fieldOf({{"argv", {1}}}), "argv");
        QCOMPARE(fieldOf({{"argv", {"true"}}, {"shell", "true"}}), "shell");
        QCOMPARE(fieldOf({{"argv", {"true"}}, {"timeoutMs", 0}}), "timeoutMs");
        QCOMPARE(fieldOf({{"argv", {"true"}}, {"env", {{"A=B", "x"}}}}), "env");
        QCOMPARE(fieldOf({{"argv", {"true"}}, {"input", true}, {"stdin", "x"}}), "input");
        QCOMPARE(fieldOf({{"argv", {"true"}}, {"input", true}, {"keep", true}}), "input");
    }

    void cancel_endsTheWholeFamily_evenWhatLeftTheGroup()
    {
        const auto id =
            m_client.send("command.run", {{"shell", "echo $$ >> pids; (trap '' TERM; echo $BASHPID >> pids; sleep "
                                                    "1000) & setsid sh -c 'echo $$ >> pids; sleep 1000' & wait"}});
        const auto pids = waitForPids(u"pids"_s, 3);
        QCOMPARE(pids.size(), 3);
        QVERIFY(m_client.request("request.cancel", {{"id", id}}).value("ok", false));
        QCOMPARE(codeOf(m_client.reply(id)), "cancelled");
        for (const int pid : pids)
            QVERIFY2(!isAlive(pid), qPrintable(QString::number(pid)));
    }

    void cancel_asksBeforeItKills()
    {
        const auto id = m_client.send(
            "command.run",
            {{"shell", "trap 'echo asked > asked; exit' TERM; echo $$ > asking; while :; do sleep 0.01; done"}});
        QCOMPARE(waitForPids(u"asking"_s, 1).size(), 1);
        (void)m_client.send("request.cancel", {{"id", id}});
        QCOMPARE(codeOf(m_client.reply(id)), "cancelled");
        QCOMPARE(m_bridge.folder().read(u"root/asked"_s), QByteArray("asked\n"));
    }

    void cancel_reachesACommandThatNeverStopsTalking()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        client.forgetBytes();
        const auto id = client.send("command.run", {{"argv", {"yes"}}, {"maxOutput", 0}});
        QVERIFY(client.waitUntil([&client] { return client.bytesReceived() > 50000000; }));
        (void)client.send("request.cancel", {{"id", id}});
        QCOMPARE(codeOf(client.reply(id)), "cancelled");
    }

    void timeLimit_endsIt()
    {
        QCOMPARE(codeOf(m_client.request("command.run", {{"argv", {"sleep", "1000"}}, {"timeoutMs", 50}})), "timeout");
    }

    void lostConnection_endsWhatItAskedFor()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        (void)client.send("command.run", {{"shell", "echo $$ > lost; exec sleep 1000"}});
        QList<int> pids;
        QVERIFY(client.waitUntil([&] {
            const auto text = m_bridge.folder().read(u"root/lost"_s).trimmed();
            pids = {text.toInt()};
            return !text.isEmpty();
        }));
        client.disconnect();
        QTRY_VERIFY(!isAlive(pids.front()));
    }

    void outputOverTheLimit_isCounted_notSent()
    {
        const auto id = m_client.send("command.run", {{"shell", "head -c 1000000 /dev/zero"}, {"maxOutput", 1000}});
        const auto payload = m_client.reply(id).at("payload");
        QCOMPARE(m_client.bytes(kOutput, id).size(), std::size_t{1000});
        QCOMPARE(payload.value("stdoutBytes", 0), 1000000);
        QCOMPARE(payload.value("truncated", false), true);
    }

    void slowClient_slowsTheCommandDown_andTheBridgeStaysSmall()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        client.forgetBytes();
        const auto id = client.send("command.run", {{"shell", "head -c 100000000 /dev/zero"}, {"maxOutput", 0}});
        QVERIFY(client.waitUntil([&client] { return client.bytesReceived() > 1000000; }));
        client.pauseReading(true);
        // Another client's requests say that the bridge goes on, and how large it is.
        for (int i = 0; i < 50; ++i)
            QVERIFY(m_client.request("hello").value("ok", false));
        QVERIFY(client.bytesReceived() < 100000000);
        if (!TestBridge::program().endsWith(u"-checked"_s)) // sanitisers need memory of their own
            QVERIFY2(residentKiB() < 24 * 1024, qPrintable(QString::number(residentKiB())));
        client.pauseReading(false);
        QCOMPARE(client.reply(id, 120000).at("payload").value("stdoutBytes", 0), 100000000);
        QCOMPARE(client.bytesReceived(), std::uint64_t{100000000});
    }

    void whatIsLeftInTheBackground_livesOn_andIsNotWaitedFor()
    {
        const auto id = m_client.send("command.run", {{"shell", "sleep 1000 & echo $! > background; echo done"}});
        const auto reply = m_client.reply(id);
        QVERIFY(reply.value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, id), "done\n");
        const int pid = m_bridge.folder().read(u"root/background"_s).trimmed().toInt();
        QVERIFY(isAlive(pid));
        signalProcess(pid, SIGKILL);
    }

    void manyCommandsAtOnce_keepTheirOutputApart()
    {
        std::vector<std::uint32_t> ids;
        for (int i = 0; i < 50; ++i)
            ids.push_back(m_client.send("command.run", {{"shell", "echo " + std::to_string(i)}}));
        for (int i = 0; i < 50; ++i) {
            QVERIFY(m_client.reply(ids[static_cast<std::size_t>(i)]).value("ok", false));
            QCOMPARE(m_client.bytes(kOutput, ids[static_cast<std::size_t>(i)]), std::to_string(i) + "\n");
        }
    }

private:
    [[nodiscard]] int residentKiB() const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_bridge.pid()));
        if (!file.open(QFile::ReadOnly))
            return 0;
        const auto text = file.readAll();
        const auto at = text.indexOf("VmRSS:");
        return text.mid(at + 6, 16).trimmed().split(' ').front().toInt();
    }
};

QTEST_GUILESS_MAIN(CommandTest)
#include "command_test.moc"
