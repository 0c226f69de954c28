#include "remote/bridge/server/processes/listening_ports.h"

#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace kalpana::bridge::server;

class ListeningPortsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void table_isReadForBothFamilies_andListenersOnly()
    {
        const auto sockets = listeningSockets(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100\n"
            "   1: 0100007F:1F91 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100\n"
            "   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 "
            "00:00000000 00000000  1000        0 4713 1 0 100\n");
        QCOMPARE(sockets.size(), 2U);
        QCOMPARE(sockets[0], (ListeningSocket{8080, "127.0.0.1", 4711}));
        QCOMPARE(sockets[1], (ListeningSocket{80, "::1", 4713}));
    }

    void nonsense_isLeftOut()
    {
        QVERIFY(listeningSockets("").empty());
        QVERIFY(listeningSockets("   0: 01:1F90 0:0 0A 0 0 0 0 0 1\n   0: 0100007F:1F90F 0:0 0A 0 0 0 0 0 1\n\n   0:\n"
                                 "   0: 0100007F 0:0 0A 0 0 0 0 0 1\n   0: 0100007F:XYZ 0:0 0A 0 0 0 0 0 1\n")
                    .empty());
    }

    void ownListener_isFound_withProgramAndPort()
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        socklen_t length = sizeof address;
        QCOMPARE(::bind(socket, reinterpret_cast<sockaddr*>(&address), length), 0);
        QCOMPARE(::listen(socket, 1), 0);
        QCOMPARE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length), 0);
        const auto ports = listeningPorts({processAt(::getpid())});
        QCOMPARE(ports.size(), 1U);
        QCOMPARE(ports[0].port, ntohs(address.sin_port));
        QCOMPARE(ports[0].address, "127.0.0.1");
        QCOMPARE(ports[0].pid, ::getpid());
        QVERIFY(!ports[0].argv.empty());
        ::close(socket);
        QVERIFY(listeningPorts({processAt(::getpid())}).empty());
    }
};

QTEST_GUILESS_MAIN(ListeningPortsTest)
#include "listening_ports_test.moc"
