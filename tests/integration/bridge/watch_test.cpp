#include "tests/support/test_bridge.h"

#include <QElapsedTimer>
#include <QTest>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

class WatchTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

    static bool saw(const RawBridgeClient& client, std::uint32_t id, const char* path, const char* change)
    {
        for (const auto& event : client.events())
            if (event.at("event") == "file.changed" && event.at("payload").at("id") == id)
                for (const auto& one : event.at("payload").at("changes"))
                    if (one.at("path") == path && one.at("change") == change)
                        return true;
        return false;
    }

    /// Sends the request and waits until it has begun.
    static std::uint32_t watch(RawBridgeClient& client, const Json& payload = Json::object())
    {
        const auto id = client.send("file.watch", payload);
        const bool begun = client.waitUntil([&] {
            return std::ranges::any_of(client.events(), [id](const Json& event) {
                return event.at("event") == "file.watching" && event.at("payload").at("id") == id;
            });
        });
        return begun ? id : 0;
    }

private Q_SLOTS:
    void changes_areTold_untilTheWatchIsCancelled()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        m_bridge.folder().write(u"root/src/a"_s, "");
        const auto id = watch(client);
        QVERIFY(id != 0);
        m_bridge.folder().write(u"root/src/b"_s, "");
        QVERIFY(client.waitUntil([&] { return saw(client, id, "src/b", "created"); }));
        m_bridge.folder().write(u"root/src/a"_s, "x");
        QVERIFY(client.waitUntil([&] { return saw(client, id, "src/a", "changed"); }));
        QVERIFY(client.request("file.delete", {{"path", "src"}}).value("ok", false));
        QVERIFY(client.waitUntil([&] { return saw(client, id, "src", "removed"); }));
        QVERIFY(client.request("request.cancel", {{"id", id}}).value("ok", false));
        QCOMPARE(codeOf(client.reply(id)), "cancelled");
        const auto events = client.events().size();
        m_bridge.folder().write(u"root/after"_s, "");
        QVERIFY(client.request("file.list").value("ok", false));
        QCOMPARE(client.events().size(), events);
    }

    void manyChangesOfOneFile_areFewEvents()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto id = watch(client);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 2000; ++i)
            m_bridge.folder().write(u"root/busy"_s, QByteArray::number(i));
        m_bridge.folder().write(u"root/last"_s, "");
        QVERIFY(client.waitUntil([&] { return saw(client, id, "last", "created"); }));
        QVERIFY(client.events().size() <= static_cast<std::size_t>(clock.elapsed() / 30 + 3));
    }

    void watchesAreBounded_andALostClientGivesItsOwnBack()
    {
        {
            RawBridgeClient client;
            QVERIFY(m_bridge.connect(client));
            for (int i = 0; i < 32; ++i)
                QVERIFY(watch(client) != 0);
            const auto refused = client.request("file.watch");
            QCOMPARE(codeOf(refused), "limit");
            QVERIFY(!refused.at("error").value("message", "").empty());
            client.disconnect();
        }
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        QVERIFY(client.waitUntil([&] { // the bridge may not have noticed yet
            const auto id = client.send("file.watch");
            const auto event = [&] {
                return std::ranges::any_of(client.events(),
                                           [id](const Json& one) { return one.at("payload").at("id") == id; });
            };
            return client.waitUntil(event, 200);
        }));
    }

    void clientThatDoesNotRead_isToldToLookAgain()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        const auto id = watch(client);
        client.pauseReading(true);
        for (int i = 0; i < 10000; ++i)
            m_bridge.folder().write(u"root/flood/file-with-a-long-name-%1"_s.arg(i), "x");
        client.pauseReading(false);
        m_bridge.folder().write(u"root/end"_s, "");
        QVERIFY(client.waitUntil([&] {
            return saw(client, id, "end", "created") || std::ranges::any_of(client.events(), [](const Json& event) {
                       return event.at("event") == "file.changed" && event.at("payload").at("lookAgain") == true;
                   });
        }));
        QVERIFY(QDir(m_bridge.root() + u"/flood"_s).removeRecursively());
    }

    void wrongPayload_isRefused()
    {
        RawBridgeClient client;
        QVERIFY(m_bridge.connect(client));
        QCOMPARE(codeOf(client.request("file.watch", {{"path", "none"}})), "not_found");
        QCOMPARE(codeOf(client.request("file.watch", {{"path", "../.."}})), "outside_workspace");
        for (const auto* field : {"path", "recursive", "respectIgnore"}) {
            const auto reply = client.request("file.watch", {{field, 7}});
            QCOMPARE(codeOf(reply), "bad_request");
            QCOMPARE(reply.at("error").value("field", ""), field);
        }
    }
};

QTEST_GUILESS_MAIN(WatchTest)
#include "watch_test.moc"
