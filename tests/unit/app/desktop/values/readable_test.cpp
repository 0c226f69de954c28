#include "app/desktop/values/readable.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace kalpana::desktop::values;
using namespace Qt::StringLiterals;

class ReadableTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytes()
    {
        QCOMPARE(readableBytes(812), u"812 bytes"_s);
        QCOMPARE(readableBytes(83'200'000), u"83.2 MB"_s);
        QCOMPARE(readableBytes(1'240'000'000), u"1.2 GB"_s);
    }

    void seconds()
    {
        QCOMPARE(readableSeconds(0.42), u"0.4 s"_s);
        QCOMPARE(readableSeconds(12.9), u"12 s"_s);
        QCOMPARE(readableSeconds(185), u"3 min 5 s"_s);
    }

    void host()
    {
        QCOMPARE(readableHost(u"local"_s), u"This computer"_s);
        QCOMPARE(hostInSentence(u"local"_s), u"this computer"_s);
        QCOMPARE(hostInSentence(u"devbox"_s), u"devbox"_s);
    }

    void age()
    {
        QLocale::setDefault(QLocale::C);
        const QDateTime now(QDate(2026, 3, 14), QTime(15, 0));
        QCOMPARE(readableAge({}, now), u"never"_s);
        QCOMPARE(readableAge(now.addSecs(-20), now), u"just now"_s);
        QCOMPARE(readableAge(now.addSecs(5), now), u"just now"_s); // another computer's clock
        QCOMPARE(readableAge(now.addSecs(-240), now), u"4 min ago"_s);
        QCOMPARE(readableAge(now.addSecs(-3 * 3600), now), u"3 h ago"_s);
        QCOMPARE(readableAge(now.addDays(-1), now), u"yesterday"_s);
        QCOMPARE(readableAge(now.addDays(-5), now), u"5 days ago"_s);
        QCOMPARE(readableAge(now.addDays(-40), now), u"2 Feb 2026"_s);
    }
};

QTEST_GUILESS_MAIN(ReadableTest)
#include "readable_test.moc"
