#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

namespace {

constexpr auto config = R"(
Include more.conf
Host box b*.example
    HostName 192.0.2.%h
Host box
    HostName box.internal
    User builder
    Port 2222
    IdentityFile ~/.ssh/%r_key
    IdentityFile ~/.ssh/other
    IdentitiesOnly yes
    StrictHostKeyChecking accept-new
    UserKnownHostsFile ~/.ssh/known_%h
    ConnectTimeout 1m
Host *
    User nobody
    Port 22022
)";

} // namespace

class SshConfigTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLine_isOneOfSshs_data()
    {
        QTest::addColumn<QString>("host");
        for (const auto& host : {u"box"_s, u"b1.example"_s, u"plain"_s, u"me@plain"_s})
            QTest::newRow(qPrintable(host)) << host;
    }
    void everyLine_isOneOfSshs()
    {
        QFETCH(QString, host);
        const test::TemporaryFolder folder;
        const auto file = folder.write(u"config"_s, config);
        QProcess ssh;
        ssh.start(u"ssh"_s, {u"-G"_s, u"-F"_s, file, host});
        QVERIFY(ssh.waitForFinished());
        // ssh takes the home folder from the user database, where a test has one of its own in HOME.
        const auto expected =
            ssh.readAllStandardOutput()
                .replace(::getpwuid(::getuid())->pw_dir + QByteArray("/.ssh"), QDir::homePath().toUtf8() + "/.ssh")
                .split('\n');
        const auto ran = kalpanactl({u"-F"_s, file, u"ssh-config"_s, host});
        QCOMPARE(ran.exitCode, 0);
        const auto lines = ran.out.trimmed().split('\n');
        QVERIFY(lines.size() > 8);
        for (const auto& line : lines)
            QVERIFY2(expected.contains(line), line);
    }

    void hosts_areThisComputer_andTheLiteralNames()
    {
        const test::TemporaryFolder folder;
        folder.write(u"more"_s, "Host=included !not\n");
        const auto file = folder.write(u"config"_s, QByteArray(config) + "Host box jump\n  ProxyJump box\nInclude " +
                                                        folder.path(u"more"_s).toUtf8() + "\n");
        const auto ran = kalpanactl({u"-F"_s, file, u"hosts"_s, u"--json"_s});
        QCOMPARE(ran.exitCode, 0);
        QStringList names;
        const auto objects = ran.objects();
        for (const auto& object : objects)
            names << object.value("name"_L1).toString();
        QCOMPARE(names, (QStringList{u"local"_s, u"box"_s, u"jump"_s, u"included"_s}));
        QCOMPARE(objects[1].value("usable"_L1), false); // ProxyJump applies to box too
        QVERIFY(objects[1].value("reason"_L1).toString().contains(file));
    }

    void missingFileAndBrokenLine_areNamed()
    {
        const test::TemporaryFolder folder;
        const auto missing = kalpanactl({u"-F"_s, folder.path(u"none"_s), u"hosts"_s});
        QCOMPARE(missing.exitCode, 10);
        QVERIFY2(missing.error.contains(folder.path(u"none"_s).toUtf8()), missing.error);
        const auto file = folder.write(u"config"_s, "Host a\n  Port many\n");
        const auto broken = kalpanactl({u"-F"_s, file, u"ssh-config"_s, u"a"_s});
        QCOMPARE(broken.exitCode, 10);
        QVERIFY2(broken.error.contains(file.toUtf8() + ":2"), broken.error);
    }
};

QTEST_GUILESS_MAIN(SshConfigTest)
#include "ssh_config_test.moc"
