#include "remote/bridge/server/command/helper.h"
#include "tests/support/signal_process.h"

#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>

using namespace kalpana::bridge::server;

class HelperTest final : public QObject {
    Q_OBJECT

    asio::io_context m_loop;
    Children m_children{m_loop.get_executor()};

    Outcome<HelperOutcome> run(HelperSpec spec)
    {
        Outcome<HelperOutcome> outcome = failed(Code::Timeout, "It did not end.");
        bool ended = false;
        asio::co_spawn(m_loop, runHelper(m_children, std::move(spec), {}),
                       [&](const std::exception_ptr&, Outcome<HelperOutcome> result) {
                           outcome = std::move(result);
                           ended = true;
                       });
        for (const auto deadline = Clock::now() + std::chrono::seconds(20); !ended && Clock::now() < deadline;)
            m_loop.run_one_for(std::chrono::milliseconds(100));
        return outcome;
    }

private Q_SLOTS:
    void programs_getTheirInput_andAllTheySayIsKept()
    {
        const auto outcome =
            run({.argv = {"sh", "-c", "cat; echo wrong >&2; exit 3"}, .input = std::string(60000, 'x')});
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->exitCode, 3);
        QCOMPARE(outcome->output, std::string(60000, 'x'));
        QCOMPARE(outcome->errors, "wrong\n");
    }

    void outputOverTheLimit_isReadAndNotKept()
    {
        const auto outcome = run({.argv = {"head", "-c", "1000000", "/dev/zero"}});
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->exitCode, 0);
        QCOMPARE(outcome->output.size(), 65536U);
    }

    void whatIsLeftInTheBackground_isNotWaitedFor()
    {
        const auto outcome = run({.argv = {"sh", "-c", "sleep 1000 & echo $!"}});
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->exitCode, 0);
        const auto left = std::stoi(outcome->output);
        QCOMPARE(kalpana::test::signalProcess(left, SIGKILL), 0);
    }
};

QTEST_GUILESS_MAIN(HelperTest)
#include "helper_test.moc"
