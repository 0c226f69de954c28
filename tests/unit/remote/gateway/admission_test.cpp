#include "remote/gateway/admission.h"
#include "remote/gateway/cookie.h"
#include "remote/gateway/forwarded.h"

#include <QTest>

using namespace kalpana::gateway;
using namespace std::chrono_literals;

namespace {

const Site editor{.workspace = "shop"};
const Site port3000{.workspace = "shop", .port = 3000};

/// A door of the workspace "shop" at port 21000, with a clock of the test's own.
struct Shop {
    Entrance entrance{"shop", 30s};
    Clock::time_point now = Clock::time_point() + 1h;

    Decision ask(const std::string& line, const std::string& fields, const std::string& host = "shop.localhost:21000")
    {
        return decide(*parseRequestHead(line + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n"), "shop", 21000,
                      entrance, now);
    }
    std::string cookie(const Site& site = editor)
    {
        const auto set = entrance.cookieFor(site);
        return "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
    }
};

int statusOf(const Decision& decision)
{
    const auto* answer = std::get_if<Answer>(&decision);
    return answer != nullptr ? answer->status : 0;
}

std::string fieldOf(const Decision& decision, const char* name)
{
    return std::string(std::get<Answer>(decision).fields.value(name));
}

/// What comes after "http://authority" of an enter address.
std::string pathOf(const std::string& address)
{
    return address.substr(address.find('/', 7));
}

} // namespace

class AdmissionTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void token_letsInOnce_andGivesTheCookie()
    {
        Shop shop;
        const auto path = pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now)));
        const auto first = shop.ask("GET " + path, "");
        QCOMPARE(statusOf(first), 303);
        QCOMPARE(fieldOf(first, "Location"), "/");
        const auto cookie = fieldOf(first, "Set-Cookie");
        QVERIFY(cookie.starts_with("kalpana-shop="));
        QVERIFY(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
        QCOMPARE(statusOf(shop.ask("GET " + path, "")), 401);
        const auto entered = shop.ask("GET /", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
        QVERIFY(std::holds_alternative<Forward>(entered));
        // Whoever is in already and comes by a used address is led on.
        QCOMPARE(statusOf(shop.ask("GET " + path, shop.cookie())), 303);
    }

    void token_expires()
    {
        Shop shop;
        const auto path = pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now)));
        shop.now += 30s;
        QCOMPARE(statusOf(shop.ask("GET " + path, "")), 401);
        const auto inTime = pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now)));
        shop.now += 29s;
        QCOMPARE(statusOf(shop.ask("GET " + inTime, "")), 303);
    }

    void token_isGoodForItsSiteOnly_andIsUsedUpByATry()
    {
        Shop shop;
        const auto path = pathOf(enterAddressOf(port3000, 21000, shop.entrance.mint(port3000, shop.now)));
        QCOMPARE(statusOf(shop.ask("GET " + path, "")), 401);
        QCOMPARE(statusOf(shop.ask("GET " + path, "", "3000--shop.localhost:21000")), 401);
    }

    void head_doesNotUseTheTokenUp()
    {
        Shop shop;
        const auto path = pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now)));
        QCOMPARE(statusOf(shop.ask("HEAD " + path, "")), 405);
        QCOMPARE(statusOf(shop.ask("GET " + path, "")), 303);
    }

    void manyTokens_areBounded_theOldestGoes()
    {
        Shop shop;
        const auto oldest = shop.entrance.mint(editor, shop.now);
        std::string last;
        for (int i = 0; i < 64; ++i)
            last = shop.entrance.mint(editor, shop.now);
        QVERIFY(!shop.entrance.redeem(oldest, editor, shop.now));
        QVERIFY(shop.entrance.redeem(last, editor, shop.now));
        QVERIFY(!shop.entrance.redeem("", editor, shop.now));
    }

    void next_isKept_onlyIfItStaysHere_data()
    {
        QTest::addColumn<QByteArray>("next");
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("a path") << QByteArray("/a/b?c=d&e=f#g") << QByteArray("/a/b?c=d&e=f#g");
        QTest::newRow("another site") << QByteArray("http://evil.example/") << QByteArray("/");
        QTest::newRow("without scheme") << QByteArray("//evil.example/") << QByteArray("/");
        QTest::newRow("backslash") << QByteArray("/\\evil.example/") << QByteArray("/");
        QTest::newRow("header injection") << QByteArray("/a\r\nSet-Cookie: x=y") << QByteArray("/");
        QTest::newRow("tab") << QByteArray("/\t/evil.example") << QByteArray("/");
        QTest::newRow("a script") << QByteArray("javascript:alert(1)") << QByteArray("/");
        QTest::newRow("round in circles") << QByteArray("/__kalpana/enter?token=x") << QByteArray("/");
    }
    void next_isKept_onlyIfItStaysHere()
    {
        QFETCH(QByteArray, next);
        QFETCH(QByteArray, location);
        Shop shop;
        const auto path =
            pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now), next.toStdString()));
        QCOMPARE(fieldOf(shop.ask("GET " + path, ""), "Location"), location.toStdString());
    }

    void enteringFromAnotherSite_goesOnFromHere_soThatTheStrictCookieIsSent()
    {
        Shop shop;
        const auto path = pathOf(enterAddressOf(editor, 21000, shop.entrance.mint(editor, shop.now), "/\"><script>"));
        const auto decision = shop.ask("GET " + path, "Sec-Fetch-Site: cross-site\r\n");
        QCOMPARE(statusOf(decision), 200);
        QVERIFY(!fieldOf(decision, "Set-Cookie").empty());
        const auto body = QByteArray::fromStdString(std::get<Answer>(decision).body);
        QVERIFY(body.contains("http-equiv=\"refresh\" content=\"0;url=/"));
        QVERIFY(!body.contains("<script"));
    }

    void cookies_openTheirOwnSiteOnly()
    {
        Shop shop;
        Shop other; // Another run of the program: another key.
        QCOMPARE(statusOf(shop.ask("GET /", "")), 401);
        QCOMPARE(statusOf(shop.ask("GET /", "Cookie: kalpana-shop=wrong\r\n")), 401);
        QCOMPARE(statusOf(shop.ask("GET /", "Cookie: kalpana-shop=\r\n")), 401);
        QCOMPARE(statusOf(shop.ask("GET /", other.cookie())), 401);
        QCOMPARE(statusOf(shop.ask("GET /", shop.cookie(port3000))), 401);
        QCOMPARE(statusOf(shop.ask("GET /", shop.cookie(editor), "3000--shop.localhost:21000")), 401);
        QVERIFY(std::get<Forward>(shop.ask("GET /", shop.cookie())).site == editor);
        QVERIFY(std::get<Forward>(shop.ask("GET /", shop.cookie(port3000), "3000--shop.localhost:21000")).site ==
                port3000);
        // A page that sets a cookie of the same name does not lock the user out.
        QVERIFY(std::holds_alternative<Forward>(shop.ask("GET /", "Cookie: kalpana-shop=planted\r\n" + shop.cookie())));
    }

    void foreignHost_is421_evenWithTheCookie()
    {
        Shop shop;
        for (const char* host :
             {"evil.example", "localhost:21000", "127.0.0.1:21000", "other.localhost:21000", "shop.localhost:21001"})
            QCOMPARE(statusOf(shop.ask("GET /", shop.cookie(), host)), 421);
        QCOMPARE(statusOf(shop.ask("GET /__kalpana/enter?token=x", "", "evil.example")), 421);
    }

    void foreignOrigins_mayNotChangeAnything_orUpgrade_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        QTest::newRow("own page upgrades") << QByteArray("GET /") << upgrade + "Origin: http://shop.localhost:21000\r\n"
                                           << 0;
        QTest::newRow("no browser upgrades") << QByteArray("GET /") << upgrade << 0;
        QTest::newRow("foreign page upgrades") << QByteArray("GET /") << upgrade + "Origin: http://evil.example\r\n"
                                               << 403;
        QTest::newRow("another workspace upgrades")
            << QByteArray("GET /") << upgrade + "Origin: http://other.localhost:21000\r\n"
            << 403;
        QTest::newRow("the workspace's own port upgrades")
            << QByteArray("GET /") << upgrade + "Origin: http://3000--shop.localhost:21000\r\n"
            << 403;
        QTest::newRow("https upgrades") << QByteArray("GET /") << upgrade + "Origin: https://shop.localhost:21000\r\n"
                                        << 403;
        QTest::newRow("null upgrades") << QByteArray("GET /") << upgrade + "Origin: null\r\n" << 403;
        QTest::newRow("foreign page posts")
            << QByteArray("POST /") << QByteArray("Origin: http://evil.example\r\n") << 403;
        QTest::newRow("null posts") << QByteArray("POST /") << QByteArray("Origin: null\r\n") << 403;
        QTest::newRow("own page posts") << QByteArray("POST /") << QByteArray("Origin: http://shop.localhost:21000\r\n")
                                        << 0;
        QTest::newRow("an unknown method")
            << QByteArray("PURGE /") << QByteArray("Origin: http://evil.example\r\n") << 403;
        QTest::newRow("foreign page reads")
            << QByteArray("GET /") << QByteArray("Origin: http://evil.example\r\n") << 0;
    }
    void foreignOrigins_mayNotChangeAnything_orUpgrade()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, fields);
        QFETCH(int, status);
        Shop shop;
        QCOMPARE(statusOf(shop.ask(line.toStdString(), shop.cookie() + fields.toStdString())), status);
    }

    void aPortWithoutCookie_goesRoundByTheEditor_onceAndOnlyAsANavigation()
    {
        Shop shop;
        const std::string navigation = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        const std::string portHost = "3000--shop.localhost:21000";
        QCOMPARE(statusOf(shop.ask("GET /app?x=1", "", portHost)), 401);
        QCOMPARE(statusOf(shop.ask("GET /app", "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n", portHost)), 401);
        const auto away = shop.ask("GET /app?x=1&y=2", navigation, portHost);
        QCOMPARE(statusOf(away), 303);
        const auto toEditor = fieldOf(away, "Location");
        QVERIFY(toEditor.starts_with("http://shop.localhost:21000/__kalpana/port?port=3000"));
        QCOMPARE(statusOf(shop.ask("GET " + pathOf(toEditor), navigation)), 401); // No cookie there either: the end.
        QCOMPARE(statusOf(shop.ask("GET " + pathOf(toEditor), shop.cookie())), 404);
        const auto back = shop.ask("GET " + pathOf(toEditor), shop.cookie() + navigation);
        QCOMPARE(statusOf(back), 303);
        const auto toPort = fieldOf(back, "Location");
        QVERIFY(toPort.starts_with("http://3000--shop.localhost:21000/__kalpana/enter?token="));
        const auto entered = shop.ask("GET " + pathOf(toPort), navigation, portHost);
        QCOMPARE(fieldOf(entered, "Location"), "/app?x=1&y=2");
        QVERIFY(!fieldOf(entered, "Set-Cookie").empty());
    }

    void ownPaths_areNeverForwarded()
    {
        Shop shop;
        QCOMPARE(statusOf(shop.ask("GET /__kalpana/anything", shop.cookie())), 404);
        QCOMPARE(statusOf(shop.ask("GET /__kalpana/", "")), 401);
    }

    void pages_areNotCached_andTellNobody()
    {
        const auto bytes = serialize(refusal(401), true, true);
        for (const char* field : {"Cache-Control: no-store\r\n", "Referrer-Policy: no-referrer\r\n",
                                  "Content-Security-Policy: default-src 'none'"})
            QVERIFY2(bytes.find(field) != std::string::npos, field);
        QVERIFY(bytes.find("kalpanactl open") != std::string::npos);
        QVERIFY(!serialize(refusal(401), false, true).ends_with("</html>\n"));
        const auto page =
            pageAnswer(503, {.title = QStringLiteral("<b>%2"), .text = QStringLiteral("<i>%3"), .loadsAgain = true});
        QVERIFY(page.body.find("&lt;b&gt;%2") != std::string::npos);
        QVERIFY(page.body.find("&lt;i&gt;%3") != std::string::npos);
        QVERIFY(page.body.find("http-equiv=\"refresh\"") != std::string::npos);
    }

    void cookies_areTakenApart()
    {
        QCOMPARE(withoutCookie("a=1; kalpana-shop=x; b=2", "kalpana-shop"), "a=1; b=2");
        QCOMPARE(withoutCookie("kalpana-shop=x", "kalpana-shop"), "");
        QCOMPARE(withoutCookie("kalpana-shop=x; kalpana-shop=y", "kalpana-shop"), "");
        QCOMPARE(withoutCookie("a=kalpana-shop; kalpana-shop2=y", "kalpana-shop"), "a=kalpana-shop; kalpana-shop2=y");
        QCOMPARE(withoutCookie("a=1;b=\"x;y\"", "none"), "a=1;b=\"x;y\"");
        QCOMPARE(cookieValues("a=1;k=x; k=y=z;k", "k").size(), std::size_t(2));
    }

    void forwardedRequest_isWhatCame_withoutOurCookieAndTheConnectionsOwn()
    {
        const auto request = parseRequestHead(
            "GET /p HTTP/1.1\r\nHost: shop.localhost:21000\r\nOrigin: http://shop.localhost:21000\r\n"
            "Connection: keep-alive, X-Hop, Host, Cookie\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\nTE: trailers\r\n"
            "Proxy-Authorization: secret\r\nUpgrade: h2c\r\nCookie: a=1; kalpana-shop=secret\r\nx-kept: Yes\r\n\r\n");
        QCOMPARE(forwardedHead(*request, "kalpana-shop"),
                 "GET /p HTTP/1.1\r\nHost: shop.localhost:21000\r\nOrigin: http://shop.localhost:21000\r\n"
                 "Cookie: a=1\r\nx-kept: Yes\r\n\r\n");
        const auto upgrade = parseRequestHead("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: "
                                              "websocket\r\nSec-WebSocket-Key: k\r\nCookie: kalpana-shop=s\r\n\r\n");
        QCOMPARE(
            forwardedHead(*upgrade, "kalpana-shop"),
            "GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key: k\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    void forwardedResponse_keepsEveryCookieOfTheBackend()
    {
        const auto response = parseResponseHead("HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nConnection: "
                                                "keep-alive\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\n",
                                                "GET");
        QCOMPARE(forwardedHead(*response, true),
                 "HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\n");
        QCOMPARE(forwardedHead(*response, false), "HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nSet-Cookie: "
                                                  "b=2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
    }
};

QTEST_GUILESS_MAIN(AdmissionTest)
#include "admission_test.moc"
