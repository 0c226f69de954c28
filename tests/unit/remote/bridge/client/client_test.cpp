#include "remote/bridge/client/client.h"
#include "remote/io/io_thread.h"
#include "tests/support/fake_bridge.h"

#include <QTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

using namespace kalpana;
using namespace bridge::client;
using bridge::protocol::Code;
using bridge::protocol::FrameKind;
using bridge::protocol::Request;
using test::FakeBridge;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

Json object(const char* name, Json value)
{
    Json json = Json::object();
    json[name] = std::move(value);
    return json;
}

ClientPointer connected(io::IoThread& io, FakeBridge& bridge)
{
    auto client = io.run(Client::connect(bridge.stream(), Secret(std::string_view("the-token"))));
    return client ? *client : nullptr;
}

Result<Json> ask(io::IoThread& io, const ClientPointer& client, const char* type, RequestHandlers handlers = {})
{
    return io.run(client->request(type, Json::object(), std::move(handlers)));
}

asio::awaitable<Result<Error>> waitForLoss(ClientPointer client)
{
    auto error = co_await client->lost();
    co_return error;
}

/// Answers an upgrade with bytes that no bridge would send.
asio::awaitable<Result<ClientPointer>> connectTo(io::Stream client, io::Stream server, std::string answer)
{
    using namespace asio::experimental::awaitable_operators;
    co_await asio::async_write(server, asio::buffer(answer), asTuple);
    server.shutdownWrite();
    auto outcome = co_await Client::connect(std::move(client), Secret(std::string_view("t")));
    co_return outcome;
}

asio::awaitable<Result<std::pair<Json, Json>>> askTwice(ClientPointer client)
{
    using namespace asio::experimental::awaitable_operators;
    auto [first, second] =
        co_await (client->request("first", Json::object()) && client->request("second", Json::object()));
    if (!first || !second)
        co_return failure(ErrorCode::Internal, {});
    co_return std::pair(*first, *second);
}

} // namespace

class ClientTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void connect_signsInAndKnowsWhoAnswers()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        const auto client = connected(io, bridge);
        QVERIFY(client);
        QCOMPARE(client->hello().bridge, "0.1.0");
        QCOMPARE(client->hello().id, "shop-1a2b");
        QCOMPARE(client->hello().root, "/home/u/shop");
        QCOMPARE(client->hello().pid, 42);
    }

    void wrongToken_isAuthentication()
    {
        io::IoThread io;
        FakeBridge bridge(io, "another-token");
        const auto client = io.run(Client::connect(bridge.stream(), Secret(std::string_view("the-token"))));
        QVERIFY(!client);
        QCOMPARE(client.error().code, ErrorCode::Authentication);
        QVERIFY(!client.error().sentence.contains(QStringLiteral("the-token")));
    }

    void anotherProtocolVersion_isRefused()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.hello["protocol"] = "2";
        const auto client = io.run(Client::connect(bridge.stream(), Secret(std::string_view("the-token"))));
        QVERIFY(!client);
        QCOMPARE(client.error().code, ErrorCode::Protocol);
    }

    void whatIsNotABridge_isProtocol_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("code");
        QTest::newRow("a web server") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                                      << int(ErrorCode::Protocol);
        QTest::newRow("garbage") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n") << int(ErrorCode::Protocol);
        QTest::newRow("nothing") << QByteArray() << int(ErrorCode::ConnectionLost);
    }
    void whatIsNotABridge_isProtocol()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, code);
        io::IoThread io;
        auto [near, far] = io::streamPair(io.executor());
        const auto client = io.run(connectTo(std::move(near), std::move(far), answer.toStdString()));
        QVERIFY(!client);
        QCOMPARE(int(client.error().code), code);
    }

    void stopWhileConnecting_returnsAtOnce()
    {
        io::IoThread io;
        auto [near, far] = io::streamPair(io.executor());
        std::stop_source source;
        std::jthread stopper([&source] { source.request_stop(); });
        const auto client = io.run(Client::connect(std::move(near), Secret(std::string_view("t"))), source.get_token());
        QVERIFY(!client);
        QCOMPARE(client.error().code, ErrorCode::Cancelled);
    }

    void replies_reachTheirOwnRequests_inAnyOrder()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        std::vector<Request> waiting;
        bridge.onRequest = [&](const Request& request) {
            waiting.push_back(request);
            if (waiting.size() == 2)
                for (const auto& each : {waiting[1], waiting[0]})
                    bridge.reply(each.id, object("type", each.type));
        };
        const auto client = connected(io, bridge);
        const auto both = io.run(askTwice(client));
        QVERIFY(both.has_value());
        QCOMPARE(both->first["type"], "first");
        QCOMPARE(both->second["type"], "second");
    }

    void refusal_isAnErrorThatNamesTheSubject()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.onRequest = [&](const Request& request) { bridge.refuse(request.id, Code::NoSpace, "ENOSPC"); };
        const auto client = connected(io, bridge);
        const auto reply = ask(io, client, "file.write", {.subject = QStringLiteral("notes.md")});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::NoSpace);
        QVERIFY(reply.error().sentence.contains(QStringLiteral("notes.md")));
        QCOMPARE(reply.error().detail, QStringLiteral("no_space: ENOSPC"));
    }

    void lostConnection_failsWhatIsPending_andEverythingLater()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.onRequest = [&](const Request&) { bridge.close(); };
        const auto client = connected(io, bridge);
        const auto pending = ask(io, client, "status");
        QVERIFY(!pending);
        QCOMPARE(pending.error().code, ErrorCode::ConnectionLost);
        const auto later = ask(io, client, "status");
        QVERIFY(!later);
        QCOMPARE(later.error().code, ErrorCode::ConnectionLost);
        const auto loss = io.run(waitForLoss(client));
        QVERIFY(loss.has_value());
        QCOMPARE(loss->code, ErrorCode::ConnectionLost);
        const auto binary = io.run(client->sendBinary(3, 1, 0, std::as_bytes(std::span("x", 1))));
        QVERIFY(!binary);
    }

    void noAnswerInTime_fails_andCancelsThere()
    {
        std::promise<std::uint32_t> cancelledId; // outlives the bridge, which hears of the second one's cancelling late
        std::uint32_t asked = 0;
        bool isFirst = true;
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.onRequest = [&](const Request& request) {
            if (request.type != "request.cancel")
                asked = request.id;
            else if (std::exchange(isFirst, false))
                cancelledId.set_value(request.payload["id"].get<std::uint32_t>());
        };
        const auto client = connected(io, bridge);
        const auto reply = ask(io, client, "status", {.timeout = std::chrono::milliseconds(20)});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Remote);
        QCOMPARE(cancelledId.get_future().get(), asked);
        QCOMPARE(ask(io, client, "again", {.timeout = std::chrono::milliseconds(20)}).error().code, ErrorCode::Remote);
    }

    void stop_cancelsThere_andTheConnectionGoesOn()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        std::stop_source source;
        std::promise<void> cancelled;
        bridge.onRequest = [&](const Request& request) {
            if (request.type == "command.run")
                source.request_stop();
            else if (request.type == "request.cancel")
                cancelled.set_value();
            else
                bridge.reply(request.id, object("fine", true));
        };
        const auto client = connected(io, bridge);
        RequestHandlers handlers{.timeout = std::chrono::milliseconds(0)};
        const auto stopped =
            io.run(client->request("command.run", Json::object(), std::move(handlers)), source.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        cancelled.get_future().get();
        QVERIFY(ask(io, client, "status").has_value());
    }

    void eventsAndFrames_reachTheirRequest_untilItsReply()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.onRequest = [&](const Request& request) {
            bridge.frame(FrameKind::Output, request.id, 0, "hello ");
            bridge.frame(FrameKind::Output, request.id + 1000, 0, "another's");
            bridge.frame(FrameKind::Errors, request.id, 0, "oops");
            auto progress = object("id", request.id);
            progress["done"] = 7;
            bridge.event("progress", progress);
            bridge.event("somebody.else", object("x", 1));
            bridge.frame(FrameKind::Output, request.id, 6, "world");
            bridge.reply(request.id, Json::object());
            bridge.frame(FrameKind::Output, request.id, 11, "too late");
        };
        const auto client = connected(io, bridge);
        std::vector<std::string> unowned;
        auto listening = io.call(
            [&] { return client->listen([&](std::string_view name, const Json&) { unowned.emplace_back(name); }); });
        std::string out;
        std::string errors;
        int done = 0;
        RequestHandlers handlers;
        handlers.onBinary = [&](const BinaryPart& part) {
            auto& into = part.kind == 1 ? out : errors;
            if (part.kind == 1 && part.offset != out.size())
                out += "wrong offset";
            into.append(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
        };
        handlers.onEvent = [&](std::string_view name, const Json& payload) {
            if (name == "progress")
                done = payload["done"].get<int>();
        };
        QVERIFY(io.run(client->request("command.run", Json::object(), std::move(handlers))).has_value());
        QCOMPARE(out, "hello world");
        QCOMPARE(errors, "oops");
        QCOMPARE(done, 7);
        QCOMPARE(unowned, std::vector<std::string>{"somebody.else"});
        listening.reset();
        QVERIFY(ask(io, client, "again").has_value());
        QCOMPARE(unowned.size(), std::size_t(1));
    }

    void nonsense_endsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("not JSON") << QByteArray("<html>");
        QTest::newRow("neither reply nor event") << QByteArray(R"({"v":"1","hello":true})");
        QTest::newRow("without end") << QByteArray(40 << 20, 'x');
    }
    void nonsense_endsTheConnection()
    {
        QFETCH(QByteArray, text);
        io::IoThread io;
        FakeBridge bridge(io);
        bridge.onRequest = [&](const Request&) { bridge.text(text.toStdString()); };
        const auto client = connected(io, bridge);
        const auto reply = ask(io, client, "status");
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::ConnectionLost);
    }

    void tooManyRequestsAtOnce_areRefused_notQueued()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        std::atomic_int seen = 0;
        bridge.onRequest = [&](const Request&) { ++seen; };
        const auto client = connected(io, bridge);
        std::atomic_int ended = 0;
        for (int i = 0; i < 256; ++i)
            asio::co_spawn(io.context(),
                           client->request("hang", Json::object(), {.timeout = std::chrono::milliseconds(0)}),
                           [&ended](const std::exception_ptr&, const Result<Json>&) { ++ended; });
        QTRY_COMPARE(seen.load(), 256);
        const auto refused = ask(io, client, "one more");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Internal);
        io.call([&] { client->close(); });
        QTRY_COMPARE(ended.load(), 256);
    }

    void droppedClient_closesTheConnection()
    {
        io::IoThread io;
        FakeBridge bridge(io);
        std::promise<Result<Json>> outcome;
        bridge.onRequest = [](const Request&) {};
        auto client = connected(io, bridge);
        asio::co_spawn(io.context(), client->request("hang", Json::object()),
                       [&](const std::exception_ptr&, Result<Json> result) { outcome.set_value(std::move(result)); });
        client.reset();
        QCOMPARE(outcome.get_future().get().error().code, ErrorCode::ConnectionLost);
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
