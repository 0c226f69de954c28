#include "tests/support/test_bridge.h"

#include <QTest>

using namespace kalpana::test;
using Json = nlohmann::json;

class SessionTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
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

    void tenThousandRequestsInFlight_areAllAnswered()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        std::vector<std::uint32_t> ids;
        for (int i = 0; i < 10000; ++i)
            ids.push_back(client.send("file.list"));
        for (const auto id : ids)
            QVERIFY(client.reply(id, 60000).value("ok", false));
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
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
