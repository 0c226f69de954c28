#include "core/agent/workspace_tools.h"
#include "remote/host/local_host.h"
#include "remote/workspaces/remote_state.h"
#include "tests/integration/workspaces/desk.h"

#include <QDirIterator>
#include <QTest>

#include <cerrno>
#include <cstring>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace kalpana;
using namespace kalpana::test;
using namespace kalpana::workspaces;
using namespace Qt::StringLiterals;

/// Hosts whose disk says no. File systems are mounted in a namespace of this program's own, which takes root.
class HostileDiskTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<Desk> m_own;
    Desk& m_desk() { return *m_own; }
    QStringList m_mounts;

    QString mounted(const QString& name, const char* options, unsigned long flags = 0)
    {
        const auto path = m_desk().folder.path(name);
        QDir().mkpath(path);
        if (::mount("tmpfs", path.toUtf8().constData(), "tmpfs", flags, options) != 0)
            qFatal("mount: %s", std::strerror(errno));
        m_mounts.append(path);
        return path;
    }

    static bool grow(const QString& path)
    {
        return ::mount("tmpfs", path.toUtf8().constData(), "tmpfs", MS_REMOUNT, "size=2g") == 0;
    }

    Error upError(const workspace::Record& record)
    {
        Notes notes;
        OpenWorkspace open(m_desk().services(), record, m_desk().user, notes);
        const auto running = open.waitUntilRunning({});
        return running ? Error{} : running.error();
    }

    workspace::Record workspaceOn(const QString& dataFolder)
    {
        auto record = m_desk().newWorkspace(u"local"_s, m_desk().folder.path(u"project"_s));
        record.remoteData = dataFolder;
        if (const auto stored = m_desk().store.update(record); !stored)
            qFatal("%s", qPrintable(stored.error().sentence));
        return record;
    }

    static QStringList filesBelow(const QString& folder)
    {
        QStringList found;
        QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext())
            found.append(QDir(folder).relativeFilePath(it.next()));
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("mounting takes root");
        if (!qEnvironmentVariableIsSet("KALPANA_TEST_CODE_SERVER"))
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
        QCOMPARE(::unshare(CLONE_NEWNS), 0);
        QCOMPARE(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
        m_own = std::make_unique<Desk>(); // Only now: its threads are in the new namespace from their beginning.
    }

    void cleanupTestCase()
    {
        if (!m_own)
            return;
        for (const auto& record : m_desk().store.list().value_or(QList<workspace::Record>()))
            QVERIFY(stopOnHost(m_desk().io, std::make_shared<host::LocalHost>(m_desk().io.executor()), record, {})
                        .has_value());
        for (const auto& path : m_mounts)
            ::umount2(path.toUtf8().constData(), MNT_DETACH);
    }

    void noexecDataFolder_isNamed_beforeAnythingIsSent()
    {
        const auto path = mounted(u"noexec"_s, "size=64m", MS_NOEXEC);
        const auto error = upError(workspaceOn(path));
        QCOMPARE(error.code, ErrorCode::NotExecutable);
        QVERIFY(error.sentence.contains(path));
        QCOMPARE(filesBelow(path), QStringList());
    }

    void readOnlyDataFolder_isNamed()
    {
        const auto path = mounted(u"readonly"_s, "size=64m", MS_RDONLY);
        const auto error = upError(workspaceOn(path));
        QCOMPARE(error.code, ErrorCode::NoPermission);
        QVERIFY(error.sentence.contains(path));
    }

    void diskTooSmallForTheBridge_isFull_leavesNothing_andTheNextUpSucceeds()
    {
        const auto path = mounted(u"tiny"_s, "size=256k");
        const auto record = workspaceOn(path);
        const auto error = upError(record);
        QCOMPARE(error.code, ErrorCode::NoSpace);
        QVERIFY2(error.sentence.contains(u"full"_s), qPrintable(error.sentence));
        QCOMPARE(filesBelow(path), QStringList());
        QVERIFY(grow(path));
        QCOMPARE(upError(record), Error{});
    }

    void diskTooSmallForCodeServer_isFull_leavesNothingHalfInstalled_andTheNextUpSucceeds()
    {
        const auto path = mounted(u"small"_s, "size=160m");
        const auto record = workspaceOn(path);
        const auto error = upError(record);
        QCOMPARE(error.code, ErrorCode::NoSpace);
        for (const auto& file : filesBelow(path + u"/code-server"_s))
            QVERIFY2(!file.startsWith(u"4."_s), qPrintable(file));
        QVERIFY(grow(path));
        QCOMPARE(upError(record), Error{});
    }

    void fullDiskLater_failsWithThatWord_andKeepsTheOldFile()
    {
        const auto path = mounted(u"full"_s, "size=2g");
        auto record = workspaceOn(path);
        record.folder = mounted(u"fullproject"_s, "size=128k");
        QVERIFY(m_desk().store.update(record).has_value());
        Notes notes;
        OpenWorkspace open(m_desk().services(), record, m_desk().user, notes);
        QVERIFY(open.waitUntilRunning({}).has_value());
        const auto tools = open.tools();
        QVERIFY(tools->write(u"a.txt"_s, u"old"_s, u""_s, {}).has_value());
        const auto written = tools->write(u"a.txt"_s, QString(400'000, u'x'), std::nullopt, {});
        QCOMPARE(written.error().code, ErrorCode::NoSpace);
        QCOMPARE(tools->read(u"a.txt"_s, {})->text, u"old"_s);
        QCOMPARE(QDir(record.folder).entryList(QDir::Files | QDir::Hidden), QStringList{u"a.txt"_s});
    }
};

QTEST_GUILESS_MAIN(HostileDiskTest)
#include "hostile_disk_test.moc"
