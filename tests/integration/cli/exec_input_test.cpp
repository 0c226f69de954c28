#include "tests/integration/cli/local_workspace.h"
#include "tests/integration/cli/terminal_run.h"

#include <QCryptographicHash>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

/// What a command of `kalpanactl exec` reads: the standard input of kalpanactl, as with ssh.
class ExecInputTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<test::LocalWorkspace>(); }
    void cleanup()
    {
        QCOMPARE(m_workspace->run({u"stop"_s, u"api"_s}).exitCode, 0);
        m_workspace.reset();
    }

    void aPipe_isReadToItsEnd()
    {
        const auto ran = exec(u"cat; echo end"_s, "one\ntwo\n");
        QCOMPARE(ran.out, "one\ntwo\nend\n");
        QCOMPARE(ran.exitCode, 0);
    }

    void bytes_comeAsTheyAre()
    {
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all += static_cast<char>(i);
        QCOMPARE(exec(u"cat"_s, all).out, all);
    }

    void noInput_isTheEndAtOnce()
    {
        QCOMPARE(exec(u"wc -c"_s, {}).out.trimmed(), "0");
        QCOMPARE(shell(u"%1 cat <&-; echo $?"_s), "0\n"); // not what kalpanactl opens next
    }

    void twentyMegabytes_areTheSameOnTheOtherSide()
    {
        QByteArray much(20'000'000, Qt::Uninitialized);
        for (qsizetype i = 0; i < much.size(); ++i)
            much[i] = static_cast<char>((i * 7919) >> 5);
        const auto sum = QCryptographicHash::hash(much, QCryptographicHash::Sha256).toHex();
        const auto ran = exec(u"sha256sum"_s, much);
        QCOMPARE(ran.out.left(64), sum);
        qInfo("20 MB in %lld ms", static_cast<long long>(ran.took.count()));
        m_workspace->folder().write(u"much"_s, much);
        QCOMPARE(shell(u"%1 sha256sum < '%2'"_s.arg(u"%1"_s, m_workspace->folder().path(u"much"_s))).left(64), sum);
    }

    void aFolder_goesThroughTar()
    {
        m_workspace->folder().write(u"from/a/b.txt"_s, "deep\n");
        m_workspace->folder().write(u"from/c.txt"_s, "flat\n");
        QCOMPARE(shell(u"tar c -C '%2' . | %1 'mkdir to && tar x -C to' && echo done"_s.arg(
                     u"%1"_s, m_workspace->folder().path(u"from"_s))),
                 "done\n");
        QCOMPARE(m_workspace->folder().read(u"work/to/a/b.txt"_s), "deep\n");
        QCOMPARE(m_workspace->folder().read(u"work/to/c.txt"_s), "flat\n");
    }

    void aNamedPipe_endsWithItsLastWriter()
    {
        QCOMPARE(shell(u"mkfifo named && { echo hi >named & %1 'cat; echo end' <named; }"_s), "hi\nend\n");
    }

    void lines_comeWhileTheInputGoesOn()
    {
        QProcess process;
        start(process, u"while read line; do echo \"got $line\"; done"_s);
        for (const QByteArray line : {"one", "two"}) {
            process.write(line + '\n');
            QTRY_VERIFY(process.canReadLine());
            QCOMPARE(process.readLine(), "got " + line + '\n');
        }
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }

    void aCommandThatNeverReads_holdsTheInputBack()
    {
        QProcess process;
        start(process, u"until [ -e go ]; do sleep 0.02; done; exit 4"_s);
        constexpr qint64 much = 64 << 20;
        constexpr qint64 window = 1 << 20;
        process.write(QByteArray(much, 'x'));
        const auto taken = [&] { return much - process.bytesToWrite(); };
        QTRY_VERIFY_WITH_TIMEOUT(taken() >= window, 30000);
        m_workspace->folder().write(u"work/go"_s, {});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 4);
        QVERIFY2(taken() < 2 * window, qPrintable(QString::number(taken())));
    }

    void aCommandThatEndsFirst_keepsItsExitCode()
    {
        const QByteArray much(8 << 20, 'x');
        const auto early = exec(u"head -c 5; exit 7"_s, much);
        QCOMPARE(early.out, "xxxxx");
        QCOMPARE(early.exitCode, 7);
        QCOMPARE(exec(u"exit 3"_s, much).exitCode, 3);
        QCOMPARE(exec(u"exec <&-; echo closed; exit 5"_s, much).exitCode, 5);
        QCOMPARE(shell(u"yes | %1 'head -n 1'; echo ${PIPESTATUS[1]}"_s), "y\n0\n"); // an input without an end
    }

    void whatStaysInTheBackground_isNotWaitedFor()
    {
        QProcess process;
        start(process, u"sleep 1000 <&0 >/dev/null 2>&1 & echo $!"_s);
        QVERIFY(process.waitForFinished()); // though its input is still open
        QCOMPARE(process.exitCode(), 0);
        const auto pid = QString::fromUtf8(process.readAll().trimmed());
        QCOMPARE(m_workspace->run({u"exec"_s, u"api"_s, u"--"_s, u"kill "_s + pid}).exitCode, 0);
    }

    void whatCannotBeRead_isSaid()
    {
        const auto said = shell(u"%1 cat < / 2>&1; echo $?"_s);
        QVERIFY2(said.contains("Standard input can't be read") && said.endsWith("\n2\n"), said);
    }

    void aTerminal_givesItsLines_andEndsWithCtrlD()
    {
        test::TerminalRun run(m_workspace->arguments(
            {u"exec"_s, u"api"_s, u"--"_s, u"while read line; do echo \"got <$line>\"; done; echo end; exit 6"_s}));
        run.type("first line\n");
        QVERIFY2(run.waitFor("got <first line>"), run.screen());
        run.type("\x04");
        QVERIFY2(run.waitFor("end"), run.screen());
        QCOMPARE(run.waitForEnd(), 6);
    }

    void aTerminalsCtrlC_endsTheCommand()
    {
        test::TerminalRun run(
            m_workspace->arguments({u"exec"_s, u"api"_s, u"--"_s, u"echo $$ >pid; echo ready; exec cat"_s}));
        QVERIFY2(run.waitFor("ready"), run.screen());
        run.type("\x03");
        QCOMPARE(run.waitForEnd(), 130);
        const auto pid = QString::fromUtf8(m_workspace->folder().read(u"work/pid"_s).trimmed());
        QTRY_VERIFY(!QFile::exists(u"/proc/"_s + pid));
    }

private:
    [[nodiscard]] test::Ran exec(const QString& command, const QByteArray& input) const
    {
        return m_workspace->run({u"exec"_s, u"api"_s, u"--"_s, command}, input);
    }
    void start(QProcess& process, const QString& command) const
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(test::kalpanactlProgram(), m_workspace->arguments({u"exec"_s, u"api"_s, u"--"_s, command}));
    }
    /// What a line of bash prints, in which %1 is `kalpanactl … exec api --`.
    [[nodiscard]] QByteArray shell(const QString& line) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.setWorkingDirectory(m_workspace->folder().path());
        process.start(u"bash"_s, {u"-c"_s, line.arg(u"'%1' --data-dir '%2' exec api --"_s.arg(test::kalpanactlProgram(),
                                                                                              m_workspace->data()))});
        return process.waitForFinished(60000) ? process.readAllStandardOutput() : QByteArray("did not end");
    }

    std::unique_ptr<test::LocalWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(ExecInputTest)
#include "exec_input_test.moc"
