#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/os/process_stat.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

using namespace kalpana::bridge::server;
using namespace Qt::StringLiterals;

/// How processes are found and ended where the host has no cgroups for us.
class ProcessTreeTest final : public QObject {
    Q_OBJECT

    asio::io_context m_loop;
    Children m_children{m_loop.get_executor()};

    bool waitUntil(const std::function<bool()>& condition)
    {
        for (const auto deadline = Clock::now() + std::chrono::seconds(20); Clock::now() < deadline;) {
            if (condition())
                return true;
            m_loop.run_one_for(std::chrono::milliseconds(10));
        }
        return false;
    }

private Q_SLOTS:
    void deafOrphansOfASessionOfTheirOwn_areEndedByTheirMark()
    {
        const kalpana::test::TemporaryFolder folder;
        const auto file = folder.path(u"stray"_s);
        SpawnSpec spawn{.argv = {"sh", "-c",
                                 "(setsid sh -c 'trap \"\" TERM HUP; echo $$ >" + file.toStdString() +
                                     "; while :; do sleep 0.1; done' &); sleep 1000"},
                        .environment = Environment::own()};
        spawn.environment.set(kCommandMark, "a.mark");
        const auto child = m_children.startApart(spawn);
        QVERIFY(child.has_value());
        QVERIFY((*child)->cgroup == nullptr);
        QVERIFY(waitUntil([&] { return folder.read(u"stray"_s).endsWith('\n'); }));
        const int stray = folder.read(u"stray"_s).trimmed().toInt();
        QVERIFY(processAt(stray).isAlive());
        bool ended = false;
        asio::co_spawn(m_loop, endProcesses((*child)->pid, "a.mark", std::chrono::milliseconds(50)),
                       [&ended](const std::exception_ptr&) { ended = true; });
        QVERIFY(waitUntil([&ended] { return ended; }));
        QVERIFY(!processAt(stray).isAlive());
        QVERIFY(!processAt((*child)->pid).isAlive());
    }
};

QTEST_GUILESS_MAIN(ProcessTreeTest)
#include "process_tree_test.moc"
