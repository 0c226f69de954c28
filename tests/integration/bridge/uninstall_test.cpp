#include "tests/support/process_end.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;

class UninstallTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutYes_itIsListed_andStays()
    {
        const TestBridge bridge;
        const auto run = bridge.run({u"uninstall"_s, u"--data"_s, bridge.data(), u"--runtime"_s, bridge.runtime()});
        QCOMPARE(run.code, 0);
        QVERIFY2(run.out.contains(QDir(bridge.data()).filePath(u"workspaces/"_s).toUtf8()), run.out);
        QVERIFY2(run.out.contains("(runs)"), run.out);
        QVERIFY2(run.out.contains("uninstall --yes"), run.out);
        QCOMPARE(signalProcess(bridge.pid(), 0), 0);
    }

    void withYes_itIsStopped_andNothingOfItIsLeft_butTheUsersOwn()
    {
        const TestBridge bridge;
        bridge.folder().write(u"root/mine"_s, "x");
        QDir().mkpath(bridge.data() + u"/code-server/1.0.0"_s);
        QDir().mkpath(bridge.data() + u"/code-server/.partial"_s);
        QDir().mkpath(bridge.data() + u"/extensions/publisher.name-1.0.0"_s);
        const auto pid = bridge.pid();
        const auto run =
            bridge.run({u"uninstall"_s, u"--yes"_s, u"--data"_s, bridge.data(), u"--runtime"_s, bridge.runtime()});
        QVERIFY2(run.code == 0, run.out + run.err);
        QVERIFY2(run.out.contains("All of it is gone."), run.out);
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(pid), 30000);
        QVERIFY(!QDir(bridge.data()).exists());
        QVERIFY(QFile::exists(bridge.root() + u"/mine"_s));
        QVERIFY(QDir(bridge.runtime()).exists()); // chosen by hand
        const auto again = bridge.run({u"uninstall"_s, u"--data"_s, bridge.data(), u"--runtime"_s, bridge.runtime()});
        QVERIFY2(again.out.contains("nothing of Kalpana"), again.out);
    }

    void socketsInTheirUsualPlace_goToo()
    {
        TemporaryFolder home;
        const auto usual = home.path(u"run"_s);
        QVERIFY(QDir().mkpath(usual + u"/kalpana/someone"_s) && QDir().mkpath(usual + u"/other"_s));
        QFile::setPermissions(usual, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const TestBridge bridge({.variables = {u"XDG_RUNTIME_DIR="_s + usual}});
        const auto run = bridge.run({u"uninstall"_s, u"--yes"_s, u"--data"_s, home.path(u"data"_s)});
        QVERIFY2(run.code == 0, run.out + run.err);
        QVERIFY(!QDir(usual + u"/kalpana"_s).exists());
        QVERIFY(QDir(usual + u"/other"_s).exists());
    }

    void whatIsNotOurs_staysAndIsNamed()
    {
        const TestBridge bridge;
        QFile stranger(bridge.data() + u"/notes.txt"_s);
        QVERIFY(stranger.open(QFile::WriteOnly));
        QVERIFY(QFile::link(bridge.root(), bridge.data() + u"/bridge"_s));
        bridge.folder().write(u"root/mine"_s, "x");
        const auto run =
            bridge.run({u"uninstall"_s, u"--yes"_s, u"--data"_s, bridge.data(), u"--runtime"_s, bridge.runtime()});
        QVERIFY2(run.out.contains("notes.txt is not Kalpana's and stays."), run.out);
        QVERIFY(stranger.exists());
        QVERIFY(QFile::exists(bridge.root() + u"/mine"_s)); // a link in our folder leads nowhere
    }
};

QTEST_GUILESS_MAIN(UninstallTest)
#include "uninstall_test.moc"
