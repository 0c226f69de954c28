#include "tests/support/fake_code_server.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Versions of code-server that workspaces share, and when they go.
class CodeServerVersionsTest final : public QObject {
    Q_OBJECT

    static void unpack(const TemporaryFolder& data, const QString& version)
    {
        const TemporaryFolder files;
        const auto fake = FakeCodeServer::make(files.path(), version);
        const auto folder = data.path(u"code-server/"_s + version);
        QVERIFY(QDir().mkpath(folder));
        QCOMPARE(QProcess::execute(u"tar"_s, {u"-xzf"_s, fake.archive, u"-C"_s, folder, u"--strip-components=1"_s}), 0);
    }

    static QStringList versionsIn(const TemporaryFolder& data)
    {
        return QDir(data.path(u"code-server"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    static TestBridge::Setup setup(const TemporaryFolder& data, const QString& id)
    {
        return {.options = {u"--id"_s, id}, .data = data.path()};
    }

    static bool start(const TestBridge& bridge, const char* version)
    {
        RawBridgeClient client;
        return bridge.connect(client) && client.request("codeserver.start", {{"version", version}}).value("ok", false);
    }

private Q_SLOTS:
    void versionThatNoWorkspaceNeeds_isRemoved_onceAnotherRuns()
    {
        const TemporaryFolder data;
        unpack(data, u"1.0.0"_s);
        unpack(data, u"2.0.0"_s);
        TestBridge bridge(setup(data, u"one"_s));
        QVERIFY(start(bridge, "1.0.0"));
        QTRY_COMPARE(versionsIn(data), QStringList{u"1.0.0"_s});
        unpack(data, u"2.0.0"_s);
        QVERIFY(start(bridge, "2.0.0"));
        QTRY_COMPARE(versionsIn(data), QStringList{u"2.0.0"_s});
    }

    void versionOfAnotherWorkspace_stays_evenWhereItsBridgeWasKilled()
    {
        const TemporaryFolder data;
        unpack(data, u"1.0.0"_s);
        TestBridge other(setup(data, u"other"_s));
        QVERIFY(start(other, "1.0.0"));
        signalProcess(other.pid(), SIGKILL);
        unpack(data, u"2.0.0"_s);
        unpack(data, u"3.0.0"_s);
        TestBridge bridge(setup(data, u"one"_s));
        QVERIFY(start(bridge, "2.0.0"));
        QTRY_COMPARE(versionsIn(data), (QStringList{u"1.0.0"_s, u"2.0.0"_s}));

        // And goes with the workspace.
        QCOMPARE(other.serve().code, 0);
        QCOMPARE(other.stop().code, 0);
        QVERIFY(QDir(data.path(u"workspaces/other"_s)).removeRecursively());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        QVERIFY(client.request("codeserver.stop").value("ok", false));
        QVERIFY(start(bridge, "2.0.0"));
        QTRY_COMPARE(versionsIn(data), QStringList{u"2.0.0"_s});
    }

    void versionThatRuns_stays_withoutARecordToo()
    {
        const TemporaryFolder data;
        for (const auto* version : {"1.0.0", "2.0.0", "3.0.0"})
            unpack(data, QString::fromLatin1(version));
        // As one that an older bridge has started.
        QFile::remove(data.path(u"code-server/1.0.0/lib/node"_s));
        QVERIFY(QFile::copy(u"/bin/sleep"_s, data.path(u"code-server/1.0.0/lib/node"_s)));
        QProcess running;
        running.start(data.path(u"code-server/1.0.0/lib/node"_s), {u"1000"_s});
        QVERIFY(running.waitForStarted());
        TestBridge bridge(setup(data, u"one"_s));
        QVERIFY(start(bridge, "2.0.0"));
        QTRY_COMPARE(versionsIn(data), (QStringList{u"1.0.0"_s, u"2.0.0"_s}));
        running.kill();
        QVERIFY(running.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(CodeServerVersionsTest)
#include "code_server_versions_test.moc"
