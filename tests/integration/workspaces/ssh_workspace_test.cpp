#include "core/agent/workspace_tools.h"
#include "remote/workspaces/terminals.h"
#include "tests/integration/workspaces/desk.h"
#include "tests/support/test_sshd.h"

#include <QFile>
#include <QTest>

#include <future>
#include <mutex>

using namespace kalpana;
using namespace kalpana::test;
using namespace kalpana::workspaces;
using namespace Qt::StringLiterals;
using State = StepReport::State;

/// A workspace behind a real sshd: real bridge, real code-server, all through one connection.
class SshWorkspaceTest final : public QObject {
    Q_OBJECT

    Desk m_desk;
    TestSshd m_server;
    workspace::Record m_record;

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("KALPANA_TEST_CODE_SERVER"))
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
        m_record = m_desk.newWorkspace(u"box"_s, m_desk.folder.path(u"project"_s), m_server.configFile());
    }

    void up_installsThroughTheConnection_andCodeServerAnswersThroughTheGateway()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        const auto running = open.waitUntilRunning({});
        QVERIFY2(running.has_value(),
                 qPrintable(running ? QString() : running.error().sentence + running.error().detail + notes.text()));
        QCOMPARE(notes.step(u"Installing code-server"_s)->state, State::Done);
        QCOMPARE(healthThroughGateway(open), 200);
        m_record = open.record();
    }

    void droppedConnection_comesBack_andARequestMeanwhileWaits()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        m_server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(notes.phases().contains(Phase::Reconnecting), 20000);
        QVERIFY(!open.tools()->read(u"x"_s, {}).has_value());
        auto waiting = std::async(std::launch::async, [&] { return healthThroughGateway(open); });
        m_server.restart();
        QCOMPARE(waiting.get(), 200);
        QTRY_COMPARE_WITH_TIMEOUT(notes.phases().last(), Phase::Running, 20000);
        QCOMPARE(notes.step(u"Installing code-server"_s)->state, State::Skipped);
        QCOMPARE(notes.step(u"Connecting to the bridge"_s)->note, u"it was running"_s);
    }

    void aCommandOfTheAgent_goesOnWhileTheLineIsDown()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        std::mutex mutex;
        QByteArray printed;
        const auto output = [&] {
            const std::scoped_lock lock(mutex);
            return printed;
        };
        const auto hear = [&](agent::OutputChannel, QByteArrayView bytes) {
            const std::scoped_lock lock(mutex);
            printed += bytes;
        };
        const auto tools = open.tools();
        auto running = std::async(std::launch::async, [&] {
            return tools->run(u"echo before; while [ ! -e go ]; do sleep 0.02; done; echo after; exit 5"_s, hear, {});
        });
        QTRY_COMPARE_WITH_TIMEOUT(output(), "before\n", 20000);
        m_server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(notes.phases().contains(Phase::Reconnecting), 20000);
        m_server.restart();
        QVERIFY(QFile(m_desk.folder.path(u"project/go"_s)).open(QFile::WriteOnly));
        const auto result = running.get();
        QVERIFY2(result.has_value(), qPrintable(result ? QString() : result.error().sentence));
        QCOMPARE(result->exitCode, 5);
        QCOMPARE(output(), "before\nafter\n");
    }

    void aTerminal_comesBackWithTheLine()
    {
        class View final : public TerminalView {
        public:
            void pictureBegins(bridge::client::TerminalSize, std::uint64_t) override { ++pictures; }
            void resized(bridge::client::TerminalSize) override {}
            void refused(std::uint64_t) override {}
            void output(std::string_view bytes) override
            {
                const std::scoped_lock lock(mutex);
                shown += QByteArrayView(bytes);
            }
            void lineDown(const Error&) override { ++downs; }
            void lineUp() override { ++ups; }
            void ended(const Result<bridge::client::TerminalEnd>& end) override
            {
                code = end ? end->exitCode.value_or(-1) : -2;
            }
            QByteArray text()
            {
                const std::scoped_lock lock(mutex);
                return shown;
            }
            std::mutex mutex;
            QByteArray shown;
            std::atomic<int> pictures = 0;
            std::atomic<int> downs = 0;
            std::atomic<int> ups = 0;
            std::atomic<int> code = -3;
        };
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto terminals = open.terminals();
        const auto made = terminals->create({.argv = {"sh", "-c", "read x; echo \"got $x\"; read y; exit 6"}}, {});
        QVERIFY2(made.has_value(), qPrintable(made ? QString() : made.error().sentence));
        View view;
        const auto attached = terminals->attach(made->number, view);
        attached->type("one\r");
        QTRY_VERIFY(view.text().contains("got one"));
        m_server.kill();
        QTRY_COMPARE_WITH_TIMEOUT(view.downs, 1, 20000);
        m_server.restart();
        QTRY_COMPARE_WITH_TIMEOUT(view.ups, 1, 20000);
        attached->type("\r");
        QTRY_COMPARE(view.code, 6);
        QCOMPARE(view.pictures, 1);
        QCOMPARE(view.text().count("got one"), 1);
    }

    void forwardingForbidden_goesThroughTheBridgesRelay()
    {
        TestSshd strict({.config = {u"AllowTcpForwarding no"_s, u"AllowStreamLocalForwarding no"_s}});
        auto record = m_record;
        record.sshConfig = strict.configFile();
        Notes notes;
        OpenWorkspace open(m_desk.services(), record, m_desk.user, notes);
        const auto running = open.waitUntilRunning({});
        QVERIFY2(running.has_value(),
                 qPrintable(running ? QString() : running.error().sentence + running.error().detail + notes.text()));
        QCOMPARE(healthThroughGateway(open), 200);
    }

    void failures_endInOneSentence_andFailed_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("refused port") << u"root@127.0.0.1:1"_s << ErrorCode::Unreachable;
        QTest::newRow("unknown name") << u"no-such-host.invalid"_s << ErrorCode::UnknownHost;
    }

    void failures_endInOneSentence_andFailed()
    {
        QFETCH(QString, host);
        QFETCH(ErrorCode, code);
        const auto record = m_desk.newWorkspace(host, {}, m_server.configFile());
        Notes notes;
        OpenWorkspace open(m_desk.services(), record, m_desk.user, notes);
        const auto running = open.waitUntilRunning({});
        QVERIFY(!running.has_value());
        QCOMPARE(running.error().code, code);
        QVERIFY(!running.error().sentence.isEmpty());
        QCOMPARE(open.phase(), Phase::Failed);
        QCOMPARE(notes.step(u"Connecting to"_s)->state, State::Failed);
    }

    void changedHostKey_isRefused_andRetryAfterMendingSucceeds()
    {
        const auto config = m_server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + m_desk.folder.path(u"known"_s)});
        const TestSshd other;
        m_desk.folder.write(u"known"_s,
                            "[127.0.0.1]:" + QByteArray::number(m_server.port()) + ' ' + other.hostKeyLine() + '\n');
        auto record = m_record;
        record.sshConfig = config;
        Notes notes;
        OpenWorkspace open(m_desk.services(), record, m_desk.user, notes);
        const auto refused = open.waitUntilRunning({});
        QCOMPARE(refused.error().code, ErrorCode::HostKeyChanged);
        QVERIFY2(refused.error().sentence.contains(u"known:1"_s), qPrintable(refused.error().sentence));
        m_desk.folder.write(u"known"_s, m_server.knownHostsLine() + '\n');
        open.retry();
        QTRY_COMPARE_WITH_TIMEOUT(open.phase(), Phase::Running, 30000);
    }

    void delete_leavesNothingRunning()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        QVERIFY(open.deleteRemote({}).has_value());
        QVERIFY(!QDir(m_desk.remoteData + u"/workspaces/"_s + m_record.id).exists());
    }
};

QTEST_GUILESS_MAIN(SshWorkspaceTest)
#include "ssh_workspace_test.moc"
