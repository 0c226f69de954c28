#include "remote/gateway/browser_ports.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "tests/support/shop_gateway.h"

#include <QTcpServer>
#include <QTest>

using namespace kalpana;
using namespace std::chrono_literals;
using gateway::Gateway;
using test::bodyOf;
using test::fieldOf;
using test::hello;
using test::RawConnection;
using test::ScriptedBackend;
using test::Shop;
using test::statusOf;

class GatewayTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void request_reachesTheBackend_withHostAndOrigin_withoutOurCookie()
    {
        Shop shop;
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /a?b", "Origin: http://" + shop.host() + "\r\nCookie: theme=dark\r\n"));
        const auto response = browser.readResponse();
        QCOMPARE(statusOf(response), 200);
        QCOMPARE(bodyOf(response), "hello");
        const auto seen = shop.backend->notes().at(0);
        QVERIFY(seen.starts_with("GET /a?b HTTP/1.1\r\n"));
        QCOMPARE(fieldOf(seen, "Host"), shop.host());
        QCOMPARE(fieldOf(seen, "Origin"), "http://" + shop.host());
        QCOMPARE(fieldOf(seen, "Cookie"), "theme=dark");
        QVERIFY(seen.find("kalpana-") == std::string::npos);
    }

    void everyRequestIsChecked_notOnlyTheFirstOfAConnection()
    {
        Shop shop;
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 200);
        browser.send("GET / HTTP/1.1\r\nHost: " + shop.host() + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
        browser.send("GET / HTTP/1.1\r\nHost: evil.example\r\nCookie: " + shop.cookie + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 421);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 200);
        QCOMPARE(shop.backend->notes().size(), std::size_t(2));
    }

    void enterAddress_worksOnce_andExpires()
    {
        auto now = std::make_shared<std::atomic<std::chrono::steady_clock::time_point>>();
        Shop shop(ScriptedBackend::answersEach(hello), {.now = [now] { return now->load(); }});
        const auto address = shop.gateway.enterAddress("shop").value();
        QCOMPARE(address.host(), QStringLiteral("shop.localhost"));
        QCOMPARE(address.port(), int(shop.port));
        const auto get = "GET " + address.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString() +
                         " HTTP/1.1\r\nHost: " + shop.host() + "\r\n\r\n";
        RawConnection browser(shop.port);
        browser.send(get);
        const auto first = browser.readResponse();
        QCOMPARE(statusOf(first), 303);
        QCOMPARE(fieldOf(first, "Referrer-Policy"), "no-referrer");
        QCOMPARE(fieldOf(first, "Cache-Control"), "no-store");
        browser.send(get);
        QCOMPARE(statusOf(browser.readResponse()), 401);
        const auto late = shop.gateway.enterAddress("shop").value();
        now->store(now->load() + 30s);
        browser.send("GET " + late.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString() +
                     " HTTP/1.1\r\nHost: " + shop.host() + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
        QCOMPARE(shop.gateway.enterAddress("nobody").error().code, ErrorCode::NotFound);
    }

    void anotherWorkspacesCookie_isRefused()
    {
        Shop shop;
        const auto other = shop.gateway.add({.id = "other", .backend = shop.backend}).value();
        QVERIFY(other != shop.port);
        const auto cookie = shop.enter();
        RawConnection browser(other);
        browser.send("GET / HTTP/1.1\r\nHost: other.localhost:" + std::to_string(other) + "\r\nCookie: " + cookie +
                     "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
        const auto renamed = "kalpana-other" + cookie.substr(cookie.find('='));
        browser.send("GET / HTTP/1.1\r\nHost: other.localhost:" + std::to_string(other) + "\r\nCookie: " + renamed +
                     "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
        browser.send("GET / HTTP/1.1\r\nHost: " + shop.host() + "\r\nCookie: " + cookie + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 421);
        QCOMPARE(shop.backend->opened.load(), 0);
    }

    void ports_haveTheirOwnSiteAndCookie()
    {
        Shop shop;
        const auto cookie = shop.enter(3000);
        RawConnection browser(shop.port);
        browser.send("GET / HTTP/1.1\r\nHost: " + shop.host("3000--shop") + "\r\nCookie: " + cookie + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 200);
        QCOMPARE(shop.backend->lastPort.load(), 3000);
        browser.send("GET / HTTP/1.1\r\nHost: " + shop.host() + "\r\nCookie: " + cookie + "\r\n\r\n");
        QCOMPARE(statusOf(browser.readResponse()), 401);
    }

    void smuggling_isRefused_andNothingOfItReachesTheBackend()
    {
        Shop shop;
        RawConnection browser(shop.port);
        browser.send(shop.request("POST /", "Content-Length: 40\r\nTransfer-Encoding: chunked\r\n") +
                     "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto all = browser.readAll();
        QCOMPARE(statusOf(all), 400);
        QCOMPARE(all.find("HTTP/1.1 ", 5), std::string::npos); // One answer, then the end.
        QCOMPARE(shop.backend->opened.load(), 0);
    }

    void tooLargeAHead_is431()
    {
        Shop shop;
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /", "X-Large: " + std::string(40000, 'a') + "\r\n"));
        QCOMPARE(statusOf(browser.readAll()), 431);
        RawConnection endless(shop.port);
        endless.send("GET / HTTP/1.1\r\nX-A: " + std::string(200000, 'a'));
        QCOMPARE(statusOf(endless.readAll()), 431);
    }

    void slowHead_is408_andASilentConnectionIsClosed()
    {
        Shop shop(ScriptedBackend::answersEach(hello), {.headTime = 50ms, .idleTime = 100ms});
        RawConnection slow(shop.port);
        slow.send("GET / HTTP/1.1\r\nHo");
        QCOMPARE(statusOf(slow.readAll()), 408);
        RawConnection silent(shop.port);
        QCOMPARE(silent.readAll(), "");
    }

    void tooManyConnections_areTurnedAway_andRoomIsMadeAgain()
    {
        Shop shop(ScriptedBackend::answersEach(hello), {.connections = 2});
        RawConnection one(shop.port);
        one.send(shop.request("GET /"));
        QCOMPARE(statusOf(one.readResponse()), 200);
        {
            RawConnection two(shop.port);
            two.send(shop.request("GET /"));
            QCOMPARE(statusOf(two.readResponse()), 200);
            RawConnection three(shop.port);
            QCOMPARE(statusOf(three.readAll()), 503);
        }
        QTRY_COMPARE(([&] {
                         RawConnection again(shop.port);
                         again.send(shop.request("GET /"));
                         return statusOf(again.readResponse());
                     })(),
                     200);
    }

    void portThatIsTaken_isAConflictThatNamesIt()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        io::IoThread io;
        Gateway gateway(io);
        const auto backend = std::make_shared<ScriptedBackend>(io.executor(), ScriptedBackend::answersEach(hello));
        const auto added = gateway.add({.id = "shop", .port = other.serverPort(), .backend = backend});
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::Conflict);
        QVERIFY(added.error().sentence.contains(QString::number(other.serverPort())));
        QCOMPARE(gateway.add({.id = "shop", .port = 6000, .backend = backend}).error().code, ErrorCode::Usage);
        QCOMPARE(gateway.add({.id = "No Name", .backend = backend}).error().code, ErrorCode::Usage);
        other.close();
    }

    void portOfTheOtherLoopbackAddress_isAConflictToo()
    {
        QTcpServer other;
        if (!other.listen(QHostAddress::LocalHostIPv6))
            QSKIP("There is no IPv6 here.");
        io::IoThread io;
        Gateway gateway(io);
        const auto backend = std::make_shared<ScriptedBackend>(io.executor(), ScriptedBackend::answersEach(hello));
        QCOMPARE(gateway.add({.id = "shop", .port = other.serverPort(), .backend = backend}).error().code,
                 ErrorCode::Conflict);
    }

    void port_isKeptAcrossRestarts_andBothAddressesAnswer()
    {
        Shop shop;
        QVERIFY(!gateway::browsersRefuse(shop.port));
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 200);
        QCOMPARE(shop.gateway.add({.id = "shop", .backend = shop.backend}).error().code, ErrorCode::Conflict);
        shop.gateway.remove("shop");
        QCOMPARE(browser.readAll(), "");
        QVERIFY(!RawConnection(shop.port).isOpen());
        QCOMPARE(shop.gateway.add({.id = "shop", .port = shop.port, .backend = shop.backend}).value(), shop.port);
        for (const bool v6 : {false, true}) {
            RawConnection again(shop.port, v6);
            if (v6 && !again.isOpen())
                continue;
            again.send(shop.request("GET /")); // The cookie was the old door's.
            QCOMPARE(statusOf(again.readResponse()), 401);
        }
    }

    void unreachableBackend_isAPageThatLoadsAgain()
    {
        Shop shop;
        shop.backend->fail(Error{ErrorCode::ConnectionLost, QStringLiteral("box.example is not reachable <now>.")});
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        const auto page = browser.readResponse();
        QCOMPARE(statusOf(page), 503);
        QVERIFY(page.find("box.example is not reachable &lt;now&gt;.") != std::string::npos);
        QVERIFY(page.find("http-equiv=\"refresh\"") != std::string::npos);
        QCOMPARE(fieldOf(page, "Cache-Control"), "no-store");
        shop.backend->fail(Error{ErrorCode::NotFound, QStringLiteral("Nothing listens on port 3000.")});
        browser.send(shop.request("HEAD /"));
        QCOMPARE(statusOf(browser.readResponse(true)), 502);
        shop.backend->fail({});
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 200);
    }

    void backendThatKeepsSilent_isGivenUp_orLeftWithTheBrowser()
    {
        Shop shop(ScriptedBackend::answersEach(hello), {.openTime = 50ms});
        shop.backend->hangs = true;
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QCOMPARE(statusOf(browser.readResponse()), 503);
        QCOMPARE(shop.backend->cancelled.load(), 1);
        Shop patient;
        patient.backend->hangs = true;
        RawConnection leaving(patient.port);
        leaving.send(patient.request("GET /"));
        QTRY_COMPARE(patient.backend->lastPort.load(), 0);
        leaving.close();
        QTRY_COMPARE(patient.backend->cancelled.load(), 1);
    }

    void removedWhileARequestWaits_endsIt()
    {
        Shop shop;
        shop.backend->hangs = true;
        RawConnection browser(shop.port);
        browser.send(shop.request("GET /"));
        QTRY_COMPARE(shop.backend->lastPort.load(), 0);
        shop.gateway.remove("shop");
        QCOMPARE(browser.readAll(), "");
        QTRY_COMPARE(shop.backend->cancelled.load(), 1);
    }
};

QTEST_GUILESS_MAIN(GatewayTest)
#include "gateway_test.moc"
