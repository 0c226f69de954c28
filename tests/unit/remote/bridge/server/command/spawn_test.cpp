#include "remote/bridge/server/command/cgroup.h"
#include "remote/bridge/server/command/spawn.h"
#include "tests/support/temporary_folder.h"

#include <QScopeGuard>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class SpawnTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;

    Code codeOf(const QString& program) const
    {
        const auto pid = spawn({.argv = {program.toStdString()}, .environment = Environment::own()});
        return pid ? static_cast<Code>(-1) : pid.error().code;
    }

private Q_SLOTS:
    void program_runsInItsOwnGroup_withItsExitCode()
    {
        const auto pid = spawn({.argv = {"sh", "-c", "exit 5"}, .environment = Environment::own()});
        QVERIFY(pid.has_value());
        int status = 0;
        QCOMPARE(::waitpid(*pid, &status, 0), *pid);
        QCOMPARE(WEXITSTATUS(status), 5);
    }

    void nothingOfOurs_isLeftOpenInIt()
    {
        auto pipe = makePipe(Direction::FromChild);
        const auto pid =
            spawn({.argv = {"ls", "/proc/self/fd"}, .environment = Environment::own(), .output = pipe->theirs.get()});
        QVERIFY(pid.has_value());
        ::waitpid(*pid, nullptr, 0);
        char text[64] = {};
        QVERIFY(::read(pipe->ours.get(), text, sizeof text - 1) > 0);
        QCOMPARE(QByteArray(text).simplified(), QByteArray("0 1 2 3")); // 3 is the folder that ls reads
    }

    void whatCannotBeRun_saysWhy()
    {
        QCOMPARE(codeOf(u"no-such-program"_s), Code::NotFound);
        QCOMPARE(codeOf(m_folder.path(u"missing"_s)), Code::NotFound);
        QCOMPARE(codeOf(m_folder.write(u"plain"_s, "text")), Code::NotExecutable);
        const auto script = m_folder.write(u"script"_s, "#!/no/such/interpreter\n");
        ::chmod(script.toUtf8().constData(), 0755);
        QCOMPARE(codeOf(script), Code::NotExecutable);
        const auto bytes = m_folder.write(u"bytes"_s, QByteArray("\1\2\3\4"));
        ::chmod(bytes.toUtf8().constData(), 0755);
        QCOMPARE(codeOf(bytes), Code::NotExecutable);
    }

    void whatHangsBeforeItStarts_isGivenUp()
    {
        // A frozen cgroup holds the child before its exec, as a disk that does not answer does.
        Cgroups cgroups(m_folder.path(u"owner"_s).toStdString());
        const auto frozen = cgroups.make();
        if (!frozen)
            QSKIP("This user may make no cgroups here.");
        const UniqueFd freeze(::openat(frozen->folder(), "cgroup.freeze", O_WRONLY | O_CLOEXEC));
        QVERIFY(freeze && ::write(freeze.get(), "1", 1) == 1);
        const auto gone = qScopeGuard([&] {
            QVERIFY(QTest::qWaitFor([&] {
                while (::waitpid(-1, nullptr, WNOHANG) > 0) {
                }
                return frozen->remove();
            }));
        });
        const auto pid = spawn({.argv = {"sh", "-c", "exit 0"},
                                .environment = Environment::own(),
                                .cgroup = frozen->folder(),
                                .longestStart = std::chrono::milliseconds(50)});
        QVERIFY(!pid);
        QCOMPARE(pid.error().code, Code::Timeout);
        QVERIFY(pid.error().message.contains("could not be started in time"));
    }

    void environmentOfAnotherCodeServer_isLeftOut()
    {
        qputenv("VSCODE_IPC_HOOK_CLI", "/tmp/x.sock");
        qputenv("KEPT", "yes");
        const auto environment = Environment::own();
        QCOMPARE(environment.value("VSCODE_IPC_HOOK_CLI"), "");
        QCOMPARE(environment.value("KEPT"), "yes");
    }
};

QTEST_GUILESS_MAIN(SpawnTest)
#include "spawn_test.moc"
