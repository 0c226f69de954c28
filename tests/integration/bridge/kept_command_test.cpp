#include "tests/support/process_end.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QFile>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Commands whose output and end outlive the client that asked for them.
class KeptCommandTest final : public QObject {
    Q_OBJECT

    static constexpr std::uint8_t kOutput = 1;

    TestBridge m_bridge;
    RawBridgeClient m_client;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    /// The number of the command that a request has started; 0 where nothing was said of it.
    std::uint32_t numberOf(RawBridgeClient& client, std::uint32_t id)
    {
        std::uint32_t number = 0;
        (void)client.waitUntil([&] {
            for (const auto& event : client.events())
                if (event.value("event", "") == "command.started" && event.at("payload").value("id", 0U) == id)
                    number = event.at("payload").value("command", 0U);
            return number != 0;
        });
        return number;
    }

    std::uint32_t start(RawBridgeClient& client, const std::string& line)
    {
        return numberOf(client, client.send("command.run", {{"shell", line}, {"keep", true}}));
    }

    Json described(std::uint32_t number)
    {
        const auto listed = m_client.request("command.list");
        for (const auto& command : listed.at("payload").at("commands"))
            if (command.value("command", 0U) == number)
                return command;
        return {};
    }

    [[nodiscard]] bool hasEnded(std::uint32_t number)
    {
        return m_client.waitUntil([&] { return described(number).value("state", "") == "ended"; });
    }

    void release(const QString& name) const { QFile(m_bridge.root() + u'/' + name).open(QFile::WriteOnly); }

private Q_SLOTS:
    void init() { QVERIFY(m_client.isConnected() || m_bridge.connect(m_client)); }

    void keptCommand_isAnsweredLikeAnyOther_withItsNumber()
    {
        const auto id = m_client.send("command.run", {{"shell", "echo out; exit 3"}, {"keep", true}});
        const auto payload = m_client.reply(id).at("payload");
        QCOMPARE(m_client.bytes(kOutput, id), "out\n");
        QCOMPARE(payload.value("exitCode", -1), 3);
        QCOMPARE(payload.value("stdoutBytes", 0), 4);
        QCOMPARE(payload.value("command", 0U), numberOf(m_client, id));
    }

    void lostClient_losesNothing()
    {
        RawBridgeClient lost;
        QVERIFY(m_bridge.connect(lost));
        const auto number = start(lost, "echo before; while [ ! -e go1 ]; do sleep 0.02; done; echo after; exit 7");
        QVERIFY(number != 0);
        lost.disconnect();
        QCOMPARE(described(number).value("state", ""), "running");
        const auto following = m_client.send("command.follow", {{"command", number}});
        release(u"go1"_s);
        QCOMPARE(m_client.reply(following).at("payload").value("exitCode", -1), 7);
        QCOMPARE(m_client.bytes(kOutput, following), "before\nafter\n");
        const auto again = m_client.send("command.follow", {{"command", number}, {"stdoutFrom", 7}});
        QCOMPARE(m_client.reply(again).at("payload").value("exitCode", -1), 7);
        QCOMPARE(m_client.bytes(kOutput, again), "after\n");
        QCOMPARE(m_client.firstOffset(kOutput, again), 7U);
    }

    void longOutput_keepsBeginningAndEnd()
    {
        RawBridgeClient lost;
        QVERIFY(m_bridge.connect(lost));
        const auto number = start(lost, "seq 1 2000000");
        lost.disconnect();
        QVERIFY(hasEnded(number));
        const auto whole = m_client.request("command.run", {{"shell", "seq 1 2000000 | wc -c >wc; cat wc"}});
        const auto total = described(number).at("stdoutBytes").get<std::uint64_t>();
        QCOMPARE(QString::number(total), QString::fromUtf8(m_bridge.folder().read(u"root/wc"_s)).trimmed());
        const auto last = m_client.send("command.follow", {{"command", number}, {"stdoutFrom", total - 16}});
        QVERIFY(m_client.reply(last).value("ok", false));
        QCOMPARE(m_client.bytes(kOutput, last), "1999999\n2000000\n");
        const auto middle = m_client.send("command.follow", {{"command", number}, {"stdoutFrom", 5'000'000}});
        QVERIFY(m_client.reply(middle).value("ok", false));
        QVERIFY(m_client.firstOffset(kOutput, middle) > 5'000'000);
    }

