#include "tests/support/test_bridge.h"

#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Processes, ports and figures of a workspace, as a client that watches is told them.
class ProcessTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;
    RawBridgeClient m_client;

    Json named(const std::string& name)
    {
        const auto listed = m_client.request("processes.list").at("payload").at("processes");
        for (const auto& process : listed)
            if (process.value("name", "") == name)
                return process;
        return {};
    }

    /// The payload of the last event of a request.
    Json last(const std::string& event, std::uint32_t id)
    {
        Json payload;
        for (const auto& one : m_client.events())
            if (one.value("event", "") == event && one.at("payload").value("id", 0U) == id)
                payload = one.at("payload");
        return payload;
    }

    static Json portOf(const Json& payload, const std::string& name)
    {
        if (payload.is_object())
            for (const auto& port : payload.at("ports"))
                if (port.value("name", "") == name)
                    return port;
        return {};
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_bridge.connect(m_client)); }

    void processes_areTheWorkspaces_evenThoseThatLeftTheirParents()
    {
        const auto id = m_client.send("command.run", {{"shell", "(setsid sleep 4711 &) ; sleep 4712"}});
        QVERIFY(m_client.waitUntil([&] {
            const auto listed = m_client.request("processes.list").dump();
            return listed.contains("4711") && listed.contains("4712");
        }));
        const auto listed = m_client.request("processes.list").at("payload").at("processes");
        for (const auto& process : listed) {
            QVERIFY(process.value("pid", 0) != m_bridge.pid());
            QVERIFY(process.value("pid", 0) != ::getpid());
        }
        (void)m_client.request("request.cancel", {{"id", id}});
        (void)m_client.reply(id);
        QVERIFY(m_client.waitUntil([&] { return named("sleep").is_null(); }));
    }

    void kill_needsPidAndStartTime_ofTheWorkspacesOwn()
    {
        const auto id = m_client.send("command.run", {{"shell", "exec sleep 4713"}});
        QVERIFY(m_client.waitUntil([&] { return named("sleep").is_object(); }));
        const auto process = named("sleep");
        const auto codeOf = [&](const Json& payload) {
            return m_client.request("process.kill", payload).at("error").value("code", "");
        };
        const auto startTime = process.at("startTime").get<std::uint64_t>();
        QCOMPARE(codeOf({{"pid", process.at("pid")}, {"startTime", startTime + 1}}), "not_found");
        QCOMPARE(codeOf({{"pid", ::getpid()}, {"startTime", 1}}), "not_found");
        QCOMPARE(codeOf({{"pid", process.at("pid")}, {"startTime", startTime}, {"signal", "STOP"}}), "bad_request");
        QCOMPARE(codeOf({{"pid", "x"}, {"startTime", startTime}}), "bad_request");
        const Json right{{"pid", process.at("pid")}, {"startTime", startTime}, {"signal", "KILL"}};
        QVERIFY(m_client.request("process.kill", right).value("ok", false));
        QCOMPARE(m_client.reply(id).at("payload").value("signal", ""), "KILL");
    }

    void ports_areTold_whenTheyOpenAndWhenTheyClose()
    {
        const auto watch = m_client.send("ports.watch");
        QVERIFY(m_client.waitUntil([&] { return last("ports.list", watch).is_object(); }));
        const auto server =
            m_client.send("command.run", {{"argv", {"python3", "-m", "http.server", "--bind", "127.0.0.1", "0"}}});
        QVERIFY(m_client.waitUntil([&] { return portOf(last("ports.list", watch), "python3").is_object(); }));
        const auto port = portOf(last("ports.list", watch), "python3");
        QCOMPARE(port.value("address", ""), "127.0.0.1");
        QVERIFY(port.value("port", 0) > 0);
        QCOMPARE(port.at("argv").at(2), "http.server");
        (void)m_client.request("request.cancel", {{"id", server}});
        QVERIFY(m_client.waitUntil([&] { return portOf(last("ports.list", watch), "python3").is_null(); }));
        (void)m_client.request("request.cancel", {{"id", watch}});
        QCOMPARE(m_client.reply(watch).at("error").value("code", ""), "cancelled");
    }

    void metrics_comeAtOnce_andAgain()
    {
        const auto busy = m_client.send("command.run", {{"shell", "while :; do :; done"}});
        const auto watch = m_client.send("metrics.watch");
        QVERIFY(m_client.waitUntil([&] {
            const auto now = last("metrics", watch);
            return now.is_object() && now.at("workspace").value("cpuPercent", 0.0) > 0;
        }));
        const auto metrics = last("metrics", watch);
        QVERIFY(metrics.at("workspace").value("processes", 0) >= 1);
        QVERIFY(metrics.at("workspace").value("memory", 0U) > 0);
        QVERIFY(metrics.at("disk").value("total", std::uint64_t{0}) > 0);
        (void)m_client.request("request.cancel", {{"id", busy}});
        (void)m_client.request("request.cancel", {{"id", watch}});
        QCOMPARE(m_client.reply(watch).at("error").value("code", ""), "cancelled");
    }
};

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
