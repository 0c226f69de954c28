#include "app/desktop/background/background.h"

#include <QTest>
#include <QThread>

#include <condition_variable>

using namespace kalpana::desktop::background;

class BackgroundTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void result_comesToTheCallersThread()
    {
        Background background;
        int result = 0;
        const QThread* where = nullptr;
        background.run(
            this, [](std::stop_token) { return 42; },
            [&](int value) {
                result = value;
                where = QThread::currentThread();
            });
        QTRY_COMPARE(result, 42);
        QCOMPARE(where, QThread::currentThread());
    }

    void receiverThatIsGone_isNotCalled()
    {
        Background background;
        bool called = false;
        bool marker = false;
        auto receiver = std::make_unique<QObject>();
        background.run(receiver.get(), [](std::stop_token) { return 1; }, [&](int) { called = true; });
        receiver.reset();
        background.run(this, [](std::stop_token) { return 1; }, [&](int) { marker = true; });
        QTRY_VERIFY(marker);
        QVERIFY(!called);
    }

    void theEnd_stopsWhatStillRuns()
    {
        std::atomic_bool stopped = false;
        {
            Background background;
            background.run(
                this,
                [&](std::stop_token stop) {
                    std::mutex mutex;
                    std::condition_variable_any never;
                    std::unique_lock lock(mutex);
                    never.wait(lock, stop, [] { return false; });
                    stopped = true;
                    return 0;
                },
                [](int) {});
        }
        QVERIFY(stopped);
    }
};

QTEST_GUILESS_MAIN(BackgroundTest)
#include "background_test.moc"
