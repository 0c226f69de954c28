#include "remote/host/command_output.h"
#include "remote/io/io_thread.h"
#include "remote/ssh/connect_timing.h"
#include "tests/integration/ssh/answers.h"
#include "tests/support/test_sshd.h"

#include <QElapsedTimer>
#include <QTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <future>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::TestSshd;
namespace asio = boost::asio;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// Listens on a unix socket and sends everything back; runs on the I/O thread.
class EchoServer final {
public:
    EchoServer(io::IoThread& io, const QString& path) : m_io(io)
    {
        m_io.call([&] {
            m_acceptor =
                std::make_shared<Acceptor>(m_io.context(), asio::local::stream_protocol::endpoint(path.toStdString()));
            asio::co_spawn(m_io.context(), serve(m_acceptor), asio::detached);
        });
    }
    ~EchoServer()
    {
        m_io.call([this] { m_acceptor->close(); });
    }

private:
    using Acceptor = asio::local::stream_protocol::acceptor;
    static asio::awaitable<void> serve(std::shared_ptr<Acceptor> acceptor)
    {
        for (;;) {
            auto [error, socket] = co_await acceptor->async_accept(asTuple);
            if (error)
                co_return;
            asio::co_spawn(acceptor->get_executor(), echo(std::move(socket)), asio::detached);
        }
    }
    static asio::awaitable<void> echo(asio::local::stream_protocol::socket socket)
    {
        std::vector<char> chunk(65536);
        for (;;) {
            const auto [error, count] = co_await socket.async_read_some(asio::buffer(chunk), asTuple);
            if (error)
                co_return;
            const auto part = asio::buffer(chunk.data(), count);
            const auto [failed, written] = co_await asio::async_write(socket, part, asTuple);
            if (failed)
                co_return;
        }
    }

    io::IoThread& m_io;
    std::shared_ptr<Acceptor> m_acceptor;
};

std::string noise(std::size_t size)
{
    std::string bytes(size, '\0');
    std::uint32_t state = 1;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

asio::awaitable<void> feed(io::Stream& stream, const std::string& bytes)
{
    const auto all = asio::buffer(bytes);
    co_await asio::async_write(stream, all, asTuple);
    stream.shutdownWrite();
}

asio::awaitable<std::string> drain(io::Stream& stream)
{
    std::string out;
    std::vector<char> chunk(100000);
    for (;;) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(chunk), asTuple);
        out.append(chunk.data(), count);
        if (error)
            co_return out;
    }
}

/// Sends all and gives what comes back until the end.
asio::awaitable<Result<std::string>> thereAndBack(io::Stream stream, const std::string& bytes)
{
    using namespace asio::experimental::awaitable_operators;
    auto sending = feed(stream, bytes);
    auto receiving = drain(stream);
    co_return co_await (std::move(sending) && std::move(receiving));
}

asio::awaitable<Result<std::string>> throughSocket(std::shared_ptr<ssh::SshHost> host, std::string path,
                                                   const std::string& bytes)
{
    auto stream = co_await host->openSocket(std::move(path));
    if (!stream)
        co_return std::unexpected(stream.error());
    co_return co_await thereAndBack(std::move(*stream), bytes);
}

asio::awaitable<Result<std::string>> throughTcp(std::shared_ptr<ssh::SshHost> host, std::uint16_t port,
                                                const std::string& bytes)
{
    auto stream = co_await host->openTcp("127.0.0.1", port);
    if (!stream)
        co_return std::unexpected(stream.error());
    co_return co_await thereAndBack(std::move(*stream), bytes);
}

asio::awaitable<Result<Error>> lossOf(std::shared_ptr<ssh::SshHost> host)
{
    co_return co_await host->lost();
}

/// Reads for ever; gives the error that ends it.
asio::awaitable<Result<Error>> waitForCommand(std::shared_ptr<ssh::SshHost> host, std::string commandLine,
                                              std::function<void()> onStart)
{
    auto command = co_await host->start(std::move(commandLine));
    if (!command)
        co_return command.error();
    onStart();
    auto& stream = (*command)->stream();
    const auto out = co_await drain(stream);
    auto ended = (*command)->wait();
    const auto status = co_await std::move(ended);
    co_return status ? Error{ErrorCode::Internal, u"ended well"_s} : status.error();
}

// A relay in the place of `kalpana-bridge relay`: half-closes right, both ways.
constexpr auto relayProgram = R"(
import os, socket, sys, threading
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
def up():
    while True:
        b = os.read(0, 65536)
        if not b: break
        s.sendall(b)
    s.shutdown(socket.SHUT_WR)
