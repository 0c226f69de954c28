#include "core/agent/retries.h"

#include <QTest>
#include <QTimeZone>

using namespace kalpana;
using namespace kalpana::agent;
using namespace std::chrono_literals;
using Wait = std::optional<std::chrono::milliseconds>;

class RetriesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void retryAfter_isSecondsOrADate_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<int>("seconds"); // -1: none
        QTest::newRow("seconds") << QByteArray("7") << 7;
        QTest::newRow("seconds with space") << QByteArray(" 120 ") << 120;
        QTest::newRow("at once") << QByteArray("0") << 0;
        QTest::newRow("a date") << QByteArray("Fri, 31 Dec 1999 23:59:59 GMT") << 9;
        QTest::newRow("a date that has passed") << QByteArray("Fri, 31 Dec 1999 23:00:00 GMT") << 0;
        QTest::newRow("a date over the new year") << QByteArray("Sat, 01 Jan 2000 00:00:10 GMT") << 20;
        QTest::newRow("nothing") << QByteArray() << -1;
        QTest::newRow("negative") << QByteArray("-5") << -1;
        QTest::newRow("a fraction") << QByteArray("1.5") << -1;
        QTest::newRow("more than fits") << QByteArray("99999999999999999999") << -1;
        QTest::newRow("a date without zone") << QByteArray("Fri, 31 Dec 1999 23:59:59") << -1;
        QTest::newRow("no such day") << QByteArray("Fri, 32 Dec 1999 23:59:59 GMT") << -1;
        QTest::newRow("words") << QByteArray("soon") << -1;
    }
    void retryAfter_isSecondsOrADate()
    {
        QFETCH(const QByteArray, field);
        QFETCH(const int, seconds);
        const QDateTime now({1999, 12, 31}, {23, 59, 50}, QTimeZone::UTC);
        QCOMPARE(retryAfter(field, now), seconds < 0 ? Wait() : Wait(std::chrono::seconds(seconds)));
    }

    void withoutATime_theWaitsDouble_upToTheLongest_andEnd()
    {
        Retries retries({.attempts = 8});
        for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s})
            QCOMPARE(retries.next(ErrorCode::ModelOverloaded, {}), Wait(wait));
        QCOMPARE(retries.next(ErrorCode::ModelOverloaded, {}), Wait());
        QCOMPARE(retries.attempts(), 8);
    }

    void theProvidersTime_isKept_upToABound()
    {
        Retries retries({});
        QCOMPARE(retries.next(ErrorCode::ModelRateLimit, 90s), Wait(90s));
        QCOMPARE(retries.next(ErrorCode::ModelRateLimit, 0s), Wait(0s));
        QCOMPARE(retries.next(ErrorCode::ModelRateLimit, {}), Wait(4s));
        QCOMPARE(retries.next(ErrorCode::ModelRateLimit, 1h), Wait());
    }

    void whatDoesNotPass_isNotTriedAgain()
    {
        for (const auto code : {ErrorCode::ModelAuthentication, ErrorCode::ModelCredit, ErrorCode::ModelContext,
                                ErrorCode::Model, ErrorCode::Unreachable, ErrorCode::Cancelled})
            QCOMPARE(Retries({}).next(code, 1s), Wait());
    }
};

QTEST_APPLESS_MAIN(RetriesTest)
#include "retries_test.moc"
