#include "remote/bridge/client/workspace.h"
#include "remote/provision/bring_up.h"
#include "remote/workspaces/connect_host.h"
#include "tests/integration/workspaces/desk.h"
#include "tests/support/test_sshd.h"

#include <QFile>
#include <QStandardPaths>
#include <QTest>

#include <pwd.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace kalpana;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

/// Hosts whose user has another login shell, or start-up files that print. The user database and home folder are
/// replaced in a mount namespace of this program's own, which takes root.
class LoginShellTest final : public QObject {
    Q_OBJECT

    Desk m_desk;

    /// Makes the user's shell and home folder what the test wants, for sshd's of this program.
    void become(const QString& shell)
    {
        const auto home = m_desk.folder.path(u"home"_s);
        QDir().mkpath(home);
        const auto* user = ::getpwuid(::geteuid());
        const auto line = u"%1:x:%2:%3::%4:%5\n"_s.arg(QString::fromUtf8(user->pw_name))
                              .arg(user->pw_uid)
                              .arg(user->pw_gid)
                              .arg(home, shell);
        QByteArray others;
        QFile passwd(u"/etc/passwd"_s);
        QVERIFY(passwd.open(QFile::ReadOnly));
        for (const auto& other : passwd.readAll().split('\n'))
            if (!other.startsWith(QByteArray(user->pw_name) + ':') && !other.isEmpty())
                others += other + '\n';
        const auto made = m_desk.folder.write(u"passwd"_s, line.toUtf8() + others);
        QCOMPARE(::mount(made.toUtf8().constData(), "/etc/passwd", nullptr, MS_BIND, nullptr), 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("mounting takes root");
        QCOMPARE(::unshare(CLONE_NEWNS), 0);
        QCOMPARE(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    }

    void bridgeIsReached_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("startUpFile");
        QTest::newRow("bash that prints") << u"bash"_s << u".bashrc"_s;
        QTest::newRow("csh that prints") << u"tcsh"_s << u".tcshrc"_s;
        QTest::newRow("fish that prints") << u"fish"_s << u".config/fish/config.fish"_s;
    }

    void bridgeIsReached()
    {
        QFETCH(QString, shell);
        QFETCH(QString, startUpFile);
        m_desk.folder.write(u"home/"_s + startUpFile,
                            "echo Welcome to this machine\necho 'no newline at the end' | tr -d '\\n'\n");
        become(QStandardPaths::findExecutable(shell));
        const TestSshd server({.config = {u"SetEnv HOME="_s + m_desk.folder.path(u"home"_s)}});
        const auto record = m_desk.newWorkspace(u"box"_s, m_desk.folder.path(u"project"_s), server.configFile());
        const auto host = workspaces::connectHost(m_desk.io, record, m_desk.user, {});
        QVERIFY2(host.has_value(), qPrintable(host ? QString() : host.error().sentence));
        const provision::Progress progress{.step = [](const provision::StepReport&) {}, .log = [](const QString&) {}};
        const provision::WorkspaceSpec spec{.id = record.id.toStdString(),
                                            .rootFolder = record.folder.toStdString(),
                                            .dataFolder = record.remoteData.toStdString()};
        const auto reached = provision::reachBridge(m_desk.io, *host, spec, progress, {});
        QVERIFY2(reached.has_value(),
                 qPrintable(reached ? QString() : reached.error().sentence + reached.error().detail));
        QCOMPARE(reached->facts.home, m_desk.folder.path(u"home"_s).toStdString());
        QVERIFY(m_desk.io.run(bridge::client::shutdown(reached->client)).has_value());
        QCOMPARE(::umount("/etc/passwd"), 0);
    }

    void shellThatRefuses_isNamed()
    {
        become(QStandardPaths::findExecutable(u"false"_s));
        const TestSshd server({.config = {u"SetEnv HOME="_s + m_desk.folder.path(u"home"_s)}});
        const auto record = m_desk.newWorkspace(u"box"_s, {}, server.configFile());
        const auto host = workspaces::connectHost(m_desk.io, record, m_desk.user, {});
        QVERIFY(host.has_value());
        const provision::Progress progress{.step = [](const provision::StepReport&) {}, .log = [](const QString&) {}};
        const auto reached = provision::reachBridge(m_desk.io, *host, {.id = record.id.toStdString()}, progress, {});
        QVERIFY(!reached.has_value());
        QVERIFY2(reached.error().sentence.contains(u"did not run the commands"_s),
                 qPrintable(reached.error().sentence));
        QCOMPARE(::umount("/etc/passwd"), 0);
    }
};

QTEST_GUILESS_MAIN(LoginShellTest)
#include "login_shell_test.moc"
