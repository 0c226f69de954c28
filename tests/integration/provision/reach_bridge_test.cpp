#include "remote/bridge/client/workspace.h"
#include "remote/host/command_output.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/provision/bring_up.h"
#include "remote/provision/framed_script.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::provision;
using namespace Qt::StringLiterals;

/// The real bridge, sent to this computer as to any host.
class ReachBridgeTest final : public QObject {
    Q_OBJECT

    test::TemporaryFolder m_folder;
    io::IoThread m_io;
    std::shared_ptr<host::Host> m_host = std::make_shared<host::LocalHost>(m_io.executor());
    WorkspaceSpec m_spec{.id = "reach-" + std::to_string(QCoreApplication::applicationPid()),
                         .rootFolder = m_folder.path(u"it's the project"_s).toStdString(),
                         .dataFolder = m_folder.path(u"data"_s).toStdString()};

    Result<ReachedBridge> reach(QList<StepReport>& steps)
    {
        const Progress progress{.step = [&](const StepReport& step) { steps.append(step); },
                                .log = [](const QString&) {}};
        return reachBridge(m_io, m_host, m_spec, progress, {});
    }

    static std::optional<StepReport> ended(const QList<StepReport>& steps, const QString& name)
    {
        for (const auto& step : steps)
            if (step.name == name && step.state != StepReport::State::Running)
                return step;
        return std::nullopt;
    }

private Q_SLOTS:
    void initTestCase() { qputenv("KALPANA_BRIDGE_DIR", KALPANA_BIN_DIR); }

    void firstReach_sendsAndStartsIt_theSecondFindsItRunning()
    {
        QList<StepReport> first;
        const auto reached = reach(first);
        QVERIFY2(reached.has_value(),
                 qPrintable(reached ? QString() : reached.error().sentence + reached.error().detail));
        QCOMPARE(reached->client->hello().root, m_spec.rootFolder);
        QCOMPARE(ended(first, u"Sending the bridge"_s)->state, StepReport::State::Done);
        QCOMPARE(ended(first, u"Connecting to the bridge"_s)->note, u"started"_s);

        QList<StepReport> second;
        const auto again = reach(second);
        QVERIFY(again.has_value());
        QCOMPARE(again->client->hello().pid, reached->client->hello().pid);
        QCOMPARE(ended(second, u"Sending the bridge"_s)->state, StepReport::State::Skipped);
        QCOMPARE(ended(second, u"Connecting to the bridge"_s)->note, u"it was running"_s);
    }

    void relayCommand_reachesTheSameSocket()
    {
        QList<StepReport> steps;
        const auto reached = reach(steps);
        QVERIFY(reached.has_value());
        const auto relayed = m_io.run(host::run(
            *m_host, shellQuoted(reached->bridgePath) + " relay " + shellQuoted(reached->ideSocket + ".absent"), ""));
        QVERIFY(relayed.has_value());
        QVERIFY(!relayed->status.succeeded());
    }

    void cleanupTestCase()
    {
        QList<StepReport> steps;
        const auto reached = reach(steps);
        QVERIFY(reached.has_value());
        QVERIFY(m_io.run(bridge::client::shutdown(reached->client)).has_value());
    }
};

QTEST_GUILESS_MAIN(ReachBridgeTest)
#include "reach_bridge_test.moc"