t = threading.Thread(target=up, daemon=True)
t.start()
while True:
    b = s.recv(65536)
    if not b: break
    while b: b = b[os.write(1, b):]
)";

constexpr std::size_t megabytes24 = 24U << 20U;

} // namespace

class ChannelsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyMegabytes_comeBackAsTheyWere_throughASocket()
    {
        TestSshd server;
        const EchoServer echo(m_io, server.path(u"echo"_s));
        const auto host = connected(server);
        const auto bytes = noise(megabytes24);
        const auto back = m_io.run(throughSocket(host, server.path(u"echo"_s).toStdString(), bytes));
        QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().sentence));
        QVERIFY(*back == bytes);
    }

    void manyMegabytes_comeBackAsTheyWere_throughACommand()
    {
        TestSshd server;
        const auto host = connected(server);
        const auto bytes = noise(megabytes24);
        const auto output = m_io.run(host::run(*host, "cat", bytes, bytes.size() + 1));
        QVERIFY2(output.has_value(), output ? "" : qPrintable(output.error().sentence));
        QVERIFY(output->out == bytes);
        QVERIFY(output->status.succeeded());
    }

    void manyMegabytes_comeBackAsTheyWere_throughTcp_whileKeysAreExchangedAnew()
    {
        TestSshd server({.config = {u"RekeyLimit 1M"_s}});
        asio::ip::tcp::acceptor acceptor(m_io.context(), {asio::ip::address_v4::loopback(), 0});
        asio::co_spawn(m_io.context(), echoOnce(acceptor), asio::detached);
        const auto host = connected(server);
        const auto bytes = noise(megabytes24);
        const auto back = m_io.run(throughTcp(host, acceptor.local_endpoint().port(), bytes));
        QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().sentence));
        QVERIFY(*back == bytes);
        QVERIFY(server.log().count("rekey") > 3 || server.log().count("SSH2_MSG_NEWKEYS") > 3);
    }

    void manyCommands_whileKeysAreExchangedAnew()
    {
        TestSshd server({.config = {u"RekeyLimit 100K"_s, u"MaxSessions 50"_s}});
        const auto host = connected(server);
        const auto bytes = noise(1U << 20U);
        std::vector<std::future<Result<host::CommandOutput>>> runs;
        for (auto i = 0; i < 20; ++i)
            runs.push_back(std::async(std::launch::async, [&] { return m_io.run(host::run(*host, "cat", bytes)); }));
        for (auto& run : runs) {
            const auto output = run.get();
            QVERIFY2(output.has_value(), output ? "" : qPrintable(output.error().sentence + output.error().detail));
            QVERIFY(output->out == bytes);
        }
    }

    void hundredChannels_atOnce()
    {
        TestSshd server;
        const EchoServer echo(m_io, server.path(u"echo"_s));
        const auto host = connected(server);
        const auto path = server.path(u"echo"_s).toStdString();
        const auto bytes = noise(100000);
        std::vector<std::future<Result<std::string>>> all;
        for (auto i = 0; i < 100; ++i)
            all.push_back(std::async(std::launch::async, [&] { return m_io.run(throughSocket(host, path, bytes)); }));
        for (auto& one : all) {
            const auto back = one.get();
            QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().sentence));
            QVERIFY(*back == bytes);
        }
    }

    void readerThatDoesNotRead_holdsTheOtherSideBack_andNobodyElse()
    {
        TestSshd server;
        const auto host = connected(server);
        auto command = m_io.run(startOn(host, "yes"));
        QVERIFY(command.has_value());
        // Another command runs while the first one's output is not read.
        const auto output = m_io.run(host::run(*host, "echo fine", ""));
        QVERIFY(output.has_value());
        QCOMPARE(output->out, "fine\n");
        auto& stream = (*command)->stream();
        const auto got = m_io.run(readExactly(stream, 20U << 20U));
        QVERIFY(got.has_value());
        QVERIFY(*got == 20U << 20U);
        m_io.call([&] { command->reset(); });
    }

    void halfClose_letsTheAnswerCome()
    {
        TestSshd server;
        const auto host = connected(server);
        const auto output = m_io.run(host::run(*host, "wc -c", std::string(12345, 'x')));
        QVERIFY(output.has_value());
        QCOMPARE(QString::fromStdString(output->out).trimmed(), u"12345"_s);
    }

    void killedCommand_reportsItsSignal()
    {
        TestSshd server;
        const auto output = m_io.run(host::run(*connected(server), "kill -TERM $$", ""));
        QVERIFY(output.has_value());
        QCOMPARE(output->status.signal, "TERM");
        QVERIFY(!output->status.succeeded());
    }

    void droppedCommand_getsAHangUp()
    {
        TestSshd server;
        const auto host = connected(server);
        const auto marker = server.path(u"hup"_s);
        auto command = m_io.run(startOn(host, "trap 'echo > " + marker.toStdString() +
                                                  "; exit' HUP; echo ready; while echo; do sleep 0.05; done"));
        QVERIFY(command.has_value());
        auto& stream = (*command)->stream();
        QVERIFY(m_io.run(readExactly(stream, 6)).has_value());
        m_io.call([&] { command->reset(); });
        // For root's own sessions sshd knows no privilege separation, and then passes no signals on: it says that it
        // got one.
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(marker) || server.log().contains("signal"); }, 10000));
        server.killConnections();
    }

    void missingSocket_isNotFound_andNamed()
    {
        TestSshd server;
        const auto outcome = m_io.run(throughSocket(connected(server), "/nowhere/at/all", ""));
        QVERIFY(!outcome.has_value());
        QCOMPARE(outcome.error().code, ErrorCode::NotFound);
        QVERIFY(outcome.error().sentence.contains(u"/nowhere/at/all"_s));
    }

    void refusedPort_isNotFound()
    {
        TestSshd server;
        const auto outcome = m_io.run(throughTcp(connected(server), 1, ""));
        QVERIFY(!outcome.has_value());
        QCOMPARE(outcome.error().code, ErrorCode::NotFound);
    }

    void forbiddenTcp_isForwardingRefused()
    {
        TestSshd server({.config = {u"AllowTcpForwarding no"_s}});
        const auto outcome = m_io.run(throughTcp(connected(server), 1, ""));
        QVERIFY(!outcome.has_value());
        QCOMPARE(outcome.error().code, ErrorCode::ForwardingRefused);
    }

    void forbiddenForwarding_goesByTheRelay()
    {
        TestSshd server({.config = {u"DisableForwarding yes"_s}});
        const EchoServer echo(m_io, server.path(u"echo"_s));
        const auto host = connected(server);
        const auto path = server.path(u"echo"_s).toStdString();
        QVERIFY(!m_io.run(throughSocket(host, path, "")).has_value());

        QFile relay(server.path(u"relay.py"_s));
        QVERIFY(relay.open(QFile::WriteOnly));
        relay.write(relayProgram);
        relay.close();
        host->setRelayCommand("python3 " + relay.fileName().toStdString());
        const auto bytes = noise(3U << 20U);
        for (auto i = 0; i < 2; ++i) {
            const auto back = m_io.run(throughSocket(host, path, bytes));
            QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().sentence));
            QVERIFY(*back == bytes);
        }
        const auto missing = m_io.run(throughSocket(connectedByRelay(server, relay.fileName()), "/nowhere/at/all", ""));
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }

    void killedServer_endsWhatWaits_quickly()
    {
        TestSshd server;
        const auto host = connected(server);
        std::promise<void> started;
        auto waiting = std::async(std::launch::async, [&] {
            return m_io.run(waitForCommand(host, "echo; sleep 100", [&] { started.set_value(); }));
        });
        auto lost = std::async(std::launch::async, [&] { return m_io.run(lossOf(host)); });
        started.get_future().wait();
        QElapsedTimer timer;
        timer.start();
        server.kill();
        QCOMPARE(waiting.get()->code, ErrorCode::ConnectionLost);
        QCOMPARE(lost.get()->code, ErrorCode::ConnectionLost);
        QVERIFY(timer.elapsed() < 2000);
        const auto after = m_io.run(host::run(*host, "true", ""));
        QVERIFY(!after.has_value());
        QCOMPARE(after.error().code, ErrorCode::ConnectionLost);
    }

    void serverKilledInTheMiddleOfATransfer_isAConnectionLost()
    {
        TestSshd server;
        const auto host = connected(server);
        std::promise<void> started;
        auto waiting = std::async(std::launch::async,
                                  [&] { return m_io.run(waitForCommand(host, "yes", [&] { started.set_value(); })); });
        started.get_future().wait();
        server.killConnections();
        QCOMPARE(waiting.get()->code, ErrorCode::ConnectionLost);
    }

    void silentPeer_isNoticed()
    {
        TestSshd server;
        const auto host = connected(
            server, {.pingInterval = std::chrono::milliseconds(100), .silenceLimit = std::chrono::milliseconds(1000)});
        QVERIFY(QTest::qWaitFor([&] { return host->roundTripMs() > 0; }));
        auto lost = std::async(std::launch::async, [&] { return m_io.run(lossOf(host)); });
        server.signalConnections(SIGSTOP);
        const auto reason = lost.get();
        QCOMPARE(reason->code, ErrorCode::ConnectionLost);
        server.killConnections();
    }

    void idleConnection_isKept()
    {
        TestSshd server;
        const auto host = connected(
            server, {.pingInterval = std::chrono::milliseconds(20), .silenceLimit = std::chrono::milliseconds(2000)});
        QElapsedTimer timer;
        timer.start();
        QVERIFY(QTest::qWaitFor([&] { return timer.hasExpired(3000); }, 10000));
        const auto output = m_io.run(host::run(*host, "echo still here", ""));
        QVERIFY(output.has_value());
    }

    void closedHost_endsWhatWaits()
    {
        TestSshd server;
        auto host = connected(server);
        auto lost = std::async(std::launch::async, [&] { return m_io.run(lossOf(host)); });
        QVERIFY(QTest::qWaitFor([&] { return host->roundTripMs() > 0; }));
        host->close();
        QCOMPARE(lost.get()->code, ErrorCode::ConnectionLost);
        QVERIFY(QTest::qWaitFor([&] { return server.connectionPids().isEmpty(); }, 10000));
    }

    void droppedHost_closesItsConnection()
    {
        TestSshd server;
        auto host = connected(server);
        QVERIFY(!server.connectionPids().isEmpty());
        host.reset();
        QVERIFY(QTest::qWaitFor([&] { return server.connectionPids().isEmpty(); }, 10000));
    }

    void restartedServer_isReachedAgain()
    {
        TestSshd server;
        auto host = connected(server);
        server.restart();
        const auto again = connected(server);
        QVERIFY(m_io.run(host::run(*again, "true", "")).has_value());
    }

    void stop_endsAWaitingCommand_atOnce()
    {
        TestSshd server;
        const auto host = connected(server);
        std::stop_source source;
        std::promise<void> started;
        auto waiting = std::async(std::launch::async, [&] {
            return m_io.run(waitForCommand(host, "echo; sleep 100", [&] { started.set_value(); }), source.get_token());
        });
        started.get_future().wait();
        source.request_stop();
        const auto outcome = waiting.get();
        QCOMPARE(outcome ? outcome->code : outcome.error().code, ErrorCode::Cancelled);
        QVERIFY(m_io.run(host::run(*host, "true", "")).has_value());
    }

