#include "app/desktop/look/fonts_ahead.h"

#include <QGuiApplication>
#include <QTest>
#include <QThread>

#include <ctime>
#include <pthread.h>

namespace {

/// Whether it has ended, or is in the midst of what it is for.
bool isAtWork(std::jthread& thread)
{
    clockid_t clock{};
    timespec used{};
    return ::pthread_getcpuclockid(thread.native_handle(), &clock) != 0 || ::clock_gettime(clock, &used) != 0 ||
           used.tv_nsec > 2'000'000;
}

} // namespace

class FontsAheadTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Qt takes the first thread that it meets for the main one; a window elsewhere hears of no key and no click.
    void theMainThread_isStillTheMainOne() { QVERIFY(QThread::isMainThread()); }
};

int main(int argc, char** argv)
{
    auto reading = kalpana::desktop::look::readFontsAhead();
    while (!isAtWork(reading))
        std::this_thread::yield();
    const QGuiApplication application(argc, argv);
    FontsAheadTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "fonts_ahead_test.moc"
