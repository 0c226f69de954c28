#include "core/provider/favourites.h"
#include "core/provider/limits.h"
#include "core/provider/model_facts.h"
#include "core/provider/provider_models.h"
#include "core/secrets/memory_store.h"
#include "tests/support/scripted_model_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace kalpana;
using namespace kalpana::provider;
using namespace Qt::StringLiterals;

namespace {

struct Desk {
    QTemporaryDir folder;
    settings::Settings settings = settings::Settings::load(folder.path()).value();
    secrets::MemoryStore secrets;
};

} // namespace

class ProviderModelsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theList_isKept_andAskedForAgainOnWish()
    {
        const test::ScriptedModelServer server(
            R"({"replies":[],"answers":{"/v1/models":[{"body":{"data":[{"id":"b"},{"id":"a"}]}},{"body":{"data":[{"id":"c"}]}}]}})");
        Desk desk;
        QVERIFY(desk.settings.setValue(u"model.address"_s, server.address().toString()));
        const auto list = [&](Refetch refetch) {
            return providerModels(desk.settings, desk.secrets, desk.folder.path(), refetch, {}).value().models;
        };

        QCOMPARE(list(Refetch::IfMissing).first().id, u"a"_s);
        QCOMPARE(list(Refetch::IfMissing).size(), 2);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(list(Refetch::Always).first().id, u"c"_s);
        QCOMPARE(list(Refetch::IfMissing).first().id, u"c"_s);
    }

    void withoutTheKeyThatIsNeeded_nobodyIsAsked()
    {
        Desk desk;
        const auto found = providerModels(desk.settings, desk.secrets, desk.folder.path(), Refetch::Always, {});
        QCOMPARE(found.error().code, ErrorCode::ModelAuthentication);
    }

    void ownPrices_comeFirst()
    {
        Desk desk;
        QVERIFY(desk.settings.setValue(u"model.address"_s, u"https://api.openai.com/v1"_s));
        QCOMPARE(modelFacts(desk.settings, desk.folder.path(), u"gpt-5"_s).value().prices->input, 1'250'000);

        QVERIFY(desk.settings.setValue(
            u"model.prices"_s,
            QJsonObject{{u"gpt-5"_s, QJsonObject{{u"input"_s, 2}, {u"output"_s, 4.5}, {u"context"_s, 1000}}}}));

        const auto facts = modelFacts(desk.settings, desk.folder.path(), u"gpt-5"_s).value();
        QCOMPARE(facts.prices, (models::Prices{2'000'000, 4'500'000}));
        QCOMPARE(facts.contextTokens, 1000);
        QVERIFY(!modelFacts(desk.settings, desk.folder.path(), u"unheard-of"_s).value().prices);
    }

    void ownPricesThatAreNone_areRefused_namingModelAndFile_data()
    {
        QTest::addColumn<QJsonValue>("prices");
        QTest::newRow("no table") << QJsonValue(7);
        QTest::newRow("no object") << QJsonValue(QJsonObject{{u"m"_s, 3}});
        QTest::newRow("text") << QJsonValue(QJsonObject{{u"m"_s, QJsonObject{{u"input"_s, u"3"_s}, {u"output"_s, 1}}}});
        QTest::newRow("negative") << QJsonValue(QJsonObject{{u"m"_s, QJsonObject{{u"input"_s, -3}, {u"output"_s, 1}}}});
        QTest::newRow("half") << QJsonValue(QJsonObject{{u"m"_s, QJsonObject{{u"input"_s, 3}}}});
        QTest::newRow("context") << QJsonValue(QJsonObject{{u"m"_s, QJsonObject{{u"context"_s, -3}}}});
    }
    void ownPricesThatAreNone_areRefused_namingModelAndFile()
    {
        QFETCH(QJsonValue, prices);
        Desk desk;
        QVERIFY(desk.settings.setValue(u"model.prices"_s, prices));

        const auto error = modelFacts(desk.settings, desk.folder.path(), u"m"_s).error();

        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY(error.sentence.contains(u"\"m\""_s));
        QVERIFY(error.sentence.contains(desk.settings.file()));
    }

    void planning_hasItsOwnModel_orTheSame()
    {
        Desk desk;
        QVERIFY(desk.settings.setValue(u"model.address"_s, u"http://localhost:11434"_s));
        QVERIFY(desk.settings.setValue(u"model.name"_s, u"doer"_s));
        QCOMPARE(endpoint(desk.settings, desk.secrets, Purpose::Plan).value().model, u"doer"_s);

        QVERIFY(desk.settings.setValue(u"model.planning"_s, u"thinker"_s));

        QCOMPARE(endpoint(desk.settings, desk.secrets, Purpose::Plan).value().model, u"thinker"_s);
        QCOMPARE(endpoint(desk.settings, desk.secrets, Purpose::Act).value().model, u"doer"_s);
    }

    void aStar_isKept_forItsProvider()
    {
        Desk desk;
        QVERIFY(setFavourite(desk.settings, u"a"_s, true));
        QVERIFY(setFavourite(desk.settings, u"b"_s, true));
        QVERIFY(setFavourite(desk.settings, u"a"_s, false));
        QCOMPARE(favourites(desk.settings), QStringList{u"b"_s});

        QVERIFY(desk.settings.setValue(u"model.address"_s, u"https://api.openai.com/v1"_s));
        QVERIFY(favourites(desk.settings).isEmpty());
    }

    void limits_areRead()
    {
        Desk desk;
        QCOMPARE(turnLimits(desk.settings).value(), agent::TurnLimits{});
        QVERIFY(desk.settings.setValue(u"limits.steps"_s, 7));
        QVERIFY(desk.settings.setValue(u"limits.turnMinutes"_s, 2));
        QVERIFY(desk.settings.setValue(u"limits.chatDollars"_s, 0.5));
        QVERIFY(desk.settings.setValue(u"limits.dayDollars"_s, 10));
        QVERIFY(desk.settings.setValue(u"limits.callsPerMinute"_s, 20));

        const auto limits = turnLimits(desk.settings).value();

        QCOMPARE(limits.steps, 7);
        QCOMPARE(limits.time, std::chrono::minutes(2));
        QCOMPARE(limits.chatMicros, 500'000);
        QCOMPARE(limits.dayMicros, 10'000'000);
        QCOMPARE(limits.callsPerMinute, 20);
    }

    void aLimitThatIsNone_isRefused_namingItsKey_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("no steps") << u"limits.steps"_s << QJsonValue(0);
        QTest::newRow("half a step") << u"limits.steps"_s << QJsonValue(1.5);
        QTest::newRow("word") << u"limits.turnMinutes"_s << QJsonValue(u"ten"_s);
        QTest::newRow("text") << u"limits.chatDollars"_s << QJsonValue(u"5"_s);
        QTest::newRow("nothing") << u"limits.dayDollars"_s << QJsonValue(0);
        QTest::newRow("less than nothing") << u"limits.dayDollars"_s << QJsonValue(-1);
        QTest::newRow("many") << u"limits.callsPerMinute"_s << QJsonValue(1e9);
    }
    void aLimitThatIsNone_isRefused_namingItsKey()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        Desk desk;
        QVERIFY(desk.settings.setValue(key, value));

        const auto error = turnLimits(desk.settings).error();

        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY(error.sentence.contains(key));
    }

    void aProxyOrCaFileThatIsNone_isRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("words") << u"network.proxy"_s << u"my proxy"_s;
        QTest::newRow("no port") << u"network.proxy"_s << u"http://proxy.example"_s;
        QTest::newRow("scheme") << u"network.proxy"_s << u"ftp://proxy.example:21"_s;
        QTest::newRow("password") << u"network.proxy"_s << u"http://me:secret@proxy.example:3128"_s;
        QTest::newRow("missing") << u"network.caFile"_s << u"/nowhere/ca.pem"_s;
        QTest::newRow("no certificate") << u"network.caFile"_s << u"/dev/null"_s;
    }
    void aProxyOrCaFileThatIsNone_isRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        Desk desk;
        QVERIFY(desk.settings.setValue(u"model.address"_s, u"http://localhost:11434"_s));
        QVERIFY(desk.settings.setValue(key, value));

        const auto error = endpoint(desk.settings, desk.secrets).error();

        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY(error.sentence.contains(key));
        QVERIFY(!error.sentence.contains(u"secret@"_s));
    }
};

QTEST_GUILESS_MAIN(ProviderModelsTest)
#include "provider_models_test.moc"
