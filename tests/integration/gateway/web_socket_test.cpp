#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/ssh/connect.h"
#include "tests/integration/ssh/answers.h"
#include "tests/support/raw_connection.h"
#include "tests/support/test_sshd.h"

#include <QTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <atomic>
#include <future>
#include <set>

using namespace kalpana;
using namespace Qt::StringLiterals;
namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// A WebSocket server on a unix socket that sends back what it is told; "half" makes it send half a frame. I/O thread.
class EchoServer final : public std::enable_shared_from_this<EchoServer> {
public:
    using Socket = websocket::stream<asio::local::stream_protocol::socket>;

    EchoServer(io::IoThread& io, const std::string& path)
        : m_acceptor(io.context(), asio::local::stream_protocol::endpoint(path))
    {
    }
    static asio::awaitable<void> serve(std::shared_ptr<EchoServer> self)
    {
        for (;;) {
            auto [error, socket] = co_await self->m_acceptor.async_accept(asTuple);
            if (error)
                co_return;
            asio::co_spawn(self->m_acceptor.get_executor(), echo(self, std::move(socket)), asio::detached);
        }
    }
    /// Any thread.
    [[nodiscard]] bool hasSentHalf() const { return m_hasSentHalf; }
    /// As a program that is killed.
    void die()
    {
        m_acceptor.close();
        for (auto* socket : m_sockets)
            socket->next_layer().close();
    }

private:
    static asio::awaitable<void> echo(std::shared_ptr<EchoServer> self, asio::local::stream_protocol::socket connected)
    {
        Socket socket(std::move(connected));
        self->m_sockets.insert(&socket);
        boost::beast::flat_buffer buffer;
        auto [error] = co_await socket.async_accept(asTuple);
        while (!error) {
            std::size_t count = 0;
            std::tie(error, count) = co_await socket.async_read(buffer, asTuple);
            const std::string said(static_cast<const char*>(buffer.cdata().data()), count);
            buffer.consume(count);
            const std::string half("\x82\x10half", 6);
            if (!error && said == "half") {
                std::tie(error, count) = co_await asio::async_write(socket.next_layer(), asio::buffer(half), asTuple);
                self->m_hasSentHalf = true;
            } else if (!error)
                std::tie(error, count) = co_await socket.async_write(asio::buffer(said), asTuple);
        }
        self->m_sockets.erase(&socket);
    }

    asio::local::stream_protocol::acceptor m_acceptor;
    std::set<Socket*> m_sockets;
    std::atomic_bool m_hasSentHalf = false;
};

/// The editor behind an SSH connection.
class SshBackend final : public gateway::Backend {
public:
    SshBackend(std::shared_ptr<ssh::SshHost> host, std::string socket)
        : m_host(std::move(host)), m_socket(std::move(socket))
    {
    }
    asio::awaitable<Result<io::Stream>> openIde() override { return m_host->openSocket(m_socket); }
    asio::awaitable<Result<io::Stream>> openPort(std::uint16_t port) override
    {
        return m_host->openTcp("127.0.0.1", port);
    }

private:
    std::shared_ptr<ssh::SshHost> m_host;
    std::string m_socket;
};

/// A browser's WebSocket.
class Browser final {
public:
    explicit Browser(io::IoThread& io) : m_socket(io.context())
    {
        auto timeout = websocket::stream_base::timeout::suggested(boost::beast::role_type::client);
        timeout.idle_timeout = std::chrono::seconds(20);
        m_socket.set_option(timeout);
    }
    asio::awaitable<Result<bool>> open(std::uint16_t port, std::string host, std::string cookie)
    {
        m_socket.set_option(websocket::stream_base::decorator([host, cookie](websocket::request_type& request) {
            request.set(boost::beast::http::field::cookie, cookie);
            request.set(boost::beast::http::field::origin, "http://" + host);
        }));
        auto& tcp = boost::beast::get_lowest_layer(m_socket);
        const auto [refused] =
            co_await tcp.async_connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port), asTuple);
        if (refused)
            co_return false;
        const auto [error] = co_await m_socket.async_handshake(host, "/", asTuple);
        co_return !error;
    }
    /// What comes back; empty where the connection ends instead.
    asio::awaitable<Result<std::string>> say(std::string text)
    {
        const auto [error, count] = co_await m_socket.async_write(asio::buffer(text), asTuple);
        if (error)
            co_return std::string();
        co_return co_await next();
    }
    asio::awaitable<Result<std::string>> next()
    {
        boost::beast::flat_buffer buffer;
        const auto [error, count] = co_await m_socket.async_read(buffer, asTuple);
        m_ended = error;
        co_return std::string(static_cast<const char*>(buffer.cdata().data()), error ? 0 : count);
    }
    /// Of the Close frame that came; 0 where none did.
    int closeCode() const { return m_socket.reason().code; }
    bool hasEnded() const { return m_ended.failed(); }

