#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/integration/cli/terminal_run.h"
#include "tests/support/signal_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_sshd.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;
using test::TerminalRun;

/// `kalpanactl terminal` in a real terminal, attached through a real sshd.
class TerminalSessionTest final : public QObject {
    Q_OBJECT

    test::TestSshd m_server;
    std::unique_ptr<test::TemporaryFolder> m_folder;

    QStringList words(const QStringList& arguments) const
    {
        return QStringList{u"--data-dir"_s, m_folder->path(u"data"_s)} + arguments;
    }
    test::Ran run(const QStringList& arguments) const { return kalpanactl(words(arguments)); }
    QList<QJsonObject> terminals() const { return run({u"--json"_s, u"terminals"_s, u"api"_s}).objects(); }
    /// Of the bridge that serves this test's workspace; 0 where none does.
    int bridgePid() const
    {
        for (const auto& entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
            QFile file(u"/proc/"_s + entry + u"/cmdline"_s);
            if (entry.toInt() == 0 || !file.open(QFile::ReadOnly))
                continue;
            const auto words = file.readAll();
            if (words.contains("/kalpana-bridge") && words.contains("serve") &&
                words.contains(m_folder->path(u"remote"_s).toUtf8()))
                return entry.toInt();
        }
        return 0;
    }
    /// The number of a new one that nobody is attached to.
    QString make(const QString& script) const
    {
        return QString::fromUtf8(run({u"terminal"_s, u"api"_s, u"--detach"_s, u"--"_s, script}).out.trimmed());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<test::TemporaryFolder>();
        auto store = workspace::Store::open(m_folder->path(u"data"_s)).value();
        QVERIFY(store
                    .insert({.id = u"api-0001"_s,
                             .name = u"api"_s,
                             .host = u"box"_s,
                             .folder = m_folder->path(u"work"_s),
                             .remoteData = m_folder->path(u"remote"_s),
                             .sshConfig = m_server.configFile()})
                    .has_value());
    }
    void cleanup() { QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0); }

    void typing_isSeen_andTheProgramsExitCodeIsOurs()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"read word; echo \"got <$word>\"; exit 7"_s}));
        QVERIFY2(here.waitForRaw(), here.screen());
        here.type("hello\r");
        QVERIFY2(here.waitFor("got <hello>"), here.screen());
        QVERIFY2(here.waitFor("Terminal 1 of \"api\" has ended: exit code 7."), here.screen());
        QCOMPARE(here.waitForEnd(), 7);
        QVERIFY(here.isCooked());
        const auto killed = make(u"kill -TERM $$"_s);
        TerminalRun other(words({u"terminal"_s, u"api"_s, killed}));
        QCOMPARE(other.waitForEnd(), 128 + SIGTERM);
        QVERIFY2(other.screen().contains("SIGTERM"), other.screen());
    }

    void detaching_leavesItRunning_andAttachingAgainShowsTheSameScreen()
    {
        const auto script = u"printf '\\033[?1049h\\033[2J\\033[3;5Ha full screen\\033[?25l\\033[?1000h'; read x; "
                            "printf '\\033[5;1Hread %s' \"$x\"; read y; exit 4"_s;
        {
            TerminalRun here(words({u"terminal"_s, u"api"_s, u"--title"_s, u"editor"_s, u"--"_s, script}));
            QVERIFY2(here.waitFor("a full screen"), here.screen());
            here.type("\x02\x02\r"); // One Ctrl-b.
            QVERIFY2(here.waitFor("read \x02"), here.screen());
            here.type("\x02");
            here.type("d");
            QVERIFY2(here.waitFor("\x1b[?1049l"), here.screen());
            QVERIFY2(here.waitFor("1006;"), "what the program had set is taken back");
            QVERIFY2(here.waitFor("Detached from terminal 1 of \"api\""), here.screen());
            QCOMPARE(here.waitForEnd(), 0);
            QVERIFY(here.isCooked());
        }
        const auto listed = terminals();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0].value("state"_L1), u"running"_s);
        QCOMPARE(listed[0].value("clients"_L1), 0);
        QCOMPARE(listed[0].value("title"_L1), u"editor"_s);
        QCOMPARE(listed[0].value("command"_L1).toArray().size(), 3);
        TerminalRun again(words({u"terminal"_s, u"api"_s}));
        QVERIFY2(again.waitFor("\x1b[?1049h"), again.screen());
        QVERIFY2(again.waitFor("a full screen"), again.screen());
        QVERIFY2(again.waitFor("read "), again.screen());
        again.type("\r");
        QCOMPARE(again.waitForEnd(), 4);
    }

    void lostConnection_isSaid_andComesBackWithTheScreen()
    {
        TerminalRun here(
            words({u"terminal"_s, u"api"_s, u"--"_s, u"echo first; while read word; do echo \"got <$word>\"; done"_s}));
        QVERIFY2(here.waitFor("first"), here.screen());
        here.type("one\r");
        QVERIFY2(here.waitFor("got <one>"), here.screen());
        m_server.killConnections();
        QVERIFY2(here.waitFor("The connection was lost"), here.screen());
        QVERIFY2(here.waitFor("\x1b[2J"), here.screen());
        QVERIFY2(here.waitFor("got <one>"), here.screen());
        here.type("two\r");
        QVERIFY2(here.waitFor("got <two>"), here.screen());
        m_server.kill();
        QVERIFY2(here.waitFor("The connection was lost"), here.screen());
        here.type("\x02"
                  "d");
        QCOMPARE(here.waitForEnd(), 0);
        QVERIFY(here.isCooked());
        m_server.restart();
    }

    void whatTheProgramDoesNotRead_isSaidAtTheFoot_andAfterwards()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"stty raw -echo; echo ready; sleep 1000"_s}));
        QVERIFY2(here.waitFor("ready"), here.screen());
        here.type(QByteArray(5 << 20, 'x'));
        QVERIFY2(here.waitFor("The program does not read what is typed: "), here.screen().right(400));
        QVERIFY2(here.waitFor(" bytes did not reach it. Ctrl-b d leaves it running."), here.screen().right(400));
        here.type("\x02"
                  "d");
        QVERIFY2(here.waitFor("The program in terminal 1 of \"api\" did not read what was typed: "),
                 here.screen().right(400));
        QVERIFY2(here.waitFor("Detached from terminal 1"), here.screen().right(400));
        QCOMPARE(here.waitForEnd(), 0);
    }

    void windowsSize_isTheTerminals_alsoWhenItChanges()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"while read x; do stty size; done"_s}));
        here.resize(31, 99);
        QVERIFY2(here.waitForRaw(), here.screen());
        here.type("\r");
        QVERIFY2(here.waitFor("31 99"), here.screen());
        here.resize(20, 70);
        QVERIFY(QTest::qWaitFor([&] { return terminals()[0].value("columns"_L1) == 70; }, 20000));
        here.type("\r");
        QVERIFY2(here.waitFor("20 70"), here.screen());
    }

    void signal_stopsItHere_withTheTerminalAsItWas_andNotThere_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("code");
        QTest::newRow("SIGTERM") << SIGTERM << 130;
        QTest::newRow("SIGHUP") << SIGHUP << 130;
        QTest::newRow("SIGINT") << SIGINT << 130;
        QTest::newRow("SIGQUIT") << SIGQUIT << -1;
        QTest::newRow("SIGSEGV") << SIGSEGV << -1;
    }

    void signal_stopsItHere_withTheTerminalAsItWas_andNotThere()
    {
        QFETCH(int, signal);
        QFETCH(int, code);
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"printf '\\033[?1049hfull'; read x"_s}));
        QVERIFY2(here.waitFor("full"), here.screen());
        QVERIFY(!here.isCooked());
        here.signal(signal);
        QCOMPARE(here.waitForEnd(), code);
        QVERIFY(here.isCooked());
        QVERIFY2(here.waitFor("\x1b[?1049l"), here.screen());
        QCOMPARE(terminals()[0].value("state"_L1), u"running"_s);
    }

    void closedWindow_endsIt_andNotTheProgramThere()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"printf '\\033[?1049hfull'; read x"_s}));
        QVERIFY2(here.waitFor("full"), here.screen());
        here.close();
        QCOMPARE(here.waitForEnd(), 130);
        QTRY_COMPARE(terminals()[0].value("clients"_L1), 0);
        QCOMPARE(terminals()[0].value("state"_L1), u"running"_s);
    }

    void withoutATerminal_itIsSaid_andDetachAndEndAndListWork()
    {
        const auto refused = run({u"terminal"_s, u"api"_s});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.error.contains("needs a terminal on standard input and output"), refused.error);
        const auto number = make(u"sleep 1000"_s);
        QCOMPARE(number, u"1"_s);
        const auto table = run({u"terminals"_s, u"api"_s});
        QVERIFY2(table.out.contains("sleep 1000") && table.out.contains("running"), table.out);
        QCOMPARE(run({u"terminal"_s, u"api"_s, u"--end"_s}).exitCode, 2);
        QCOMPARE(run({u"terminal"_s, u"api"_s, u"4711"_s, u"--end"_s}).exitCode, 3);
        QCOMPARE(run({u"terminal"_s, u"api"_s, number, u"--new"_s}).exitCode, 2);
        const auto ended = run({u"terminal"_s, u"api"_s, number, u"--end"_s});
        QVERIFY2(ended.exitCode == 0 && ended.error.contains("is ended"), ended.error);
        QVERIFY(terminals().isEmpty());
    }

    void inTmux_itOutlivesTheBridge_andStopEndsIt()
    {
        const auto number = QString::fromUtf8(run({u"terminal"_s, u"api"_s, u"--tmux"_s, u"--detach"_s, u"--"_s,
                                                   u"echo $$ > pid; while read x; do echo \"got <$x>\"; done"_s})
                                                  .out.trimmed());
        const auto pid = [this] { return m_folder->read(u"work/pid"_s).trimmed().toInt(); };
        QTRY_VERIFY_WITH_TIMEOUT(pid() != 0, 20000);
        TerminalRun here(words({u"terminal"_s, u"api"_s, number}));
        QVERIFY2(here.waitForRaw(), here.screen());
        here.type("one\r");
        QVERIFY2(here.waitFor("got <one>"), here.screen());
        QCOMPARE(terminals()[0].value("backing"_L1), u"tmux"_s);
        const auto before = bridgePid();
        QVERIFY(before > 0);
        test::signalProcess(before, SIGKILL);
        QVERIFY2(here.waitFor("The connection was lost"), here.screen());
        QVERIFY2(here.waitFor("got <one>"), here.screen());
        // What is typed before tmux's client has taken the terminal over is lost.
        QVERIFY2(QTest::qWaitFor(
                     [&] {
                         here.type("two\r");
                         return here.screen().contains("got <two>");
                     },
                     20000),
                 here.screen());
        QVERIFY(bridgePid() != before);
        here.type("\x02"
                  "d");
        QCOMPARE(here.waitForEnd(), 0);
        QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0);
        QFile stat(u"/proc/%1/stat"_s.arg(pid()));
        QVERIFY(!stat.open(QFile::ReadOnly) || stat.readAll().contains(") Z "));
    }

    void killedBridge_endsWhatDoesNotLiveInTmux_andItIsRunAgain()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"read x; echo \"got <$x>\"; exit 3"_s}));
        QVERIFY2(here.waitForRaw(), here.screen());
        QTRY_VERIFY_WITH_TIMEOUT(bridgePid() > 0 && !terminals().isEmpty(), 20000);
        test::signalProcess(bridgePid(), SIGKILL);
        QVERIFY2(here.waitFor("has ended: The bridge was restarted."), here.screen());
        QCOMPARE(here.waitForEnd(), 1);
        QVERIFY(here.isCooked());
        QCOMPARE(run({u"terminal"_s, u"api"_s, u"--again"_s}).exitCode, 2);
        TerminalRun again(words({u"terminal"_s, u"api"_s, u"1"_s, u"--again"_s}));
        QVERIFY2(again.waitForRaw(), again.screen());
        again.type("once more\r");
        QVERIFY2(again.waitFor("got <once more>"), again.screen());
        QCOMPARE(again.waitForEnd(), 3);
    }

    void questionWhenItConnectsAgain_isAskedOnTheTerminalAsItWas()
    {
        const auto known = m_folder->write(u"known"_s, m_server.knownHostsLine() + '\n');
        {
            auto store = workspace::Store::open(m_folder->path(u"data"_s)).value();
            auto record = store.find(u"api"_s).value();
            record.sshConfig = m_server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + known});
            QVERIFY(store.update(record).has_value());
        }
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"echo here; read x; echo \"got <$x>\"; read y"_s}));
        QVERIFY2(here.waitFor("here"), here.screen());
        QVERIFY(QFile::remove(known));
        m_server.killConnections();
        QVERIFY2(here.waitFor("[yes/no]"), here.screen());
        QVERIFY(here.isCooked());
        here.type("yes\n");
        QVERIFY2(here.waitFor("\x1b[2J"), here.screen());
        QVERIFY(here.waitForRaw());
        here.type("typed\r");
        QVERIFY2(here.waitFor("got <typed>"), here.screen());
    }

    void stoppedHere_itIsRawAgain_whenItGoesOn()
    {
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, u"echo here; read x"_s}));
        QVERIFY2(here.waitFor("here"), here.screen());
        here.signal(SIGSTOP);
        here.makeCooked();
        QVERIFY(here.isCooked());
        here.signal(SIGCONT);
        QVERIFY(here.waitForRaw());
    }

    void sizeThatAnotherSets_isDrawnAnew_andTypingTakesItBack()
    {
        const auto script = u"echo the first line; trap 'stty size' WINCH; while :; do read y; done"_s;
        TerminalRun here(words({u"terminal"_s, u"api"_s, u"--"_s, script}));
        here.resize(24, 80);
        QVERIFY2(here.waitFor("the first line"), here.screen());
        TerminalRun other(words({u"terminal"_s, u"api"_s, u"1"_s}));
        other.resize(24, 80);
        QVERIFY2(other.waitFor("the first line"), other.screen());
        other.resize(12, 44);
        QVERIFY2(here.waitFor("\x1b[2J"), here.screen()); // a picture again, for that is smaller
        QVERIFY2(here.waitFor("the first line"), here.screen());
        QVERIFY2(here.waitFor("12 44"), here.screen());
        here.type("x");
        QVERIFY2(here.waitFor("24 80"), here.screen());
        QVERIFY2(other.waitFor("24 80"), other.screen());
        QCOMPARE(run({u"terminal"_s, u"api"_s, u"1"_s, u"--end"_s}).exitCode, 0);
    }

    void twoSeeTheSame_andEndingItEndsBoth()
    {
        TerminalRun one(words({u"terminal"_s, u"api"_s, u"--"_s, u"while read x; do echo \"got <$x>\"; done"_s}));
        QVERIFY2(one.waitForRaw(), one.screen());
        one.type("one\r");
        QVERIFY2(one.waitFor("got <one>"), one.screen());
        TerminalRun two(words({u"terminal"_s, u"api"_s, u"1"_s}));
        QVERIFY2(two.waitFor("got <one>"), two.screen());
        two.type("two\r");
        QVERIFY2(one.waitFor("got <two>"), one.screen());
        QVERIFY2(two.waitFor("got <two>"), two.screen());
        QCOMPARE(run({u"terminal"_s, u"api"_s, u"1"_s, u"--end"_s}).exitCode, 0);
        QCOMPARE(one.waitForEnd(), 128 + SIGHUP);
        QCOMPARE(two.waitForEnd(), 128 + SIGHUP);
    }
};

QTEST_GUILESS_MAIN(TerminalSessionTest)
#include "terminal_session_test.moc"