    void cancel_endsTheCommand_butNotOneThatIsOnlyFollowed()
    {
        const auto run = m_client.send("command.run", {{"shell", "sleep 1000"}, {"keep", true}});
        const auto number = numberOf(m_client, run);
        const auto following = m_client.send("command.follow", {{"command", number}});
        (void)m_client.request("request.cancel", {{"id", following}});
        QCOMPARE(codeOf(m_client.reply(following)), "cancelled");
        QCOMPARE(described(number).value("state", ""), "running");
        (void)m_client.request("request.cancel", {{"id", run}});
        QCOMPARE(codeOf(m_client.reply(run)), "cancelled");
        QCOMPARE(described(number).at("end").at("error").value("code", ""), "cancelled");
    }

    void end_isAnsweredWhenAllItsProcessesAreGone()
    {
        RawBridgeClient lost;
        QVERIFY(m_bridge.connect(lost));
        const auto number = start(lost, "setsid sleep 1000 & echo $! >child; wait");
        QVERIFY(m_client.waitUntil([&] { return m_bridge.folder().read(u"root/child"_s).endsWith('\n'); }));
        const auto child = m_bridge.folder().read(u"root/child"_s).trimmed().toInt();
        lost.disconnect();
        const auto ended = m_client.request("command.end", {{"command", number}});
        QCOMPARE(ended.at("payload").value("state", ""), "ended");
        QVERIFY(kalpana::test::hasEnded(child));
        QVERIFY(m_client.request("command.end", {{"command", number}}).value("ok", false));
    }

    void slowFollower_slowsTheCommandDown()
    {
        RawBridgeClient slow;
        QVERIFY(m_bridge.connect(slow));
        const auto number = start(slow, "head -c 60000000 /dev/zero; while [ ! -e go2 ]; do sleep 0.02; done");
        slow.pauseReading(true);
        // What it prints stands still, far from its end: twice the same.
        std::uint64_t before = 0;
        QVERIFY(m_client.waitUntil([&] {
            const auto now = described(number).at("stdoutBytes").get<std::uint64_t>();
            return now != 0 && now == std::exchange(before, now);
        }));
        slow.disconnect();
        QVERIFY(m_client.waitUntil([&] { return described(number).at("stdoutBytes") == 60'000'000; }));
        release(u"go2"_s);
        QVERIFY(hasEnded(number));
    }

    void killedBridge_leavesWhatHasEnded_andSaysWhatHasNot()
    {
        const auto ended = start(m_client, "echo kept; exit 4");
        QVERIFY(hasEnded(ended));
        const auto cut = start(m_client, "echo begun; sleep 1000");
        QVERIFY(m_client.waitUntil([&] { return described(cut).value("stdoutBytes", 0) == 6; }));
        signalProcess(m_bridge.pid(), SIGKILL);
        m_client.disconnect();
        QCOMPARE(m_bridge.serve().code, 0);
        QVERIFY(m_bridge.connect(m_client));
        const auto following = m_client.send("command.follow", {{"command", ended}});
        QCOMPARE(m_client.reply(following).at("payload").value("exitCode", -1), 4);
        QCOMPARE(m_client.bytes(kOutput, following), "kept\n");
        const auto lost = m_client.send("command.follow", {{"command", cut}});
        const auto reply = m_client.reply(lost);
        QCOMPARE(codeOf(reply), "failed");
        QVERIFY(reply.at("error").value("message", "").contains("was killed"));
        QCOMPARE(m_client.bytes(kOutput, lost), "begun\n");
        // Its number is not given to another.
        QVERIFY(start(m_client, "true") > cut);
    }

    void onlyTheLastOnes_areKept()
    {
        const auto first = start(m_client, "true");
        QVERIFY(hasEnded(first));
        for (int i = 0; i < 34; ++i)
            QVERIFY(m_client.request("command.run", {{"shell", "true"}, {"keep", true}}).value("ok", false));
        QCOMPARE(codeOf(m_client.request("command.follow", {{"command", first}})), "not_found");
        QVERIFY(m_client.request("command.list").at("payload").at("commands").size() <= 33);
    }

    void wrongPayload_namesTheField()
    {
        const auto fieldOf = [&](const std::string& type, const Json& payload) {
            return m_client.request(type, payload).at("error").value("field", "");
        };
        QCOMPARE(fieldOf("command.run", {{"shell", "true"}, {"keep", true}, {"maxOutput", 1}}), "maxOutput");
        QCOMPARE(fieldOf("command.run", {{"shell", "true"}, {"keep", 1}}), "keep");
        QCOMPARE(fieldOf("command.follow", {{"command", "x"}}), "command");
        QCOMPARE(fieldOf("command.follow", {{"command", 1}, {"stdoutFrom", -1}}), "stdoutFrom");
        QCOMPARE(fieldOf("command.end", Json::object()), "command");
        QCOMPARE(fieldOf("command.end", {{"command", 4'000'000'000'000}}), "command");
    }
};

QTEST_GUILESS_MAIN(KeptCommandTest)
#include "kept_command_test.moc"