private:
    websocket::stream<asio::ip::tcp::socket> m_socket;
    boost::system::error_code m_ended;
};

} // namespace

/// How a WebSocket through the gateway ends when what is behind it goes away: real server, real sshd, real client.
class WebSocketTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_sshd = std::make_unique<test::TestSshd>();
        m_io = std::make_unique<io::IoThread>();
        const auto path = m_sshd->path(u"echo.sock"_s).toStdString();
        m_server = m_io->call([&] { return std::make_shared<EchoServer>(*m_io, path); });
        asio::co_spawn(m_io->context(), EchoServer::serve(m_server), asio::detached);
        const auto resolved = ssh::resolve(u"box"_s, m_sshd->configFile());
        QVERIFY(resolved.has_value());
        test::Answers answers;
        auto host = ssh::connect(*m_io, *resolved, answers);
        QVERIFY(host.has_value());
        m_gateway = std::make_unique<gateway::Gateway>(*m_io);
        m_port =
            m_gateway->add({.id = "shop", .backend = std::make_shared<SshBackend>(std::move(*host), path)}).value();
        m_cookie = enter();
        m_browser = std::make_unique<Browser>(*m_io);
        QVERIFY(m_io->run(m_browser->open(m_port, name(), m_cookie)).value());
        QCOMPARE(m_io->run(m_browser->say("hello")).value(), "hello");
    }
    void cleanup()
    {
        m_gateway.reset();
        m_io->call([this] { m_server->die(); });
        m_io->call([this] { m_browser.reset(); });
        m_server.reset();
        m_io.reset();
        m_sshd.reset();
    }

    void aLineThatDrops_closesItWith1012()
    {
        m_sshd->killConnections();
        QCOMPARE(m_io->run(m_browser->next()).value(), "");
        QCOMPARE(m_browser->closeCode(), 1012);
    }

    void aServerThatIsKilled_closesItWith1012()
    {
        m_io->call([this] { m_server->die(); });
        QCOMPARE(m_io->run(m_browser->next()).value(), "");
        QCOMPARE(m_browser->closeCode(), 1012);
    }

    void aWorkspaceThatStops_closesItWith1012()
    {
        m_gateway->remove("shop");
        QCOMPARE(m_io->run(m_browser->next()).value(), "");
        QCOMPARE(m_browser->closeCode(), 1012);
    }

    void aGatewayThatGoes_closesItWith1012()
    {
        m_gateway.reset();
        QCOMPARE(m_io->run(m_browser->next()).value(), "");
        QCOMPARE(m_browser->closeCode(), 1012);
    }

    void aLineThatDropsInTheMidstOfAFrame_closesItWithoutAWord()
    {
        const auto waiting = [this]() -> asio::awaitable<Result<std::string>> { return m_browser->say("half"); };
        auto ended = std::async(std::launch::async, [&] { return m_io->run(waiting()).value(); });
        QTRY_VERIFY(m_server->hasSentHalf());
        m_sshd->killConnections();
        QCOMPARE(ended.get(), "");
        QVERIFY(m_browser->hasEnded());
        QCOMPARE(m_browser->closeCode(), 0);
    }

    void anUpgradeThatNobodyAnswers_isAnOrdinaryRefusal()
    {
        m_io->call([this] { m_server->die(); });
        test::RawConnection late(m_port);
        late.send("GET / HTTP/1.1\r\nHost: " + name() + "\r\nCookie: " + m_cookie + "\r\nOrigin: http://" + name() +
                  "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n");
        const auto answer = late.readAll();
        QCOMPARE(test::statusOf(answer), 502);
        QVERIFY(answer.find("\x88\x02\x03\xf4") == std::string::npos);
    }

private:
    [[nodiscard]] std::string name() const { return "shop.localhost:" + std::to_string(m_port); }
    [[nodiscard]] std::string enter() const
    {
        const auto address =
            m_gateway->enterAddress("shop")->toString(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString();
        test::RawConnection browser(m_port);
        browser.send("GET " + address + " HTTP/1.1\r\nHost: " + name() + "\r\n\r\n");
        const auto set = test::fieldOf(browser.readResponse(), "Set-Cookie");
        return set.substr(0, set.find(';'));
    }

    std::unique_ptr<test::TestSshd> m_sshd;
    std::unique_ptr<io::IoThread> m_io;
    std::shared_ptr<EchoServer> m_server;
    std::unique_ptr<gateway::Gateway> m_gateway;
    std::unique_ptr<Browser> m_browser;
    std::string m_cookie;
    std::uint16_t m_port = 0;
};

QTEST_GUILESS_MAIN(WebSocketTest)
#include "web_socket_test.moc"
