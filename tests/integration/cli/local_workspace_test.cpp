#include "core/workspace/store.h"
#include "tests/integration/cli/local_workspace.h"

#include <QDir>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

/// Commands against a workspace on this computer with the real bridge, without code-server.
class LocalWorkspaceTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<test::LocalWorkspace>(); }
    void cleanup()
    {
        QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0);
        m_workspace.reset();
    }

    void exec_runsInTheFolder_withBothStreamsAndItsExitCode()
    {
        const auto ran = run({u"exec"_s, u"api"_s, u"--"_s, u"cat hello.txt; echo oops >&2; exit 7"_s});
        QCOMPARE(ran.out, "hello\n");
        QCOMPARE(ran.error, "oops\n");
        QCOMPARE(ran.exitCode, 7);
    }

    void exec_passesSeveralWordsAsTheyAre()
    {
        QCOMPARE(run({u"exec"_s, u"api"_s, u"--"_s, u"printf"_s, u"%s|"_s, u"a b"_s, u"$HOME"_s, u"--json"_s}).out,
                 "a b|$HOME|--json|");
    }

    void exec_makesAFolderThatIsMissing()
    {
        auto store = workspace::Store::open(data()).value();
        auto record = store.find(u"api"_s).value();
        record.folder = m_workspace->folder().path(u"new/work"_s);
        QVERIFY(store.update(record).has_value());
        QCOMPARE(run({u"exec"_s, u"api"_s, u"pwd"_s}).out.trimmed(), record.folder.toUtf8());
    }

    void exec_ofAKilledCommand_endsAsShellsDo()
    {
        QCOMPARE(run({u"exec"_s, u"api"_s, u"--"_s, u"kill -TERM $$"_s}).exitCode, 143);
    }

    void exec_asJson_hasOutputAndExit()
    {
        const auto ran = run({u"--json"_s, u"exec"_s, u"api"_s, u"--"_s, u"printf 'gr\\303\\274n'; exit 3"_s});
        QString text;
        for (const auto& object : ran.objects())
            if (object.value("type"_L1) == "output"_L1)
                text += object.value("text"_L1).toString();
        QCOMPARE(text, u"grün"_s);
        QCOMPARE(ran.first("exit"_L1).value("exitCode"_L1), 3);
        QCOMPARE(ran.exitCode, 3);
    }

    void exec_interrupted_endsTheCommand()
    {
        test::RunningKalpanactl exec(
            {u"--json"_s, u"--data-dir"_s, data(), u"exec"_s, u"api"_s, u"--"_s, u"echo $$; exec sleep 1000"_s});
        const auto pid = exec.waitFor("output"_L1).value("text"_L1).toString().trimmed();
        QVERIFY(!pid.isEmpty());
        QCOMPARE(exec.interrupt(), 130);
        QTRY_VERIFY(!QFile::exists(u"/proc/"_s + pid) || isZombie(pid));
    }

    void status_tellsOfTheHost_andStopsWhatItStarted()
    {
        const auto status = run({u"--json"_s, u"status"_s, u"api"_s}).first("workspace"_L1);
        QCOMPARE(status.value("folder"_L1), m_workspace->folder().path(u"work"_s));
        QCOMPARE(status.value("codeServer"_L1)[u"state"_s], u"absent"_s);
        QVERIFY(status.value("memoryTotal"_L1).toDouble() > 0);
        QCOMPARE(status.value("state"_L1), u"closed"_s);
    }

    void forward_reachesAPortOfTheHost_untilInterrupted()
    {
        test::RunningKalpanactl forward(
            {u"--json"_s, u"--data-dir"_s, data(), u"forward"_s, u"api"_s, u"0:localhost:1"_s});
        QVERIFY(forward.waitFor("forward"_L1).value("port"_L1).toInt() > 0);
        QCOMPARE(forward.interrupt(), 0);
    }

    void open_ofAWorkspaceThatNobodyHolds_saysHowToHoldIt()
    {
        const auto ran = run({u"open"_s, u"api"_s});
        QCOMPARE(ran.exitCode, 3);
        QVERIFY2(ran.error.contains("kalpanactl up api"), ran.error);
    }

    void hints_quoteANameForTheShell()
    {
        const auto missing = run({u"up"_s, u"My project"_s});
        QVERIFY2(missing.error.contains("kalpanactl up 'My project' --host HOST"), missing.error);
        auto store = workspace::Store::open(data()).value();
        auto record = store.find(u"api"_s).value();
        record.name = u"My project"_s;
        QVERIFY(store.update(record).has_value());
        const auto closed = run({u"open"_s, u"My project"_s});
        QVERIFY2(closed.error.contains("`kalpanactl up 'My project'`"), closed.error);
        const auto stopped = run({u"stop"_s, u"My project"_s});
        QVERIFY2(stopped.error.contains("`kalpanactl up 'My project'`"), stopped.error);
        record.name = u"api"_s; // for cleanup()
        QVERIFY(store.update(record).has_value());
    }

    void delete_asksFirst_andKeepsTheFolder()
    {
        const auto unasked = run({u"delete"_s, u"api"_s});
        QCOMPARE(unasked.exitCode, 2);
        QVERIFY2(unasked.error.contains("--yes"), unasked.error);
        (void)run({u"exec"_s, u"api"_s, u"true"_s});
        QVERIFY(QDir(m_workspace->folder().path(u"remote/workspaces/api-0001"_s)).exists());

        QCOMPARE(run({u"delete"_s, u"api"_s, u"--yes"_s}).exitCode, 0);

        QVERIFY(!QDir(m_workspace->folder().path(u"remote/workspaces/api-0001"_s)).exists());
        QCOMPARE(m_workspace->folder().read(u"work/hello.txt"_s), "hello\n");
        QCOMPARE(run({u"list"_s}).out, "");
        init(); // for cleanup()
    }

    void up_ofAnotherHostOrFolder_isRefused_onceItHasRun()
    {
        auto store = workspace::Store::open(data()).value();
        auto record = store.find(u"api"_s).value();
        record.lastUsedAt = QDateTime::currentDateTimeUtc();
        QVERIFY(store.update(record).has_value());
        const auto ran = run({u"up"_s, u"api"_s, u"--host"_s, u"elsewhere"_s});
        QCOMPARE(ran.exitCode, 2);
        QVERIFY2(ran.error.contains("lives on this computer"), ran.error);
    }

private:
    [[nodiscard]] QString data() const { return m_workspace->data(); }
    [[nodiscard]] test::Ran run(const QStringList& arguments) const { return m_workspace->run(arguments); }
    static bool isZombie(const QString& pid)
    {
        QFile stat(u"/proc/%1/stat"_s.arg(pid));
        return stat.open(QFile::ReadOnly) && stat.readAll().contains(") Z ");
    }
    std::unique_ptr<test::LocalWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(LocalWorkspaceTest)
#include "local_workspace_test.moc"
