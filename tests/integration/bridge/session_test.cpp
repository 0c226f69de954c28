#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QProcess>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

class SessionTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    /// Of the bridge, so far, in KiB (proc(5)).
    long mostMemory() const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_bridge.pid()));
        const auto text = file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
        const auto at = text.indexOf("VmHWM:");
        return at < 0 ? 0 : text.mid(at + 6, 20).trimmed().split(' ').front().toLong();
    }

private Q_SLOTS:
    void withoutTheToken_nobodyIsLetIn()
    {
        auto wrong = m_bridge.token();
        wrong.back() = wrong.back() == '0' ? '1' : '0';
        for (const auto& token :
             {std::string(), std::string("x"), wrong, m_bridge.token() + "0", m_bridge.token().substr(1)}) {
            RawBridgeClient client;
            QCOMPARE(client.connect(m_bridge.socket(), token), 401);
        }
    }

    void hello_saysWhoIsThere()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto payload = client.request("hello", {{"client", "test"}}).at("payload");
        QCOMPARE(payload.value("bridge", ""), "0.1.0");
        QCOMPARE(payload.value("protocol", ""), "1");
        QCOMPARE(payload.value("id", ""), "test");
        QCOMPARE(QString::fromStdString(payload.value("root", "")), m_bridge.root());
        QCOMPARE(payload.value("pid", 0), m_bridge.pid());
        QVERIFY(!payload.value("host", "").empty());
    }

    void status_hasFiguresOfTheMachine()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto payload = client.request("status").at("payload");
        QVERIFY(payload.at("metrics").at("memoryTotal").get<std::uint64_t>() >
                payload.at("metrics").at("memoryUsed").get<std::uint64_t>());
        QVERIFY(payload.at("metrics").at("cpuPercent").get<double>() <= 100.0);
        QCOMPARE(payload.at("codeServer").value("state", ""), "absent");
    }

    void whateverIsWrong_isAnswered_andTheConnectionLivesOn()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        struct Case {
            std::string text;
            std::uint32_t id;
            std::string code;
            std::string field;
        };
        for (const auto& [text, id, code, field] :
             {Case{"not json", 0, "bad_request", ""},
              Case{"{\"v\":\"9\",\"id\":901,\"type\":\"hello\"}", 901, "wrong_version", "v"},
              Case{"{\"v\":\"1\",\"id\":902,\"type\":\"dance\"}", 902, "unknown_type", "type"},
              Case{"{\"v\":\"1\",\"id\":903,\"type\":\"file.read\",\"payload\":{\"path\":7}}", 903, "bad_request",
                   "path"},
              Case{"{\"v\":\"1\",\"id\":904,\"type\":\"file.read\",\"payload\":[]}", 904, "bad_request", "payload"}}) {
            client.sendText(text);
            const auto reply = client.reply(id);
            QCOMPARE(codeOf(reply), code);
            QCOMPARE(reply.at("error").value("field", ""), field);
        }
        client.sendBinary("short");
        QVERIFY(client.request("hello").value("ok", false));
    }

    void messageOverTheLimit_isRefused_andTheConnectionLivesOn()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        client.sendText(std::string(9U << 20U, 'x'));
        QCOMPARE(codeOf(client.reply(0)), "too_large");
        QVERIFY(client.request("hello").value("ok", false));
    }

    void binaryOverTheLimit_isRefused_andTheConnectionLivesOn()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        client.sendBinary(std::string(2U << 20U, 'x'));
        QCOMPARE(codeOf(client.reply(0)), "too_large");
        QVERIFY(client.request("hello").value("ok", false));
    }

    void tenThousandRequestsInFlight_areAllAnswered_inBoundedMemory()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto before = mostMemory();
        std::vector<std::uint32_t> ids;
        for (int i = 0; i < 10000; ++i)
            ids.push_back(client.send("file.list"));
        for (const auto id : ids)
            QVERIFY(client.reply(id, 60000).value("ok", false));
        if (!TestBridge::program().endsWith("-checked"_L1)) // a sanitizer keeps what was freed
            QVERIFY2(mostMemory() - before < 64 << 10, qPrintable(QString::number(mostMemory())));
    }

    void whereAllPlacesAreTaken_cancelGetsThrough_andThoseThatWaitFollow()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        std::vector<std::uint32_t> ids;
        for (int i = 0; i < 1024; ++i)
            ids.push_back(client.send("terminal.watch"));
        const auto cancelled = client.send("hello");
        std::vector<std::uint32_t> waiting;
        for (int i = 0; i < 10000; ++i)
            waiting.push_back(client.send("hello"));
        QVERIFY(client.request("request.cancel", {{"id", cancelled}}).value("ok", false));
        QCOMPARE(codeOf(client.reply(cancelled)), "cancelled");
        QVERIFY(client.request("request.cancel", {{"id", ids.front()}}).value("ok", false));
        QCOMPARE(codeOf(client.reply(ids.front())), "cancelled");
        for (const auto id : waiting)
            QVERIFY(client.reply(id, 60000).value("ok", false));
    }

    void moreThanMayWait_andWhatWaitsInVain_isRefused()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        for (int i = 0; i < 1024; ++i)
            (void)client.send("terminal.watch");
        const auto first = client.send("hello");
        for (int i = 1; i < 16384; ++i)
            (void)client.send("hello");
        QCOMPARE(codeOf(client.request("hello")), "limit");
        QCOMPARE(codeOf(client.reply(first)), "limit");
        RawBridgeClient other;
        QVERIFY(m_bridge.connect(other));
        QVERIFY(other.request("hello").value("ok", false));
    }

    void idThatNoRequestCanHave_cancelsNoOther()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto watch = client.send("terminal.watch");
        const auto reply = client.request("request.cancel", {{"id", (1ULL << 32U) + watch}});
        QCOMPARE(codeOf(reply), "bad_request");
        QCOMPARE(reply.at("error").value("field", ""), "id");
        QVERIFY(client.request("request.cancel", {{"id", watch}}).value("ok", false));
        QCOMPARE(codeOf(client.reply(watch)), "cancelled");
    }

    void cancellingWhatHasEnded_isNoError()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        QVERIFY(client.request("request.cancel", {{"id", 12345}}).value("ok", false));
        QCOMPARE(codeOf(client.request("request.cancel")), "bad_request");
    }

    void prepare_makesTheFolder_once()
    {
        TestBridge bridge;
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        QVERIFY(QDir(bridge.root()).removeRecursively());
        QCOMPARE(client.request("workspace.prepare").at("payload").value("created", false), true);
        QVERIFY(QDir(bridge.root()).exists());
        QCOMPARE(client.request("workspace.prepare").at("payload").value("created", true), false);
    }

    void shutdown_isAnswered_andEndsTheBridge()
    {
        TestBridge bridge;
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        QVERIFY(client.request("shutdown").value("ok", false));
        QVERIFY(client.waitUntil([&client] { return !client.isConnected(); }));
    }

    void requestsThatCannotEnd_doNotHoldUpTheEnd()
    {
        // Each holds one of the places in which files are read, and waits for a client that takes nothing in.
        const TemporaryFolder folder;
        QDir().mkpath(folder.path(u"root"_s));
        folder.write(u"root/large"_s, QByteArray(4 << 20, '\0'));
        QProcess bridge;
        bridge.start(TestBridge::program(),
                     {u"serve"_s, u"--foreground"_s, u"--id"_s, u"test"_s, u"--root"_s, folder.path(u"root"_s),
                      u"--data"_s, folder.path(u"data"_s), u"--runtime"_s, folder.path(u"run"_s)});
        QTRY_VERIFY(bridge.canReadLine());
        const auto where = Json::parse(bridge.readLine().toStdString());
        RawBridgeClient client;
        QCOMPARE(client.connect(where.value("socket", ""), where.value("token", "")), 101);
        for (int i = 0; i < 50; ++i)
            (void)client.send("file.read", {{"path", "large"}});
        QVERIFY(client.waitUntil([&client] { return client.bytesReceived() > 0; }));
        client.pauseReading(true);
        QCOMPARE(signalProcess(static_cast<pid_t>(bridge.processId()), SIGTERM), 0);
        QVERIFY(bridge.waitForFinished());
        QCOMPARE(bridge.exitStatus(), QProcess::NormalExit);
        QCOMPARE(bridge.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