private:
    std::shared_ptr<ssh::SshHost> connected(TestSshd& server, ssh::Connection::Timing timing = {})
    {
        const auto resolved = ssh::resolve(u"box"_s, server.configFile());
        test::Answers answers;
        auto host = ssh::connect(m_io, *resolved, answers, timing, {});
        if (!host)
            qFatal("%s %s", qPrintable(host.error().sentence), qPrintable(host.error().detail));
        return *host;
    }
    std::shared_ptr<ssh::SshHost> connectedByRelay(TestSshd& server, const QString& relay)
    {
        auto host = connected(server);
        host->setRelayCommand("python3 " + relay.toStdString());
        return host;
    }
    static asio::awaitable<Result<std::unique_ptr<host::RunningCommand>>> startOn(std::shared_ptr<ssh::SshHost> host,
                                                                                  std::string commandLine)
    {
        co_return co_await host->start(std::move(commandLine));
    }
    static asio::awaitable<Result<std::size_t>> readExactly(io::Stream& stream, std::size_t count)
    {
        std::vector<char> bytes(count);
        const auto into = asio::buffer(bytes);
        const auto [error, got] = co_await asio::async_read(stream, into, asTuple);
        if (error)
            co_return failure(ErrorCode::ConnectionLost, QString::fromStdString(error.message()));
        co_return got;
    }
    static asio::awaitable<void> echoOnce(asio::ip::tcp::acceptor& acceptor)
    {
        auto [error, socket] = co_await acceptor.async_accept(asTuple);
        std::vector<char> chunk(65536);
        while (!error) {
            const auto [ended, count] = co_await socket.async_read_some(asio::buffer(chunk), asTuple);
            if (ended)
                co_return;
            const auto part = asio::buffer(chunk.data(), count);
            co_await asio::async_write(socket, part, asTuple);
        }
    }

    io::IoThread m_io;
};

QTEST_GUILESS_MAIN(ChannelsTest)
#include "channels_test.moc"
