#include "tests/support/shop_gateway.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <thread>

using namespace kalpana;
using namespace std::chrono_literals;
using test::asTuple;
using test::fieldOf;
using test::RawConnection;
using test::ScriptedBackend;
using test::Shop;
using test::statusOf;

namespace {

namespace asio = boost::asio;
constexpr const char* upgradeFields =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n";
constexpr const char* switched =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

/// Switches, says "hi", then sends back what comes; half-closes when the other side does.
asio::awaitable<void> echoes(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    const auto [failed, head] =
        co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    self.note(buffer.substr(0, head));
    buffer.erase(0, head);
    const std::string first = std::string(switched) + "hi" + buffer; // Early bytes in both directions.
    co_await asio::async_write(stream, asio::buffer(first), asTuple);
    std::string part(10000, '\0');
    for (;;) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(part), asTuple);
        if (error)
            break;
        self.bytes += count;
        const auto [lost, sent] = co_await asio::async_write(stream, asio::buffer(part.data(), count), asTuple);
        if (lost)
            break;
    }
    stream.shutdownWrite();
}

/// Switches, sends, half-closes first, and still takes what comes.
asio::awaitable<void> endsFirst(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    const std::string all = std::string(switched) + "bye";
    co_await asio::async_write(stream, asio::buffer(all), asTuple);
    stream.shutdownWrite();
    std::string rest(4, '\0');
    const auto [error, count] = co_await asio::async_read(stream, asio::buffer(rest), asTuple);
    self.note(rest.substr(0, count));
}

/// Switches, then neither reads nor writes until its stream is closed.
asio::awaitable<void> stalls(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    const std::string all = switched;
    co_await asio::async_write(stream, asio::buffer(all), asTuple);
    const std::string part(65536, 'x');
    for (;;) { // The browser does not read either, so this blocks until the stream is closed.
        const auto [error, count] = co_await asio::async_write(stream, asio::buffer(part), asTuple);
        if (error)
            break;
        self.bytes += count;
    }
}

/// Switches, says something, and ends without a Close frame, or stays.
asio::awaitable<void> say(io::Stream stream, std::string said, bool leaves)
{
    std::string buffer;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    const std::string all = switched + said;
    co_await asio::async_write(stream, asio::buffer(all), asTuple);
    if (leaves)
        stream.shutdownWrite();
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "never", asTuple);
}

ScriptedBackend::Script leavesAfter(std::string said)
{
    return [said](ScriptedBackend&, io::Stream stream) { return say(std::move(stream), said, true); };
}

ScriptedBackend::Script staysAfter(std::string said)
{
    return [said](ScriptedBackend&, io::Stream stream) { return say(std::move(stream), said, false); };
}

asio::awaitable<void> switchesUnasked(ScriptedBackend&, io::Stream stream)
{
    std::string buffer;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    const std::string all = switched;
    co_await asio::async_write(stream, asio::buffer(all), asTuple);
    co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "never", asTuple);
}

} // namespace

class TransferTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void upgrade_isSplicedByteForByte_bothWays_andHalfClosed()
    {
        Shop shop(echoes);
        RawConnection browser(shop.port);
        browser.send(
            shop.request("GET /socket", std::string(upgradeFields) + "Origin: http://" + shop.host() + "\r\n") +
            "early");
        const auto head = browser.readUntil("\r\n\r\n");
        QCOMPARE(statusOf(head), 101);
        QCOMPARE(fieldOf(head, "Upgrade"), "websocket");
        QCOMPARE(browser.read(7), "hiearly");
        const auto seen = shop.backend->notes().at(0);
        QCOMPARE(fieldOf(seen, "Connection"), "Upgrade");
        QCOMPARE(fieldOf(seen, "Origin"), "http://" + shop.host());
        QCOMPARE(fieldOf(seen, "Cookie"), "");

        std::string sent(8U << 20U, '\0');
        std::mt19937 random(7);
        std::ranges::generate(sent, [&] { return static_cast<char>(random()); });
        std::jthread writer([&] {
            for (std::size_t at = 0; at < sent.size();) {
                const auto count = std::min<std::size_t>(1 + random() % 200000, sent.size() - at);
                browser.send(std::string_view(sent).substr(at, count));
                at += count;
            }
            browser.shutdownWrite();
        });
        const auto echoed = browser.readAll();
        writer.join();
        QVERIFY(echoed == sent);
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void halfClosedByTheBackend_theOtherDirectionGoesOn()
    {
        Shop shop(endsFirst);
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(statusOf(browser.readUntil("\r\n\r\n")), 101);
        QCOMPARE(browser.readAll(), "bye");
        browser.send("last");
        QTRY_COMPARE(shop.backend->notes(), std::vector<std::string>{"last"});
    }

    void backendThatLeavesWithoutAWord_isExcused_betweenFramesOnly_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("heard");
        const QByteArray restart("\x88\x02\x03\xf4", 4);
        const QByteArray message("\x81\x05hello", 7);
        const QByteArray going("\x88\x02\x03\xe9", 4);
        QTest::newRow("nothing said") << QByteArray() << restart;
        QTest::newRow("a message") << message << message + restart;
        QTest::newRow("part of a message")
            << QByteArray("\x01\x05hello", 7) << QByteArray("\x01\x05hello", 7) + restart;
        QTest::newRow("part of a frame") << message.chopped(1) << message.chopped(1);
        QTest::newRow("part of a head") << message.first(1) << message.first(1);
        QTest::newRow("its own Close frame") << message + going << message + going;
        QTest::newRow("no frames at all") << QByteArray("SSH-2.0-x\r\n") << QByteArray("SSH-2.0-x\r\n");
    }
    void backendThatLeavesWithoutAWord_isExcused_betweenFramesOnly()
    {
        QFETCH(const QByteArray, said);
        QFETCH(const QByteArray, heard);
        Shop shop(leavesAfter(said.toStdString()));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(statusOf(browser.readUntil("\r\n\r\n")), 101);
        QCOMPARE(QByteArray::fromStdString(browser.readAll()), heard);
    }

    void workspaceThatIsRemoved_takesItsLeave_alsoWhileTheBrowserTalks()
    {
        Shop shop(staysAfter("\x81\x05hello"));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(statusOf(browser.readUntil("\r\n\r\n")), 101);
        QCOMPARE(browser.read(7), "\x81\x05hello");
        QCOMPARE(browser.send("\x81\x80...."), true);
        shop.gateway.remove("shop");
        QCOMPARE(QByteArray::fromStdString(browser.readAll()), QByteArray("\x88\x02\x03\xf4", 4));
    }

    void resetByTheBrowser_endsTheBackend()
    {
        Shop shop(echoes);
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(statusOf(browser.readUntil("\r\n\r\n")), 101);
        browser.reset();
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void backPressure_holdsTheFasterSide()
    {
        Shop shop(echoes, {.partingTime = 50ms});
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(browser.readUntil("hi").ends_with("hi"), true);
        // Nobody reads the echo, so the backend stops, so the gateway stops, so sending stops: far below what is
        // offered.
        std::atomic_size_t sent = 0;
        std::jthread writer([&] {
            const std::string part(65536, 'z');
            while (sent < (256U << 20U) && browser.send(part))
                sent += part.size();
        });
        QTRY_VERIFY(sent > 100000);
        QVERIFY(browser.drop(1U << 20U) > 0);
        shop.gateway.remove("shop");
        writer.join();
        QVERIFY2(sent < (64U << 20U), qPrintable(QString::number(sent)));
    }

    void browserThatIsGone_isNoticed_thoughNobodyReadsAnything()
    {
        Shop shop(stalls, {.partingTime = 50ms});
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QTRY_VERIFY(shop.backend->bytes > 0);
        std::jthread writer([&] {
            const std::string part(65536, 'z');
            for (int i = 0; i < 4000 && browser.send(part); ++i) {
            }
        });
        QVERIFY(browser.drop(100000) > 0);
        shop.gateway.remove("shop");
        writer.join();
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void refusedUpgrade_isAnOrdinaryAnswer()
    {
        Shop shop(ScriptedBackend::answersEach("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", upgradeFields));
        QCOMPARE(statusOf(browser.readResponse()), 403);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 403);
    }

    void foreignUpgrade_isRefused_beforeTheBackendHearsOfIt()
    {
        Shop shop(echoes);
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", std::string(upgradeFields) + "Origin: http://evil.example\r\n"));
        QCOMPARE(statusOf(browser.readResponse()), 403);
        browser.send("GET / HTTP/1.1\r\nHost: " + shop.host() + "\r\n" + upgradeFields + "\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
        QCOMPARE(shop.backend->opened.load(), 0);
    }

    void upgradeThatNobodyAskedFor_is502()
    {
        Shop shop(switchesUnasked);
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 502);
    }
};

QTEST_GUILESS_MAIN(TransferTest)
#include "transfer_test.moc"
