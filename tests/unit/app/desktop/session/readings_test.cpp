#include "app/desktop/session/readings.h"

#include <QTest>

using namespace kalpana::desktop::session;
using namespace Qt::StringLiterals;

class ReadingsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void metrics_leaveOutWhatIsNotThere()
    {
        QCOMPARE(readableMetrics({.cpuPercent = 12.4, .memoryUsed = 1'200'000'000, .roundTripMs = 3}),
                 u"CPU 12 % · Mem 1.2 GB · 3 ms"_s);
        QCOMPARE(readableMetrics({.cpuPercent = 0.2}), u"CPU 0 %"_s);
    }
};

QTEST_GUILESS_MAIN(ReadingsTest)
#include "readings_test.moc"
