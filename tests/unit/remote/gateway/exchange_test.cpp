#include "tests/support/shop_gateway.h"

#include <QTest>

#include <thread>

using namespace kalpana;
using namespace std::chrono_literals;
using test::asTuple;
using test::bodyOf;
using test::fieldOf;
using test::hello;
using test::RawConnection;
using test::ScriptedBackend;
using test::Shop;
using test::statusOf;

namespace {

namespace asio = boost::asio;
constexpr std::size_t large = 50U << 20U;
// Socket buffers of the kernel (up to 6 MiB each way) and the few of the gateway's own.
constexpr std::size_t mostInBetween = 16U << 20U;

asio::awaitable<std::string> readHead(io::Stream& stream, std::string& buffer)
{
    const auto [error, count] =
        co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
    auto head = buffer.substr(0, count);
    buffer.erase(0, count);
    co_return head;
}

asio::awaitable<bool> say(io::Stream& stream, std::string text)
{
    const auto [error, count] = co_await asio::async_write(stream, asio::buffer(text), asTuple);
    co_return !error;
}

/// Reads until the other side ends.
asio::awaitable<std::string> readRest(io::Stream& stream, std::string buffer)
{
    for (;;) {
        const auto old = buffer.size();
        buffer.resize(old + 4096);
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(buffer.data() + old, 4096), asTuple);
        buffer.resize(old + count);
        if (error)
            co_return buffer;
    }
}

asio::awaitable<void> sendLarge(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    co_await say(stream, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(large) + "\r\n\r\n");
    const std::string part(65536, 'x');
    while (self.bytes < large) {
        const auto [error, count] = co_await asio::async_write(stream, asio::buffer(part), asTuple);
        if (error)
            co_return;
        self.bytes += count;
    }
    co_await readRest(stream, {});
}

asio::awaitable<void> takeLarge(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    self.bytes += buffer.size();
    std::string part(65536, '\0');
    while (self.bytes < large) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(part), asTuple);
        if (error)
            co_return;
        self.bytes += count;
    }
    co_await say(stream, hello);
    co_await readRest(stream, {});
}

/// Notes all that comes after the head up to "END", then answers.
asio::awaitable<void> noteBody(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    const auto [error, count] =
        co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "END\r\n\r\n", asTuple);
    self.note(buffer);
    if (!error)
        co_await say(stream, hello);
    co_await readRest(stream, {});
}

asio::awaitable<void> asksForTheBody(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    self.note(co_await readHead(stream, buffer));
    self.note("had " + std::to_string(buffer.size()));
    co_await say(stream, "HTTP/1.1 100 Continue\r\n\r\n");
    buffer.resize(4);
    co_await asio::async_read(stream, asio::buffer(buffer), asTuple);
    self.note(buffer);
    co_await say(stream, hello);
}

asio::awaitable<void> refusesTheBody(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    co_await say(stream, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
    self.note(co_await readRest(stream, {}));
}

asio::awaitable<void> countsRequests(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    for (;;) {
        const auto head = co_await readHead(stream, buffer);
        if (head.empty())
            co_return;
        const auto path = head.substr(4, head.find(' ', 4) - 4);
        self.note(path);
        const auto done = co_await say(stream, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) +
                                                   "\r\n\r\n" + path);
        if (!done)
            co_return;
    }
}

asio::awaitable<void> answersOnceThenCloses(ScriptedBackend&, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    co_await say(stream, hello);
    co_await readHead(stream, buffer);
    stream.close(); // Without a word to the second request.
}

asio::awaitable<void> diesInTheMiddle(ScriptedBackend&, io::Stream stream)
{
    std::string buffer;
    const auto head = co_await readHead(stream, buffer);
    co_await say(stream, head.starts_with("GET /chunks")
                             ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe"
                             : "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello");
    stream.close();
}

asio::awaitable<void> keepsSilent(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    self.note(co_await readHead(stream, buffer));
    co_await readRest(stream, {});
    stream.close();
}

asio::awaitable<void> ends(ScriptedBackend& self, io::Stream stream)
{
    self.note("came");
    stream.close();
    co_return;
}

/// The first connection breaks when it has been asked, the later ones answer.
asio::awaitable<void> breaksOnce(ScriptedBackend& self, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    if (self.opened > 1)
        co_await say(stream, hello);
    stream.close();
}

asio::awaitable<void> oldServer(ScriptedBackend&, io::Stream stream)
{
    std::string buffer;
    co_await readHead(stream, buffer);
    co_await say(stream, "HTTP/1.0 200 OK\r\n\r\nall there is");
    stream.close();
}

ScriptedBackend::Script run(asio::awaitable<void> (*script)(ScriptedBackend&, io::Stream))
{
    return script;
}

} // namespace

class ExchangeTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void largeAnswer_streams_withoutBeingHeld()
    {
        Shop shop(run(sendLarge));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readUntil("\r\n\r\n")), 200);
        std::size_t received = 0;
        std::size_t mostAhead = 0;
        while (received < large) {
            const auto count = browser.drop(1);
            QVERIFY(count > 0);
            received += count;
            mostAhead = std::max<std::size_t>(mostAhead, shop.backend->bytes -
                                                             std::min<std::size_t>(shop.backend->bytes, received));
        }
        QCOMPARE(received, large);
        QVERIFY2(mostAhead < mostInBetween, qPrintable(QString::number(mostAhead)));
    }

    void largeRequest_streams_withoutBeingHeld()
    {
        Shop shop(run(takeLarge));
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Content-Length: " + std::to_string(large) + "\r\n"));
        const std::string part(65536, 'y');
        std::size_t mostAhead = 0;
        for (std::size_t sent = 0; sent < large; sent += part.size()) {
            QVERIFY(browser.send(part));
            mostAhead = std::max<std::size_t>(mostAhead, sent - std::min<std::size_t>(shop.backend->bytes, sent));
        }
        QCOMPARE(bodyOf(browser.readResponse()), "hello");
        QCOMPARE(shop.backend->bytes.load(), large);
        QVERIFY2(mostAhead < mostInBetween, qPrintable(QString::number(mostAhead)));
    }

    void head_hasNoBody_andTheConnectionGoesOn()
    {
        Shop shop(ScriptedBackend::answersEach("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
        RawConnection browser(shop.port);
        for (int i = 0; i < 2; ++i) {
            browser.send(shop.request("HEAD /"));
            const auto response = browser.readResponse(true);
            QCOMPARE(statusOf(response), 200);
            QCOMPARE(fieldOf(response, "Content-Length"), "1000");
        }
        QCOMPARE(shop.backend->opened.load(), 1);
    }

    void notModified_hasNoBody()
    {
        Shop shop(ScriptedBackend::answersEach("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /") + shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse(true)), 304);
        QCOMPARE(statusOf(browser.readResponse(true)), 304);
    }

    void chunksAndTrailers_passAsTheyAre_bothWays()
    {
        const std::string answer = "5;x=y\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n";
        Shop shop(ScriptedBackend::answersEach(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" + answer));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(bodyOf(browser.readUntil("X-Sum: 1\r\n\r\n")), answer);

        Shop upload(run(noteBody));
        RawConnection sender(upload.port);
        const std::string body = "3\r\nabc\r\n0\r\nX-End: END\r\n\r\n";
        sender.send(upload.request("POST /", "Transfer-Encoding: chunked\r\n"));
        for (const char c : body)
            sender.send(std::string_view(&c, 1));
        QCOMPARE(bodyOf(sender.readResponse()), "hello");
        QCOMPARE(upload.backend->notes().at(0), body);
    }

    void brokenChunks_endTheRequestThere()
    {
        Shop shop(run(noteBody));
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Transfer-Encoding: chunked\r\n") + "3\r\nabcX");
        QVERIFY(statusOf(browser.readAll()) != 200);
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void expectContinue_isAnsweredByTheBackend()
    {
        Shop shop(run(asksForTheBody));
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Content-Length: 4\r\nExpect: 100-continue\r\n"));
        QCOMPARE(browser.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
        browser.send("body");
        QCOMPARE(bodyOf(browser.readResponse()), "hello");
        QCOMPARE(shop.backend->notes().at(1), "had 0");
        QCOMPARE(shop.backend->notes().at(2), "body");
    }

    void earlyRefusalOfABody_arrives()
    {
        Shop shop(run(refusesTheBody));
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Content-Length: 1000000\r\n") + std::string(200000, 'b'));
        const auto all = browser.readAll();
        QCOMPARE(statusOf(all), 413);
        QCOMPARE(bodyOf(all), "big");
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void pipelinedRequests_areAnsweredInOrder()
    {
        Shop shop(run(countsRequests));
        RawConnection browser(shop.port);
        std::string all;
        for (int i = 0; i < 20; ++i)
            all += shop.request("GET /" + std::to_string(i));
        browser.send(all);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(bodyOf(browser.readResponse()), "/" + std::to_string(i));
        QCOMPARE(shop.backend->opened.load(), 1);
    }

    void keptBackendConnection_isReused_thenClosedSoon()
    {
        Shop shop(run(countsRequests), {.pooledTime = 50ms});
        RawConnection browser(shop.port);
        for (int i = 0; i < 3; ++i) {
            browser.send(shop.request("GET /"));
            QCOMPARE(statusOf(browser.readResponse()), 200);
        }
        QTRY_COMPARE(shop.backend->ended.load(), shop.backend->opened.load());
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 200);
    }

    void keptConnectionThatTurnsOutDead_isReplaced_forWhatCanBeRepeated()
    {
        Shop shop(run(answersOnceThenCloses));
        RawConnection browser(shop.port);
        for (int i = 0; i < 4; ++i) {
            browser.send(shop.request("GET /"));
            QCOMPARE(bodyOf(browser.readResponse()), "hello");
        }
        // What changes something is never sent on a connection that may be dead.
        browser.send(shop.request("POST /", "Content-Length: 0\r\n"));
        QCOMPARE(bodyOf(browser.readResponse()), "hello");
    }

    void backendThatEndsBeforeItAnswers_isAskedOnceMore_ifNothingCanBeDoneTwice()
    {
        Shop shop(run(ends));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 502);
        QCOMPARE(shop.backend->notes().size(), std::size_t(2));
        browser.send(shop.request("POST /", "Content-Length: 0\r\n"));
        QCOMPARE(statusOf(browser.readResponse()), 502);
        QCOMPARE(shop.backend->notes().size(), std::size_t(3));
    }

    void lineThatBreaksBeforeTheAnswer_isNotSeen()
    {
        Shop shop(run(breaksOnce));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(bodyOf(browser.readResponse()), "hello");
    }

    void backendThatIsNotHttp_is502()
    {
        Shop shop(ScriptedBackend::answersEach("220 mail.example ESMTP\r\n\r\n"));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 502);
        Shop endless(ScriptedBackend::answersEach("HTTP/1.1 200 OK\r\nX: " + std::string(200000, 'a')));
        RawConnection other(endless.port);
        other.send(endless.request("GET /"));
        QCOMPARE(statusOf(other.readResponse()), 502);
        Shop smuggler(ScriptedBackend::answersEach(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        RawConnection third(smuggler.port);
        third.send(smuggler.request("GET /"));
        QCOMPARE(statusOf(third.readResponse()), 502);
    }

    void backendThatDiesInTheMiddle_isSeenToHave()
    {
        Shop shop(run(diesInTheMiddle));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        const auto cut = browser.readAll();
        QCOMPARE(fieldOf(cut, "Content-Length"), "1000");
        QCOMPARE(bodyOf(cut), "hello");
        RawConnection chunked(shop.port);
        chunked.send(shop.request("GET /chunks"));
        QCOMPARE(bodyOf(chunked.readAll()), "5\r\nhello\r\n5\r\nhe");
    }

    void answerThatEndsByClosing_endsSo()
    {
        Shop shop(run(oldServer));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        const auto all = browser.readAll();
        QCOMPARE(fieldOf(all, "Connection"), "close");
        QCOMPARE(bodyOf(all), "all there is");
    }

    void browserThatLeaves_letsTheBackendGo_data()
    {
        QTest::addColumn<bool>("silent");
        QTest::addColumn<bool>("reset");
        QTest::newRow("in the middle of an answer") << false << false;
        QTest::newRow("in the middle, by a reset") << false << true;
        QTest::newRow("before there is an answer") << true << false;
        QTest::newRow("before, by a reset") << true << true;
    }
    void browserThatLeaves_letsTheBackendGo()
    {
        QFETCH(bool, silent);
        QFETCH(bool, reset);
        Shop shop(silent ? run(keepsSilent) : run(sendLarge));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        if (silent)
            QTRY_COMPARE(shop.backend->notes().size(), std::size_t(1));
        else
            QVERIFY(browser.drop(100000) >= 100000);
        if (reset)
            browser.reset();
        else
            browser.close();
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void browserThatLeavesInTheMiddleOfItsRequest_endsItThere()
    {
        Shop shop(run(takeLarge));
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Content-Length: 1000000\r\n") + "half");
        QTRY_VERIFY(shop.backend->bytes >= 4);
        browser.close();
        QTRY_COMPARE(shop.backend->ended.load(), 1);
    }

    void oldClient_isAnswered_thenClosed()
    {
        Shop shop;
        RawConnection client(shop.port);
        const auto cookie = shop.enter();
        client.send("GET / HTTP/1.0\r\nHost: " + shop.host() + "\r\nCookie: " + cookie + "\r\n\r\n");
        const auto all = client.readAll();
        QCOMPARE(statusOf(all), 200);
        QCOMPARE(bodyOf(all), "hello");
        QVERIFY(shop.backend->notes().at(0).starts_with("GET / HTTP/1.0\r\n"));
    }

    void closeIsHonoured()
    {
        Shop shop;
        RawConnection client(shop.port);
        client.send(shop.request("GET /", "Connection: close\r\n"));
        QCOMPARE(bodyOf(client.readAll()), "hello");
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "exchange_test.moc"
