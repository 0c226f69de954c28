#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

namespace {

/// One GET to the gateway, by its loopback address: not every resolver knows *.localhost, which browsers do.
QByteArray get(const QUrl& address, const QByteArray& cookie = {})
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(address.port()));
    socket.write("GET " + address.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                 " HTTP/1.1\r\nHost: " + address.authority().toLatin1() + "\r\nConnection: close\r\n" +
                 (cookie.isEmpty() ? QByteArray() : "Cookie: " + cookie + "\r\n") + "\r\n");
    QByteArray answer;
    (void)QTest::qWaitFor(
        [&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        30000);
    return answer + socket.readAll();
}

QByteArray cookieIn(const QByteArray& answer)
{
    for (const auto& line : answer.split('\n'))
        if (line.toLower().startsWith("set-cookie: "))
            return line.sliced(12).split(';').first().trimmed();
    return {};
}

QUrl addressIn(const QJsonObject& object)
{
    return QUrl(object.value("address"_L1).toString());
}

} // namespace

/// A workspace on this computer with the real bridge and the real code-server.
class UpTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_source = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
        if (m_source.isEmpty())
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
    }
    void cleanupTestCase()
    {
        if (!m_source.isEmpty())
            (void)run({u"stop"_s, u"api"_s});
    }

    void up_installsAndHolds_andOthersAskIt_untilInterrupted()
    {
        test::RunningKalpanactl up(upArguments() + QStringList{u"--host"_s, u"local"_s, u"--folder"_s,
                                                               m_folder.path(u"work"_s), u"--remote-data"_s,
                                                               m_folder.path(u"remote"_s)});
        const auto address = addressIn(up.waitFor("address"_L1));
        QVERIFY2(address.isValid() && !address.isEmpty(), up.out());
        QVERIFY(address.host().endsWith(u".localhost"_s));
        QVERIFY(QDir(m_folder.path(u"work"_s)).exists());

        const auto cookie = cookieIn(get(address));
        QVERIFY(!cookie.isEmpty());
        auto health = address;
        health.setPath(u"/healthz"_s);
        health.setQuery(QString());
        QVERIFY2(get(health, cookie).startsWith("HTTP/1.1 200"), get(health, cookie));
        QVERIFY(get(health).startsWith("HTTP/1.1 401"));
        QVERIFY2(cookieIn(get(address)).isEmpty(), "the address works once");

        QCOMPARE(run({u"--json"_s, u"list"_s}).first("workspace"_L1).value("state"_L1), u"running"_s);
        QVERIFY(!cookieIn(get(QUrl(QString::fromUtf8(run({u"open"_s, u"api"_s}).out.trimmed())))).isEmpty());
        const auto second = kalpanactl(upArguments());
        QCOMPARE(second.exitCode, 0);
        QVERIFY(!cookieIn(get(addressIn(second.first("address"_L1)))).isEmpty());
        QCOMPARE(run({u"exec"_s, u"api"_s, u"--"_s, u"pwd"_s}).out.trimmed(), m_folder.path(u"work"_s).toUtf8());

        QCOMPARE(up.interrupt(), 0);
        const auto after = run({u"--json"_s, u"status"_s, u"api"_s}).first("workspace"_L1);
        QCOMPARE(after.value("state"_L1), u"closed"_s);
        QCOMPARE(after.value("codeServer"_L1)[u"state"_s], u"running"_s);
        m_address = address;
    }

    void secondUp_installsNothing_andKeepsNameAndPort()
    {
        test::RunningKalpanactl up(upArguments());
        const auto address = addressIn(up.waitFor("address"_L1));
        QCOMPARE(address.authority(), m_address.authority());
        const auto steps = test::Ran{.out = up.out()}.objects();
        for (const auto& step : steps)
            if (step.value("name"_L1).toString().startsWith(u"Installing code-server"_s) &&
                step.value("state"_L1) != "running"_L1)
                QCOMPARE(step.value("state"_L1), u"skipped"_s);

        QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0);
        QCOMPARE(up.waitForEnd(), 0);
        const auto after = run({u"--json"_s, u"status"_s, u"api"_s}).first("workspace"_L1);
        QCOMPARE(after.value("codeServer"_L1)[u"state"_s], u"stopped"_s);
    }

    void start_andUpDetached_leaveItRunning_withoutATunnel()
    {
        for (const auto& arguments :
             {QStringList{u"start"_s, u"api"_s}, QStringList{u"up"_s, u"api"_s, u"--detach"_s}}) {
            const auto ran = run(QStringList{u"--code-server-source"_s, m_source} + arguments);
            QVERIFY2(ran.exitCode == 0, ran.error);
            const auto after = run({u"--json"_s, u"status"_s, u"api"_s}).first("workspace"_L1);
            QCOMPARE(after.value("state"_L1), u"closed"_s);
            QCOMPARE(after.value("codeServer"_L1)[u"state"_s], u"running"_s);
        }
        QVERIFY(run({u"logs"_s, u"api"_s}).out.contains("listening"));
    }

private:
    [[nodiscard]] test::Ran run(const QStringList& arguments) const
    {
        return kalpanactl(QStringList{u"--data-dir"_s, m_folder.path(u"data"_s)} + arguments);
    }
    [[nodiscard]] QStringList upArguments() const
    {
        return {u"--json"_s, u"--data-dir"_s, m_folder.path(u"data"_s), u"--code-server-source"_s, m_source,
                u"up"_s,     u"api"_s};
    }
    test::TemporaryFolder m_folder;
    QString m_source;
    QUrl m_address;
};

QTEST_GUILESS_MAIN(UpTest)
#include "up_test.moc"
