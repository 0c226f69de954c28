#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "tests/integration/gateway/local_backend.h"
#include "tests/support/raw_connection.h"
#include "tests/support/temporary_folder.h"

#include <QLocalSocket>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::bodyOf;
using test::fieldOf;
using test::RawConnection;
using test::statusOf;

namespace {

/// A WebSocket frame (RFC 6455, 5.2) from a client, binary, under the mask 0.
std::string webSocketFrame(const std::string& payload)
{
    return std::string("\x82") + static_cast<char>(0x80U | payload.size()) + std::string(4, '\0') + payload;
}

/// A control message of the editor's own protocol: kind 2, id, acknowledgement and length in big endian, JSON.
std::string editorMessage(const std::string& json)
{
    std::string message(13, '\0');
    message[0] = 2;
    message[12] = static_cast<char>(json.size());
    return message + json;
}

} // namespace

/// The real code-server behind the gateway: pages, and the editor's WebSocket up to its own handshake.
class CodeServerTest final : public QObject {
    Q_OBJECT

    test::TemporaryFolder m_folder;
    QProcess m_server;
    io::IoThread m_io;
    gateway::Gateway m_gateway{m_io};
    std::uint16_t m_port = 0;
    std::string m_cookie;

    std::string host() const { return "shop.localhost:" + std::to_string(m_port); }
    std::string get(const std::string& target, const std::string& fields = {}) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nCookie: " + m_cookie + "\r\n" + fields + "\r\n";
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto archive = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
        if (archive.isEmpty())
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
        QProcess unpack;
        unpack.start(u"tar"_s, {u"-xzf"_s, archive, u"-C"_s, m_folder.path(), u"--strip-components=1"_s});
        QVERIFY(unpack.waitForFinished(120000));
        QCOMPARE(unpack.exitCode(), 0);

        const auto socket = m_folder.path(u"ide.sock"_s);
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start(m_folder.path(u"lib/node"_s),
                       {m_folder.path(), u"--socket"_s, socket, u"--auth"_s, u"none"_s, u"--user-data-dir"_s,
                        m_folder.path(u"data"_s), u"--extensions-dir"_s, m_folder.path(u"extensions"_s),
                        u"--disable-telemetry"_s, u"--disable-update-check"_s, m_folder.path()});
        const auto answers = [&] {
            QLocalSocket probe;
            probe.connectToServer(socket);
            return probe.waitForConnected(100);
        };
        QTRY_VERIFY_WITH_TIMEOUT(answers(), 60000);
        m_port = m_gateway
                     .add({.id = "shop",
                           .backend = std::make_shared<test::LocalBackend>(m_io.executor(), socket.toStdString())})
                     .value();

        const auto enter =
            m_gateway.enterAddress("shop")->toString(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString();
        RawConnection browser(m_port);
        browser.send(get(enter));
        const auto set = fieldOf(browser.readResponse(), "Set-Cookie");
        m_cookie = set.substr(0, set.find(';'));
        QVERIFY(!m_cookie.empty());
    }

    void pages_comeOverOneConnection()
    {
        RawConnection browser(m_port);
        browser.send(get("/healthz"));
        QVERIFY(bodyOf(browser.readResponse()).find("status") != std::string::npos);
        browser.send(get("/"));
        const auto redirect = browser.readResponse();
        QCOMPARE(statusOf(redirect), 302);
        browser.send(get("/" + fieldOf(redirect, "Location").substr(2)));
        const auto page = browser.readResponse();
        QCOMPARE(statusOf(page), 200);
        QVERIFY(page.find("workbench") != std::string::npos);
    }

    void editorsWebSocket_connects_andItsHandshakePasses()
    {
        RawConnection browser(m_port);
        browser.send(
            get("/?reconnectionToken=11111111-1111-1111-1111-111111111111&reconnection=false&skipWebSocketFrames=false",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Version: 13\r\nOrigin: http://" +
                    host() + "\r\n"));
        const auto head = browser.readUntil("\r\n\r\n");
        QCOMPARE(statusOf(head), 101);
        QCOMPARE(fieldOf(head, "Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        browser.send(webSocketFrame(editorMessage(R"({"type":"auth","auth":"00000000000000000000","data":"x"})")));
        const auto answer = browser.readUntil("\"sign\"");
        QVERIFY(answer.ends_with("\"sign\""));
    }

    void foreignPagesWebSocket_isRefused()
    {
        RawConnection browser(m_port);
        browser.send(get("/",
                         "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                         "Sec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n"));
        QCOMPARE(statusOf(browser.readResponse()), 403);
    }

    void cleanupTestCase()
    {
        m_server.terminate();
        if (!m_server.waitForFinished(10000))
            m_server.kill();
        m_server.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(CodeServerTest)
#include "code_server_test.moc"
