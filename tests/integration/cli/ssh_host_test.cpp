#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/integration/cli/terminal_run.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_sshd.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;
using test::TestSshd;

/// What kalpanactl says and how it ends when it meets a real sshd, friendly or not.
class SshHostTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_data = std::make_unique<test::TemporaryFolder>(); }

    void hostThatIsNotThere_isSaid_andNotRemembered()
    {
        const TestSshd server;
        for (const auto& [line, code] : {std::pair(u"HostName nosuch.invalid"_s, 20), std::pair(u"Port 1"_s, 4)}) {
            const auto ran = up(server.configFile(u"box"_s, {line}));
            QCOMPARE(ran.exitCode, code);
            QVERIFY2(ran.error.contains("box") || ran.error.contains("nosuch.invalid"), ran.error);
            QCOMPARE(list(), QByteArray());
        }
    }

    void unknownHostKey_withoutATerminal_isRefused_withItsFingerprint()
    {
        const TestSshd server;
        const auto ran = up(server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + m_data->path(u"known"_s)}));
        QCOMPARE(ran.exitCode, 5);
        QVERIFY2(ran.error.contains("SHA256:"), ran.error);
        QVERIFY2(ran.error.contains(m_data->path(u"known"_s).toUtf8()), ran.error);
        QVERIFY(!QFile::exists(m_data->path(u"known"_s)));
        QCOMPARE(list(), QByteArray());
    }

    void unknownHostKey_onATerminal_isAsked_andNoIsNo_andYesIsKept()
    {
        const TestSshd server;
        const auto config = server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + m_data->path(u"known"_s)});
        {
            test::TerminalRun run(upArguments(config));
            QVERIFY2(run.waitFor("SHA256:"), run.screen());
            QVERIFY2(run.waitFor("[yes/no]"), run.screen());
            run.type("perhaps\n");
            QVERIFY2(run.waitFor("[yes/no]"), run.screen());
            run.type("no\n");
            QCOMPARE(run.waitForEnd(), 5);
            QVERIFY(!QFile::exists(m_data->path(u"known"_s)));
        }
        test::TerminalRun run(upArguments(config));
        QVERIFY2(run.waitFor("[yes/no]"), run.screen());
        run.type("yes\n");
        QVERIFY2(run.waitFor("Looking at"), run.screen());
        run.type("\x03");
        QCOMPARE(run.waitForEnd(), 130);
        (void)kalpanactl(
            {u"--data-dir"_s, m_data->path(), u"stop"_s, u"api"_s}); // the bridge may have been started meanwhile
        QVERIFY(m_data->read(u"known"_s).contains(server.hostKeyLine()));
    }

    void changedHostKey_isRefused_namingFileAndLine()
    {
        const TestSshd server;
        const TestSshd other;
        const auto known = m_data->write(u"known"_s, "# mine\n[127.0.0.1]:" + QByteArray::number(server.port()) + ' ' +
                                                         other.hostKeyLine() + '\n');
        const auto ran = up(server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + known}));
        QCOMPARE(ran.exitCode, 5);
        QVERIFY2(ran.error.contains(known.toUtf8() + ":2"), ran.error);
    }

    void keyThatIsNotLetIn_isAuthentication()
    {
        const TestSshd server({.config = {u"PasswordAuthentication no"_s, u"KbdInteractiveAuthentication no"_s},
                               .clientKeyIsAuthorized = false});
        const auto ran = up(server.configFile());
        QCOMPARE(ran.exitCode, 6);
        QVERIFY2(ran.error.contains("box"), ran.error);
        QCOMPARE(list(), QByteArray());
    }

    void forward_carriesThroughSsh_andAgainAfterTheConnectionWasLost()
    {
        TestSshd server;
        remember(server.configFile());
        QTcpServer there;
        QVERIFY(there.listen(QHostAddress::LocalHost));
        test::RunningKalpanactl forward({u"--json"_s, u"--data-dir"_s, m_data->path(), u"forward"_s, u"api"_s,
                                         u"0:127.0.0.1:%1"_s.arg(there.serverPort())});
        const auto port = forward.waitFor("forward"_L1).value("port"_L1).toInt();
        QVERIFY2(port > 0, forward.out());
        QVERIFY(carries(port, there));
        server.killConnections();
        QVERIFY2(!forward.waitFor("note"_L1).isEmpty(), forward.out());
        QTRY_VERIFY_WITH_TIMEOUT(carries(port, there), 20000);
        QCOMPARE(forward.interrupt(), 0);
    }

    void hostOfAnSshAddress_isResolvedToo()
    {
        const TestSshd server;
        const auto ran = kalpanactl({u"ssh-config"_s, u"ssh://%1"_s.arg(server.destination())});
        QCOMPARE(ran.exitCode, 0);
        QVERIFY2(ran.out.contains("port " + QByteArray::number(server.port())), ran.out);
        QVERIFY(ran.out.contains("hostname 127.0.0.1"));
    }

private:
    [[nodiscard]] QStringList upArguments(const QString& config) const
    {
        return {u"--data-dir"_s,
                m_data->path(),
                u"-F"_s,
                config,
                u"up"_s,
                u"api"_s,
                u"--host"_s,
                u"box"_s,
                u"--detach"_s,
                u"--remote-data"_s,
                m_data->path(u"remote"_s)};
    }
    [[nodiscard]] test::Ran up(const QString& config) const { return kalpanactl(upArguments(config)); }
    [[nodiscard]] QByteArray list() const { return kalpanactl({u"--data-dir"_s, m_data->path(), u"list"_s}).out; }
    void remember(const QString& config) const
    {
        auto store = workspace::Store::open(m_data->path()).value();
        QVERIFY(store.insert({.id = u"ssh-host-0001"_s, .name = u"api"_s, .host = u"box"_s, .sshConfig = config})
                    .has_value());
    }
    /// One connection to the forwarded port arrives, and bytes come back.
    static bool carries(int port, QTcpServer& there)
    {
        QTcpSocket here;
        here.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
        here.write("x");
        if (!QTest::qWaitFor(
                [&] { return there.hasPendingConnections() || here.state() == QAbstractSocket::UnconnectedState; },
                10000) ||
            !there.hasPendingConnections())
            return false;
        const std::unique_ptr<QTcpSocket> accepted(there.nextPendingConnection());
        accepted->write("back");
        return QTest::qWaitFor([&] { return here.bytesAvailable() == 4; }, 10000);
    }
    std::unique_ptr<test::TemporaryFolder> m_data;
};

QTEST_GUILESS_MAIN(SshHostTest)
#include "ssh_host_test.moc"
