#include "app/cli/port_forward.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using cli::ForwardSpec;

class PortForwardTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void forwards_areReadAsSshReadsThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("bind");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("hostPort");
        QTest::newRow("plain") << u"8080:localhost:3000"_s << u"127.0.0.1"_s << 8080 << u"localhost"_s << 3000;
        QTest::newRow("bind") << u"10.0.0.1:80:db:5432"_s << u"10.0.0.1"_s << 80 << u"db"_s << 5432;
        QTest::newRow("any") << u"*:0:db:1"_s << u"0.0.0.0"_s << 0 << u"db"_s << 1;
        QTest::newRow("localhost") << u"localhost:1:db:1"_s << u"127.0.0.1"_s << 1 << u"db"_s << 1;
        QTest::newRow("IPv6") << u"[::1]:1:[fe80::1]:65535"_s << u"::1"_s << 1 << u"fe80::1"_s << 65535;
    }
    void forwards_areReadAsSshReadsThem()
    {
        QFETCH(QString, text);
        QFETCH(QString, bind);
        QFETCH(int, port);
        QFETCH(QString, host);
        QFETCH(int, hostPort);
        const ForwardSpec expected{
            .bind = bind, .port = static_cast<quint16>(port), .host = host, .hostPort = static_cast<quint16>(hostPort)};
        QCOMPARE(cli::parseForward(text).value(), expected);
    }

    void nonsense_isRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto& text :
             {u""_s, u"80"_s, u"80:host"_s, u"host:80"_s, u"80:host:0"_s, u"65536:host:80"_s, u"80:host:99999"_s,
              u"::1:80:host:80"_s, u"a:b:c:d:e"_s, u"80::80"_s, u"80:host:80 "_s})
            QTest::newRow(qPrintable(text)) << text;
    }
    void nonsense_isRefused()
    {
        QFETCH(QString, text);
        const auto refused = cli::parseForward(text);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Usage);
    }

    void connection_isCarriedBothWays_andEndsWithTheForward()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        io::IoThread io;
        cli::PortForward forward(io.executor(), {.port = 0, .host = u"127.0.0.1"_s, .hostPort = server.serverPort()},
                                 [](const Error&) {});
        const auto port = io.call([&] { return forward.listen(); });
        QVERIFY(port.has_value());
        std::stop_source stop;
        std::jthread carrying([&] {
            const auto host = std::make_shared<host::LocalHost>(io.executor());
            const auto ended = io.run(forward.carry(host), stop.get_token());
            QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        });

        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, *port);
        client.write("hello");
        QTRY_VERIFY(server.hasPendingConnections());
        auto* accepted = server.nextPendingConnection();
        QTRY_COMPARE(accepted->bytesAvailable(), 5);
        QCOMPARE(accepted->readAll(), "hello");
        accepted->write("world");
        QTRY_COMPARE(client.bytesAvailable(), 5);
        accepted->disconnectFromHost();
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);

        QTcpSocket second;
        second.connectToHost(QHostAddress::LocalHost, *port);
        QTRY_VERIFY(server.hasPendingConnections());
        stop.request_stop();
        carrying.join();
        QTRY_COMPARE(second.state(), QAbstractSocket::UnconnectedState);
    }

    void closedPortThere_isReported_andTheNextConnectionIsCarried()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto closed = server.serverPort();
        server.close();
        io::IoThread io;
        std::atomic<int> refusals = 0;
        cli::PortForward forward(io.executor(), {.port = 0, .host = u"127.0.0.1"_s, .hostPort = closed},
                                 [&](const Error&) { ++refusals; });
        const auto port = io.call([&] { return forward.listen(); });
        std::stop_source stop;
        std::jthread carrying(
            [&] { (void)io.run(forward.carry(std::make_shared<host::LocalHost>(io.executor())), stop.get_token()); });
        for (int attempt = 1; attempt <= 2; ++attempt) {
            QTcpSocket client;
            client.connectToHost(QHostAddress::LocalHost, *port);
            QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
            QTRY_COMPARE(refusals.load(), attempt);
        }
        stop.request_stop();
    }

    void takenPort_isAConflict()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        io::IoThread io;
        cli::PortForward forward(io.executor(), {.port = server.serverPort(), .host = u"h"_s, .hostPort = 1},
                                 [](const Error&) {});
        const auto refused = io.call([&] { return forward.listen(); });
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(refused.error().sentence.contains(QString::number(server.serverPort())));
    }
};

QTEST_GUILESS_MAIN(PortForwardTest)
#include "port_forward_test.moc"
