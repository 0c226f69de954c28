#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "tests/integration/gateway/local_backend.h"
#include "tests/support/temporary_folder.h"

#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

/// Python's own web server on a unix socket and on a port: HTTP/1.0 as it comes, HTTP/1.1 with "/1.1" in its class.
constexpr auto program = R"(
import http.server, os, socketserver, sys, threading
class Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
class Pages(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def address_string(self): return "unix"
    def log_message(self, *words): pass
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[::-1])
class OldPages(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    def log_message(self, *words): pass
os.chdir(sys.argv[2])
port = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OldPages)
threading.Thread(target=port.serve_forever, daemon=True).start()
server = Unix(sys.argv[1], Pages)
print(port.server_port, flush=True)
server.serve_forever()
)";

} // namespace

/// Qt's network access, as a browser, through the gateway, to a real web server.
class WebServerTest final : public QObject {
    Q_OBJECT

    test::TemporaryFolder m_folder;
    QProcess m_server;
    std::uint16_t m_serverPort = 0;
    io::IoThread m_io;
    gateway::Gateway m_gateway{m_io};
    std::uint16_t m_port = 0;
    QNetworkAccessManager m_browser;

    /// Names below localhost are this computer (RFC 6761, 6.3), but not every resolver knows: the address is given, the
    /// name sent.
    QNetworkRequest request(QUrl url) const
    {
        QNetworkRequest request;
        request.setRawHeader("Host", (url.host() + u':' + QString::number(url.port())).toUtf8());
        request.setRawHeader("Cookie", m_cookie);
        url.setHost(u"127.0.0.1"_s);
        request.setUrl(url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        return request;
    }
    QUrl address(const QString& path, const QString& label = u"shop"_s) const
    {
        return QUrl(u"http://%1.localhost:%2%3"_s.arg(label).arg(m_port).arg(path));
    }
    static std::unique_ptr<QNetworkReply> finished(QNetworkReply* reply)
    {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 20000); }();
        return std::unique_ptr<QNetworkReply>(reply);
    }
    static int statusOf(const std::unique_ptr<QNetworkReply>& reply)
    {
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    void enter(std::uint16_t port = 0)
    {
        m_cookie.clear();
        const auto entered = finished(m_browser.get(request(m_gateway.enterAddress("shop", port).value())));
        QCOMPARE(statusOf(entered), 303);
        const auto set = entered->rawHeader("Set-Cookie");
        m_cookie = set.left(set.indexOf(';'));
    }

    QByteArray m_cookie;

private Q_SLOTS:
    void initTestCase()
    {
        m_folder.write(u"www/hello.txt"_s, "Hello.\n");
        m_folder.write(u"www/large.bin"_s, QByteArray(30 << 20, 'x'));
        const auto socket = m_folder.path(u"ide.sock"_s);
        m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_server.start(u"python3"_s, {u"-c"_s, QString::fromUtf8(program), socket, m_folder.path(u"www"_s)});
        QVERIFY(m_server.waitForReadyRead(20000));
        m_serverPort = m_server.readLine().trimmed().toUShort();
        QVERIFY(m_serverPort != 0);
        const auto backend = std::make_shared<test::LocalBackend>(m_io.executor(), socket.toStdString());
        m_port = m_gateway.add({.id = "shop", .backend = backend}).value();
    }

    void withoutTheCookie_nothing()
    {
        m_cookie.clear();
        QCOMPARE(statusOf(finished(m_browser.get(request(address(u"/hello.txt"_s))))), 401);
    }

    void pages_comeThrough_manyAtOnce()
    {
        enter();
        std::vector<QNetworkReply*> replies;
        for (int i = 0; i < 30; ++i)
            replies.push_back(m_browser.get(request(address(i % 3 == 0 ? u"/missing"_s : u"/hello.txt"_s))));
        for (std::size_t i = 0; i < replies.size(); ++i) {
            const auto reply = finished(replies[i]);
            QCOMPARE(statusOf(reply), i % 3 == 0 ? 404 : 200);
            if (i % 3 != 0)
                QCOMPARE(reply->readAll(), "Hello.\n");
        }
    }

    void largeFile_andLargeUpload_areWhole()
    {
        enter();
        const auto reply = finished(m_browser.get(request(address(u"/large.bin"_s))));
        QCOMPARE(reply->readAll().size(), qsizetype(30 << 20));
        QByteArray body(8 << 20, 'a');
        body[0] = 'z';
        auto post = request(address(u"/echo"_s));
        post.setHeader(QNetworkRequest::ContentTypeHeader, u"application/octet-stream"_s);
        const auto echo = finished(m_browser.post(post, body))->readAll();
        QCOMPARE(echo.size(), body.size());
        QVERIFY(echo.endsWith('z'));
    }

    void port_isASiteOfItsOwn_andAnOldServerIsServed()
    {
        const auto label = u"%1--shop"_s.arg(m_serverPort);
        enter();
        QCOMPARE(statusOf(finished(m_browser.get(request(address(u"/hello.txt"_s, label))))), 401);
        enter(m_serverPort);
        const auto reply = finished(m_browser.get(request(address(u"/hello.txt"_s, label))));
        QCOMPARE(statusOf(reply), 200);
        QCOMPARE(reply->readAll(), "Hello.\n");
    }

    void portWhereNothingListens_isAPageThatSaysSo()
    {
        enter(9);
        const auto reply = finished(m_browser.get(request(address(u"/"_s, u"9--shop"_s))));
        QCOMPARE(statusOf(reply), 502);
        QVERIFY(reply->readAll().contains("127.0.0.1:9"));
    }

    void cleanupTestCase()
    {
        m_server.kill();
        m_server.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(WebServerTest)
#include "web_server_test.moc"
