#include "core/models/prices.h"

#include <QTest>

#include <limits>

using namespace kalpana::models;
using namespace Qt::StringLiterals;

class PricesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachKindOfToken_hasItsPrice()
    {
        const Prices prices{.input = 3'000'000, .output = 15'000'000, .cacheRead = 300'000, .cacheWrite = 3'750'000};

        // 100 plain, 800 read, 100 written, 200 out: 300 + 240 + 375 + 3000 millionths
        QCOMPARE(costMicros({.input = 1000, .output = 200, .cacheRead = 800, .cacheWrite = 100}, prices), 3915);
        QCOMPARE(costMicros({}, prices), 0);
    }

    void whereTheCacheHasNoPrice_itCostsAsOtherInput()
    {
        QCOMPARE(costMicros({.input = 10, .cacheRead = 4, .cacheWrite = 6}, {.input = 2'000'000}), 20);
    }

    void aPartOfAMillionth_isRoundedUp() { QCOMPARE(costMicros({.input = 1}, {.input = 1}), 1); }

    void countsThatLie_neitherOverflowNorPay()
    {
        constexpr auto most = std::numeric_limits<qint64>::max();
        constexpr auto least = std::numeric_limits<qint64>::min();

        QVERIFY(costMicros({.input = most, .output = most, .cacheRead = most, .cacheWrite = most},
                           {.input = most, .output = most, .cacheRead = most, .cacheWrite = most}) > 0);
        QCOMPARE(costMicros({.input = least, .output = least, .cacheRead = least, .cacheWrite = least},
                            {.input = 5, .output = 5}),
                 0);
    }

    void aCount_isNeitherNegativeNorBeyondAllModels()
    {
        QCOMPARE(tokenCount(1200), 1200);
        QCOMPARE(tokenCount(-5), 0);
        QCOMPARE(tokenCount(u"12"_s), 0);
        QCOMPARE(tokenCount(std::numeric_limits<qint64>::max()), 1'000'000'000);
    }

    void sumsOfManySmallCosts_areExact()
    {
        qint64 sum = 0;
        for (int call = 0; call < 10'000; ++call)
            sum += costMicros({.input = 100}, {.input = 1'000'000});
        QCOMPARE(sum, 1'000'000);
        QCOMPARE(moneyText(sum), u"$1.00"_s);
    }

    void aPriceOfATokenInDollars_isReadToTheLastDigit_data()
    {
        QTest::addColumn<QJsonValue>("told");
        QTest::addColumn<qint64>("price");
        QTest::newRow("text") << QJsonValue(u"0.000003"_s) << qint64{3'000'000};
        QTest::newRow("small") << QJsonValue(u"0.000000075"_s) << qint64{75'000};
        QTest::newRow("number") << QJsonValue(0.0000025) << qint64{2'500'000};
        QTest::newRow("with exponent") << QJsonValue(u"3e-06"_s) << qint64{3'000'000};
        QTest::newRow("free") << QJsonValue(u"0"_s) << qint64{0};
        QTest::newRow("depends") << QJsonValue(u"-1"_s) << qint64{-1};
        QTest::newRow("nothing") << QJsonValue() << qint64{-1};
        QTest::newRow("words") << QJsonValue(u"cheap"_s) << qint64{-1};
        QTest::newRow("endless") << QJsonValue(u"inf"_s) << qint64{-1};
        QTest::newRow("no number") << QJsonValue(u"nan"_s) << qint64{-1};
        QTest::newRow("absurd") << QJsonValue(u"1e300"_s) << qint64{-1};
    }
    void aPriceOfATokenInDollars_isReadToTheLastDigit()
    {
        QFETCH(QJsonValue, told);
        QFETCH(qint64, price);
        QCOMPARE(pricePerMillion(told).value_or(-1), price);
    }

    void money_isShownInDollars_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nothing") << qint64{0} << u"$0.00"_s;
        QTest::newRow("small") << qint64{1'234} << u"$0.0012"_s;
        QTest::newRow("below ten cents") << qint64{99'949} << u"$0.0999"_s;
        QTest::newRow("cents") << qint64{104'999} << u"$0.10"_s;
        QTest::newRow("much") << qint64{1'234'567'890} << u"$1234.57"_s;
    }
    void money_isShownInDollars()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, shown);
        QCOMPARE(moneyText(micros), shown);
    }
};

QTEST_GUILESS_MAIN(PricesTest)
#include "prices_test.moc"
