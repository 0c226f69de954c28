#include "core/agent/workspace_tools.h"
#include "remote/host/command_output.h"
#include "remote/host/local_host.h"
#include "tests/integration/workspaces/desk.h"
#include "tests/support/signal_process.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace kalpana;
using namespace kalpana::test;
using namespace kalpana::workspaces;
using namespace Qt::StringLiterals;
using State = StepReport::State;

/// A workspace on this computer: the real bridge, the real code-server, the real gateway.
class LocalWorkspaceTest final : public QObject {
    Q_OBJECT

    Desk m_desk;
    QString m_folder = m_desk.folder.path(u"the project"_s);
    workspace::Record m_record;

    /// Process ids whose command line contains all the words.
    QList<pid_t> processes(const QList<QByteArray>& words) const
    {
        QList<pid_t> found;
        for (const auto& entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
            QFile file(u"/proc/%1/cmdline"_s.arg(entry));
            const auto line = file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
            if (std::ranges::all_of(words, [&](const QByteArray& word) { return line.contains(word); }))
                found.append(entry.toInt());
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("KALPANA_TEST_CODE_SERVER"))
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
        m_record = m_desk.newWorkspace(u"local"_s, m_folder);
    }

    void firstUp_installsEverything_andCodeServerAnswersThroughTheGateway()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        const auto running = open.waitUntilRunning({});
        QVERIFY2(running.has_value(),
                 qPrintable(running ? QString() : running.error().sentence + running.error().detail + notes.text()));
        QCOMPARE(notes.step(u"Sending the bridge"_s)->state, State::Done);
        const auto installed = notes.step(u"Installing code-server"_s);
        QCOMPARE(installed->state, State::Done);
        QVERIFY(installed->total > 1'000'000);
        QVERIFY(QFileInfo(m_folder).isDir());
        QCOMPARE(healthThroughGateway(open), 200);
        QTRY_VERIFY_WITH_TIMEOUT(notes.metrics().has_value(), 10000);
        QVERIFY(notes.metrics()->memoryTotal > 0);
        m_record = open.record();
        QVERIFY(m_record.gatewayPort != 0);
        QCOMPARE(m_desk.store.find(m_record.id)->gatewayPort, m_record.gatewayPort);
    }

    void secondUp_reconnects_andInstallsNothing()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        QVERIFY(notes.step(u"Connecting to this computer"_s).has_value());
        QVERIFY(notes.step(u"Looking at this computer"_s).has_value());
        QCOMPARE(notes.step(u"Sending the bridge"_s)->state, State::Skipped);
        QCOMPARE(notes.step(u"Installing code-server"_s)->state, State::Skipped);
        QCOMPARE(notes.step(u"Connecting to the bridge"_s)->note, u"it was running"_s);
        QCOMPARE(open.record().gatewayPort, m_record.gatewayPort);
        QCOMPARE(healthThroughGateway(open), 200);
    }

    void extensionsOfTheSettings_areInstalled_andEachThatFailsIsNamed()
    {
        const auto pack = QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/programs/pack_extension.py");
        QCOMPARE(QProcess::execute(u"python3"_s, {pack, m_folder + u"/one.vsix"_s, u"one"_s, u"1.0.0"_s}), 0);
        const auto key = u"codeServer.extensions"_s;
        QVERIFY(m_desk.settings.setValue(key, QJsonArray{u"one.vsix"_s, u"missing.vsix"_s}).has_value());
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        QTRY_VERIFY_WITH_TIMEOUT(notes.text().contains(u"were installed: one.vsix"_s) &&
                                     notes.text().contains(u"missing.vsix can't be read"_s),
                                 60000);
        QVERIFY(m_desk.settings.setValue(key, QJsonValue::Undefined).has_value());
    }

    void agentsTools_actOnTheFolder()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto tools = open.tools();
        QVERIFY(tools->write(u"src/a.txt"_s, u"näme = 1\n"_s, u""_s, {}).has_value());
        QCOMPARE(tools->write(u"src/a.txt"_s, u"x"_s, u""_s, {}).error().code, ErrorCode::Conflict);
        const auto read = tools->read(u"src/a.txt"_s, {});
        QCOMPARE(read->text, u"näme = 1\n"_s);
        QCOMPARE(tools->search({.text = u"näme"_s}, {})->matches.first().path, u"src/a.txt"_s);
        QCOMPARE(tools->list(u"src"_s, false, {})->entries.size(), 1);
        QByteArray output;
        const auto run = tools->run(u"cat src/a.txt; echo oops >&2; exit 3"_s,
                                    [&](agent::OutputChannel channel, QByteArrayView bytes) {
                                        if (channel == agent::OutputChannel::Out)
                                            output += bytes;
                                    },
                                    {});
        QCOMPARE(run->exitCode, 3);
        QCOMPARE(QString::fromUtf8(output), u"näme = 1\n"_s);
        QVERIFY(!tools->read(u"../outside"_s, {}).has_value());
    }

    void killedCodeServer_isBack_andTheGatewayWaitsForIt()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto servers = processes({"ide.sock", m_record.id.toUtf8()});
        QVERIFY(!servers.isEmpty());
        for (const auto pid : servers)
            test::signalProcess(pid, SIGKILL);
        QCOMPARE(healthThroughGateway(open), 200);
    }

    void killedBridge_isStartedAgain()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto bridges = processes({"kalpana-bridge", "serve", m_record.id.toUtf8()});
        QVERIFY(!bridges.isEmpty());
        for (const auto pid : bridges)
            test::signalProcess(pid, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(notes.phases().contains(Phase::Reconnecting), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(notes.phases().last() == Phase::Running, 30000);
        QCOMPARE(healthThroughGateway(open), 200);
    }

    void stop_endsItOnTheHost_andRetryStartsItAgain()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto stopped = open.stopRemote({});
        QVERIFY2(stopped.has_value(),
                 qPrintable(stopped ? QString() : stopped.error().sentence + stopped.error().detail));
        QTRY_COMPARE_WITH_TIMEOUT(open.phase(), Phase::Stopped, 10000);
        QTRY_VERIFY_WITH_TIMEOUT(processes({"ide.sock", m_record.id.toUtf8()}).isEmpty(), 10000);
        open.retry();
        QTRY_COMPARE_WITH_TIMEOUT(open.phase(), Phase::Running, 30000);
        QCOMPARE(healthThroughGateway(open), 200);
    }

    void delete_removesItsState_andLeavesTheFolder()
    {
        Notes notes;
        OpenWorkspace open(m_desk.services(), m_record, m_desk.user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto deleted = open.deleteRemote({});
        QVERIFY2(deleted.has_value(),
                 qPrintable(deleted ? QString() : deleted.error().sentence + deleted.error().detail));
        QVERIFY(!QFileInfo::exists(m_desk.remoteData + u"/workspaces/"_s + m_record.id));
        QVERIFY(QFileInfo::exists(m_folder + u"/src/a.txt"_s));
        QTRY_VERIFY_WITH_TIMEOUT(processes({m_record.id.toUtf8()}).isEmpty(), 10000);
    }
};

QTEST_GUILESS_MAIN(LocalWorkspaceTest)
#include "local_workspace_test.moc"
