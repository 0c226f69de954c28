#include "remote/bridge/server/processes/usage.h"

#include <QTest>

#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace std::chrono_literals;

class UsageTest final : public QObject {
    Q_OBJECT

    static ProcessStat process(pid_t pid, std::uint64_t ticks, std::uint64_t memory, unsigned long long startTime = 1)
    {
        return {.pid = pid, .state = 'S', .cpuTicks = ticks, .startTime = startTime, .residentBytes = memory};
    }

private Q_SLOTS:
    void cpu_isWhatWasSpentBetweenTwoReadings_ofAllProcessors()
    {
        const auto second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
        const auto processors = static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
        const std::chrono::steady_clock::time_point start{};
        Usage usage;
        const auto first = usage.read({process(1, 1000, 10), process(2, 5, 20)}, start);
        QCOMPARE(first.cpuPercent, 0.0);
        QCOMPARE(first.memory, 30U);
        QCOMPARE(first.processes, 2U);
        const auto then = usage.read({process(1, 1000 + second, 10), process(2, 5, 20)}, start + 2s);
        QCOMPARE(then.cpuPercent, 50.0 / processors);
    }

    void aNewProcessAtAnOldPid_isNotTakenForTheOldOne()
    {
        const std::chrono::steady_clock::time_point start{};
        Usage usage;
        (void)usage.read({process(1, 10, 0, 1)}, start);
        QCOMPARE(usage.read({process(1, 9999, 0, 2)}, start + 1s).cpuPercent, 0.0);
        QCOMPARE(usage.read({}, start + 2s).processes, 0U);
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
