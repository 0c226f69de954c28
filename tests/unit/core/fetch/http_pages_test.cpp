#include "core/fetch/http_pages.h"
#include "tests/support/page_server.h"
#include "tests/support/socks_server.h"
#include "tests/support/temporary_folder.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <thread>

using namespace kalpana;
using namespace kalpana::fetch;
using namespace Qt::StringLiterals;
using test::PageAnswer;
using test::PageServer;

namespace {

constexpr auto anyHost = [](const QUrl&) { return true; };

Result<agent::WebPage> pageAt(const QString& address, const std::function<bool(const QUrl&)>& near = anyHost,
                              FetchLimits limits = {}, const agent::NetworkRoute& route = {.proxy = u"none"_s},
                              const Lookup& lookup = addressesOf)
{
    return HttpPages(route, limits, lookup).fetch({.address = QUrl(address), .mayBeNear = near}, {});
}

/// Every name leads there.
Lookup leadingTo(const QList<QHostAddress>& addresses)
{
    return [addresses](const QString&, Clock::time_point, const std::stop_token&) { return addresses; };
}

qint64 memoryPeak()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QFile::ReadOnly))
        return 0;
    const auto text = status.readAll();
    return text.mid(text.indexOf("VmHWM:") + 6).trimmed().split(' ').first().toLongLong(); // KiB
}

} // namespace

class HttpPagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPage_comesAsText_withoutAnythingThatTellsOfTheUser()
    {
        const PageServer server(
            {{"/a?b=c", PageAnswer::page("text/html; charset=utf-8", "<title>T</title><p>Hello <a href=x>there</a>")}});
        const auto page = pageAt(server.address(u"/a?b=c"_s));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
        QCOMPARE(page->status, 200);
        QCOMPARE(page->title, u"T"_s);
        QCOMPARE(page->type, u"text/html"_s);
        QCOMPARE(page->text, u"Hello [there](%1)"_s.arg(server.address(u"/x"_s)));
        const auto head = server.heads().value(0).toLower();
        QVERIFY(head.startsWith("get /a?b=c http/1.1\r\n"));
        QVERIFY(head.contains("host: 127.0.0.1:" + QByteArray::number(server.port())));
        QVERIFY(!head.contains("cookie") && !head.contains("authorization") && !head.contains("referer"));
    }

    void otherText_isLeftAsItIs()
    {
        const PageServer server({{"/", PageAnswer::page("application/json", "{\"a\": \"<b>\"}")}});
        QCOMPARE(pageAt(server.address(u"/"_s))->text, u"{\"a\": \"<b>\"}"_s);
    }

    void anErrorsPage_comesWithItsStatus()
    {
        const PageServer server({{"/", PageAnswer::page("text/plain", "broken", "500 Broken")}});
        const auto page = pageAt(server.address(u"/"_s));
        QCOMPARE(page->status, 500);
        QCOMPARE(page->text, u"broken"_s);
        QCOMPARE(pageAt(server.address(u"/none"_s))->status, 404);
    }

    void whatIsBinary_isRefusedByItsType_beforeItsBody()
    {
        const PageServer server({{"/image",
                                  {.bytes = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
                                   .then = PageAnswer::Then::Repeat,
                                   .repeated = QByteArray(100'000, 'x')}},
                                 {"/lie", PageAnswer::page("text/plain", QByteArray("a\0b", 3))}});
        const auto error = pageAt(server.address(u"/image"_s)).error();
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY2(error.sentence.contains(u"image/png"_s), qPrintable(error.sentence));
        QCOMPARE(pageAt(server.address(u"/lie"_s)).error().code, ErrorCode::Unsupported);
    }

    void aRedirect_isFollowedOnItsHost_andNamedWhereItLeavesIt_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("leadsTo"); // empty: followed
        QTest::newRow("path") << QByteArray("/end") << QString();
        QTest::newRow("whole") << QByteArray("HERE/end") << QString();
        QTest::newRow("other host") << QByteArray("http://other.example/x?y") << u"http://other.example/x?y"_s;
        QTest::newRow("other name of it") << QByteArray("http://localhost/x") << u"http://localhost/x"_s;
        QTest::newRow("other port") << QByteArray("http://127.0.0.1:1/x") << u"http://127.0.0.1:1/x"_s;
        QTest::newRow("no scheme") << QByteArray("//metadata.example/x") << u"http://metadata.example/x"_s;
        QTest::newRow("file") << QByteArray("file:///etc/passwd") << u"file:///etc/passwd"_s;
    }
    void aRedirect_isFollowedOnItsHost_andNamedWhereItLeavesIt()
    {
        QFETCH(QByteArray, location);
        QFETCH(const QString, leadsTo);
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const PageServer end({{"/end", PageAnswer::page("text/plain", "the end")}});
        location.replace("HERE", end.address({}).toLatin1());
        const bool here = location.startsWith(end.address({}).toLatin1());
        const PageServer server(
            {{"/begin", PageAnswer::page("text/html", "moved", "302 Found", "Location: " + location + "\r\n")},
             {"/end", PageAnswer::page("text/plain", "the end")}});
        const auto page = pageAt(server.address(u"/begin"_s));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
        if (leadsTo.isEmpty() && !here) {
            QCOMPARE(page->text, u"the end"_s);
            QCOMPARE(page->address, QUrl(server.address(u"/end"_s)));
        } else { // another port is another server
            QCOMPARE(page->leadsTo, QUrl(here ? end.address(u"/end"_s) : leadsTo));
            QVERIFY(page->text.isEmpty());
            QVERIFY(end.heads().isEmpty());
        }
    }

    void aCircle_isLeft()
    {
        const PageServer server({{"/", PageAnswer::page("text/html", "", "301 Moved", "Location: /\r\n")}});
        const auto error = pageAt(server.address(u"/"_s)).error();
        QCOMPARE(error.code, ErrorCode::Protocol);
        QCOMPARE(server.heads().size(), 6);
    }

    void whatIsNear_isNotConnectedTo_unlessItIsNamed()
    {
        const PageServer server({{"/", PageAnswer::page("text/plain", "secret")}});
        const auto port = QString::number(server.port());
        const auto never = [](const QUrl&) { return false; };
        for (const auto& host : {u"127.0.0.1"_s, u"localhost"_s, u"[::1]"_s, u"0.0.0.0"_s, u"127.1"_s, u"0x7f.1"_s,
                                 u"2130706433"_s, u"[::ffff:127.0.0.1]"_s, u"169.254.169.254"_s, u"10.0.0.1"_s}) {
            const auto error = pageAt(u"http://"_s + host + u':' + port + u'/', never).error();
            QVERIFY2(error.code == ErrorCode::NoPermission, qPrintable(host + error.sentence));
        }
        QVERIFY(server.heads().isEmpty());
    }

    void aNameThatLeadsNear_isNotConnectedTo_unlessItIsNamed()
    {
        const PageServer server({{"/", PageAnswer::page("text/plain", "secret")}});
        const auto address = u"http://rebind.example:%1/"_s.arg(server.port());
        const auto never = [](const QUrl&) { return false; };
        const auto error =
            pageAt(address, never, {}, {.proxy = u"none"_s}, leadingTo({QHostAddress::LocalHost})).error();
        QCOMPARE(error.code, ErrorCode::NoPermission);
        QVERIFY2(error.sentence.contains(u"\"rebind.example\""_s), qPrintable(error.sentence));
        QVERIFY(server.heads().isEmpty());
        QCOMPARE(pageAt(address, anyHost, {}, {.proxy = u"none"_s}, leadingTo({QHostAddress::LocalHost}))->text,
                 u"secret"_s);
    }

    void theConnection_goesToTheAddressThatWasJudged_underTheHostsName()
    {
        // The name can't be found by anybody else: had it been looked up again, there would be no page.
        const PageServer server({{"/", PageAnswer::page("text/plain", "found")}});
        int lookups = 0;
        const Lookup once = [&](const QString& host, Clock::time_point,
                                const std::stop_token&) -> Result<QList<QHostAddress>> {
            ++lookups;
            return host == "pages.example"_L1 ? QList{QHostAddress(QHostAddress::LocalHost)} : QList<QHostAddress>();
        };
        const auto page =
            pageAt(u"http://pages.example:%1/"_s.arg(server.port()), anyHost, {}, {.proxy = u"none"_s}, once);
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
        QCOMPARE(page->text, u"found"_s);
        QCOMPARE(lookups, 1);
        QVERIFY(server.heads().value(0).toLower().contains("host: pages.example:" + QByteArray::number(server.port())));
        QCOMPARE(page->address.host(), u"pages.example"_s);
    }

    void anAddressThatRefuses_isNotTheLast()
    {
        const PageServer server({{"/", PageAnswer::page("text/plain", "found")}});
        const auto page = pageAt(u"http://pages.example:%1/"_s.arg(server.port()), anyHost, {}, {.proxy = u"none"_s},
                                 leadingTo({QHostAddress(u"127.0.0.2"_s), QHostAddress::LocalHost}));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
    }

    void tls_isCheckedByTheHostsName()
    {
        const test::TemporaryFolder folder;
        const test::MadeCertificate made(folder.path(), u"pages.example"_s);
        const PageServer server({{"/", PageAnswer::page("text/plain", "private")}}, made.tls);
        const auto address = u"https://pages.example:%1/"_s.arg(server.port());
        const auto here = leadingTo({QHostAddress::LocalHost});
        auto route = agent::networkRoute(u"none"_s, made.file).value();
        const auto page = pageAt(address, anyHost, {}, route, here);
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence + page.error().detail));
        QCOMPARE(page->text, u"private"_s);

        const auto otherName = pageAt(u"https://other.example:%1/"_s.arg(server.port()), anyHost, {}, route, here);
        QVERIFY2(!otherName && otherName.error().sentence.contains(u"certificate"_s),
                 qPrintable(otherName ? u"trusted"_s : otherName.error().sentence));
        const auto untrusted = pageAt(address, anyHost, {}, {.proxy = u"none"_s}, here);
        QVERIFY(!untrusted && untrusted.error().sentence.contains(u"certificate"_s));
        QCOMPARE(server.heads().size(), 1);
    }

    void tls_namesTheHost_notItsAddress()
    {
        const test::TemporaryFolder folder;
        const test::MadeCertificate made(folder.path(), u"pages.example"_s);
        folder.write(u"server.py"_s,
                     "import socket, ssl\n"
                     "context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
                     "context.load_cert_chain('ca.pem', 'key.pem')\n"
                     "names = []\n"
                     "context.sni_callback = lambda connection, name, context: names.append(name)\n"
                     "listener = socket.create_server(('127.0.0.1', 0))\n"
                     "print(listener.getsockname()[1], flush=True)\n"
                     "connection = context.wrap_socket(listener.accept()[0], server_side=True)\n"
                     "connection.recv(65536)\n"
                     "connection.sendall(b'HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n' + "
                     "str(names[0]).encode())\n");
        QProcess server;
        server.setWorkingDirectory(folder.path());
        server.start(u"python3"_s, {u"server.py"_s});
        QVERIFY(server.waitForReadyRead());
        const auto port = server.readLine().trimmed();
        const auto page =
            pageAt(u"https://pages.example:%1/"_s.arg(QString::fromLatin1(port)), anyHost, {},
                   agent::networkRoute(u"none"_s, made.file).value(), leadingTo({QHostAddress::LocalHost}));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence + page.error().detail));
        QCOMPARE(page->text, u"pages.example"_s);
        QVERIFY(server.state() == QProcess::NotRunning || server.waitForFinished());
    }

    void aLieAboutTheLength_isNoticed_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("text"); // empty: an error
        QTest::newRow("too long") << QByteArray("Content-Length: 100\r\n") << QString();
        QTest::newRow("too short") << QByteArray("Content-Length: 2\r\n") << u"he"_s;
        QTest::newRow("none") << QByteArray() << u"hello"_s;
        QTest::newRow("negative") << QByteArray("Content-Length: -7\r\n") << u"hello"_s;
        QTest::newRow("chunks that break off") << QByteArray("Transfer-Encoding: chunked\r\n") << QString();
        QTest::newRow("gzip that is none") << QByteArray("Content-Encoding: gzip\r\n") << QString();
    }
    void aLieAboutTheLength_isNoticed()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QString, text);
        const auto body = head.contains("chunked") ? QByteArray("5\r\nhello\r\n9\r\n") : QByteArray("hello");
        const PageServer server(
            {{"/", {.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + head + "\r\n" + body}}});
        const auto page = pageAt(server.address(u"/"_s));
        if (head.contains("chunked")) // Qt notices it only if the chunk has come before the end
            QVERIFY(!page || page->text == u"hello"_s);
        else if (text.isEmpty())
            QVERIFY2(!page, qPrintable(page ? page->text : QString()));
        else
            QVERIFY2(page && page->text == text, qPrintable(page ? page->text : page.error().sentence));
    }

    void aPageWithoutEnd_isCut()
    {
        const PageServer server({{"/",
                                  {.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
                                   .then = PageAnswer::Then::Repeat,
                                   .repeated = QByteArray(64'000, 'x')}}});
        const auto before = memoryPeak();
        const auto page = pageAt(server.address(u"/"_s), anyHost, {.bytes = 1'000'000});
        QCOMPARE(page->text.size(), 1'000'000);
        QVERIFY(page->isCut);
        QVERIFY2(memoryPeak() - before < 50'000, qPrintable(QString::number(memoryPeak() - before)));
    }

    void whatIsPacked_isNeverUnpacked()
    {
        for (const auto* encoding : {"gzip", "deflate", "br", "zstd", "gzip, gzip", "x"}) {
            const PageServer server({{"/", PageAnswer::page("text/plain", "bomb", "200 OK",
                                                            "Content-Encoding: " + QByteArray(encoding) + "\r\n")}});
            const auto page = pageAt(server.address(u"/"_s));
            QVERIFY2(!page && page.error().sentence.contains(u"packed"_s), encoding);
            QVERIFY(server.heads().value(0).toLower().contains("accept-encoding: identity"));
        }
    }

    void aServerThatStalls_isLeftWhenTheTimeIsOver_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-") << QString();
        QTest::newRow("head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n") << QString();
        QTest::newRow("body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nbegin") << u"begin"_s;
    }
    void aServerThatStalls_isLeftWhenTheTimeIsOver()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, text);
        const PageServer server({{"/", {.bytes = bytes, .then = PageAnswer::Then::Stall}}});
        const auto page = pageAt(server.address(u"/"_s), anyHost, {.time = std::chrono::milliseconds(300)});
        if (text.isEmpty())
            QVERIFY2(!page && page.error().sentence.contains(u"time"_s),
                     qPrintable(page ? page->text : page.error().sentence));
        else
            QVERIFY(page && page->text == text && page->isCut);
    }

    void aStop_endsItAtOnce()
    {
        const PageServer server({{"/", {.bytes = "HTTP/1.1 200", .then = PageAnswer::Then::Stall}}});
        std::stop_source stop;
        Result<agent::WebPage> page;
        std::jthread flow([&] {
            page = HttpPages({.proxy = u"none"_s})
                       .fetch({.address = QUrl(server.address(u"/"_s)), .mayBeNear = anyHost}, stop.get_token());
        });
        QTRY_COMPARE(server.heads().size(), 1);
        QElapsedTimer clock;
        clock.start();
        stop.request_stop();
        flow.join();
        QVERIFY(clock.elapsed() < 200);
        QCOMPARE(page.error().code, ErrorCode::Cancelled);
    }

    void noServer_andNoName_areSaid()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const auto port = closed.serverPort();
        closed.close();
        QVERIFY(pageAt(u"http://127.0.0.1:%1/"_s.arg(port)).error().sentence.contains(u"refused"_s));
        QCOMPARE(pageAt(u"http://nobody.example/"_s, anyHost, {}, {.proxy = u"none"_s}, leadingTo({})).error().code,
                 ErrorCode::UnknownHost);
    }

    void behindAProxy_theProxyGetsTheName_unlessItIsKnownToLeadNear()
    {
        const PageServer proxy({{"http://pages.example/x", PageAnswer::page("text/plain", "through")}});
        const auto route = agent::networkRoute(u"http://127.0.0.1:%1"_s.arg(proxy.port()), {}).value();
        const auto never = [](const QUrl&) { return false; };
        const auto page = pageAt(u"http://pages.example/x"_s, never, {}, route, leadingTo({}));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
        QCOMPARE(page->text, u"through"_s);
        for (const auto& near : {u"http://10.0.0.1/"_s, u"http://metadata.google.internal/"_s, u"http://intranet/"_s})
            QCOMPARE(pageAt(near, never, {}, route, leadingTo({})).error().code, ErrorCode::NoPermission);
        QCOMPARE(pageAt(u"http://pages.example/x"_s, never, {}, route, leadingTo({QHostAddress(u"192.168.1.1"_s)}))
                     .error()
                     .code,
                 ErrorCode::NoPermission);
        QCOMPARE(proxy.heads().size(), 1);
        const auto gone = agent::networkRoute(u"http://127.0.0.1:1"_s, {}).value();
        QVERIFY(
            pageAt(u"http://pages.example/x"_s, never, {}, gone, leadingTo({})).error().sentence.contains(u"proxy"_s));
    }

    void behindASocksProxy_theProxyLooksTheNameUp_withItsNameAndPassword()
    {
        const PageServer server({{"/x", PageAnswer::page("text/plain", "through")}});
        const test::SocksServer socks(server.port(), "me", "right");
        auto route = agent::networkRoute(u"socks5://me@127.0.0.1:"_s + QString::number(socks.port()), {}).value();
        route.password = std::make_shared<const Secret>(std::string_view("right"));
        const auto never = [](const QUrl&) { return false; };
        const auto page = pageAt(u"http://pages.example/x"_s, never, {}, route, leadingTo({}));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().sentence));
        QCOMPARE(page->text, u"through"_s);
        QCOMPARE(socks.asked(), QList<QByteArray>{"name pages.example:80"});
    }

    void theRestOfAPage_isNotFetchedAgain()
    {
        const PageServer server({{"/", PageAnswer::page("text/plain", "one\ntwo\n")}});
        HttpPages pages({.proxy = u"none"_s});
        const QUrl address(server.address(u"/"_s));
        QVERIFY(pages.fetch({.address = address, .mayBeNear = anyHost, .again = false}, {}));
        QVERIFY(pages.fetch({.address = address, .mayBeNear = anyHost, .again = false}, {}));
        QCOMPARE(server.heads().size(), 1);
        QVERIFY(pages.fetch({.address = address, .mayBeNear = anyHost}, {}));
        QCOMPARE(server.heads().size(), 2);
    }
};

QTEST_GUILESS_MAIN(HttpPagesTest)
#include "http_pages_test.moc"
