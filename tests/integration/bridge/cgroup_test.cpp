#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <csignal>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Whether a bridge may give each command a cgroup is a matter of the machine: both kinds are told from each other
/// here, and each has what it is held to.
class CgroupTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;
    RawBridgeClient m_client;
    QString m_own; ///< where cgroups can be made; empty: nowhere

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The bridge's own cgroup, where another can be made in it.
    static QString usableCgroupOf(int pid)
    {
        QString own;
        for (const auto& line : contentOf(u"/proc/%1/cgroup"_s.arg(pid)).split('\n'))
            if (line.startsWith("0::"))
                own = QString::fromUtf8(line.mid(3));
        for (const auto& line : contentOf(u"/proc/%1/mountinfo"_s.arg(pid)).split('\n')) {
            const auto fields = QString::fromUtf8(line).split(u' ');
            if (own.isEmpty() || !line.contains(" - cgroup2 ") || fields.value(3) != u"/")
                continue;
            const auto tried = fields.value(4) + own + u"/kalpana-test.%1"_s.arg(::getpid());
            const bool made = QDir().mkdir(tried);
            const bool kills = made && QFile::exists(tried + u"/cgroup.kill"_s);
            if (made)
                QDir().rmdir(tried);
            return kills ? fields.value(4) + own : QString();
        }
        return {};
    }

    /// Those that the bridge of this pid has made.
    QStringList cgroupsOf(int pid) const
    {
        return m_own.isEmpty() ? QStringList() : QDir(m_own).entryList({u"kalpana.*.%1.*"_s.arg(pid)}, QDir::Dirs);
    }

    /// A shell line that leaves a process: of a session of its own, its parents gone, deaf to what asks it to end, and
    /// (where a cgroup knows it) without the mark in its environment. It writes its pid to `stray`.
    QString strayLine() const
    {
        const auto bare = m_own.isEmpty() ? u""_s : u"env -i "_s;
        return u"(setsid "_s + bare +
               u"/bin/sh -c 'trap \"\" TERM HUP INT; echo $$ >stray; while :; do /bin/sleep 0.1; done' >/dev/null 2>&1 "
               "&)"_s;
    }

    int waitForStray()
    {
        QByteArray text;
        (void)m_client.waitUntil([&] {
            text = m_bridge.folder().read(u"root/stray"_s);
            return text.endsWith('\n');
        });
        return text.trimmed().toInt();
    }

    static bool isAlive(int pid)
    {
        const auto stat = contentOf(u"/proc/%1/stat"_s.arg(pid));
        return !stat.isEmpty() && !stat.mid(stat.lastIndexOf(')')).startsWith(") Z");
    }

private Q_SLOTS:
    void init()
    {
        QFile::remove(m_bridge.root() + u"/stray"_s);
        QVERIFY(!m_bridge.serve().code);
        QVERIFY(m_bridge.connect(m_client));
        m_own = usableCgroupOf(m_bridge.pid());
    }

    void cancel_endsAProcessThatTookAllTracesOff()
    {
        const auto id = m_client.send("command.run", {{"shell", (strayLine() + u"; sleep 1000"_s).toStdString()}});
        const int stray = waitForStray();
        QVERIFY(stray > 0 && isAlive(stray));
        if (m_own.isEmpty()) {
            QVERIFY(contentOf(u"/proc/%1/environ"_s.arg(stray)).contains("KALPANA_COMMAND="));
        } else {
            QVERIFY(!contentOf(u"/proc/%1/environ"_s.arg(stray)).contains("KALPANA_COMMAND="));
            QCOMPARE(cgroupsOf(m_bridge.pid()).size(), 1);
            const auto folder = m_own + u'/' + cgroupsOf(m_bridge.pid()).first();
            QVERIFY(contentOf(folder + u"/cgroup.procs"_s).split('\n').contains(QByteArray::number(stray)));
        }
        QVERIFY(m_client.request("request.cancel", {{"id", id}}).value("ok", false));
        QCOMPARE(m_client.reply(id).at("error").value("code", ""), "cancelled");
        QVERIFY(!isAlive(stray));
        QCOMPARE(cgroupsOf(m_bridge.pid()), QStringList());
    }

    void timeLimit_endsItToo_alsoOfAKeptCommand()
    {
        const auto reply = m_client.request(
            "command.run",
            {{"shell", (strayLine() + u"; sleep 1000"_s).toStdString()}, {"timeoutMs", 1000}, {"keep", true}});
        QCOMPARE(reply.at("error").value("code", ""), "timeout");
        const int stray = waitForStray();
        QVERIFY(stray > 0 && !isAlive(stray));
        QCOMPARE(cgroupsOf(m_bridge.pid()), QStringList());
    }

    void whatACommandLeavesInTheBackground_livesOn_andItsCgroupGoes()
    {
        const auto reply = m_client.request("command.run", {{"shell", strayLine().toStdString()}});
        QVERIFY(reply.value("ok", false));
        const int stray = waitForStray();
        const auto end = qScopeGuard([stray] { signalProcess(stray, SIGKILL); });
        QVERIFY(stray > 0 && isAlive(stray));
        QVERIFY(m_client.waitUntil([this] { return cgroupsOf(m_bridge.pid()).isEmpty(); }));
        QVERIFY(isAlive(stray));
        const auto own = contentOf(u"/proc/%1/cgroup"_s.arg(m_bridge.pid()));
        QCOMPARE(contentOf(u"/proc/%1/cgroup"_s.arg(stray)), own);
    }

    void terminalsEnd_isTheEndOfAllInIt()
    {
        const auto created = m_client.request(
            "terminal.create", {{"argv", {"sh", "-c", (strayLine() + u"; sleep 1000"_s).toStdString()}}});
        QVERIFY2(created.value("ok", false), created.dump().c_str());
        const int stray = waitForStray();
        QVERIFY(stray > 0 && isAlive(stray));
        const auto session = created.at("payload").at("session");
        QVERIFY(m_client.request("terminal.end", {{"session", session}}).value("ok", false));
        QVERIFY(m_client.waitUntil([stray] { return !isAlive(stray); }));
        QVERIFY(m_client.waitUntil([this] { return cgroupsOf(m_bridge.pid()).isEmpty(); }));
    }

    void aBridgeThatStartsAgain_removesWhatAKilledOneLeft()
    {
        (void)m_client.send("command.run", {{"shell", (strayLine() + u"; sleep 1000"_s).toStdString()}});
        const int stray = waitForStray();
        QVERIFY(stray > 0 && isAlive(stray));
        const auto end = qScopeGuard([stray] { signalProcess(stray, SIGKILL); });
        const int killed = m_bridge.pid();
        signalProcess(killed, SIGKILL);
        QVERIFY(m_client.waitUntil([this] { return !m_client.isConnected(); }));
        QCOMPARE(cgroupsOf(killed).isEmpty(), m_own.isEmpty());
        QCOMPARE(m_bridge.serve().code, 0);
        QVERIFY(m_bridge.pid() != killed);
        if (m_own.isEmpty()) {
            QVERIFY(isAlive(stray)); // nothing tells it from what a command has left to live on
            return;
        }
        QVERIFY(m_bridge.connect(m_client));
        QVERIFY(m_client.waitUntil([stray] { return !isAlive(stray); }));
        QVERIFY(m_client.waitUntil([&] { return cgroupsOf(killed).isEmpty(); }));
    }
};

QTEST_GUILESS_MAIN(CgroupTest)
#include "cgroup_test.moc"
