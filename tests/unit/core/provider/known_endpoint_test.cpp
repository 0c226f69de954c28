#include "core/provider/known_endpoint.h"
#include "core/secrets/memory_store.h"
#include "tests/support/scripted_model_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace kalpana;
using namespace kalpana::provider;
using namespace Qt::StringLiterals;

namespace {

struct Desk {
    explicit Desk(const test::ScriptedModelServer& server, const QString& api = {})
    {
        auto address = server.address();
        if (api == "ollama"_L1)
            address.setPath({});
        set(u"model.address"_s, address.toString());
        set(u"model.name"_s, u"m"_s);
        set(u"model.api"_s, api);
    }
    void set(const QString& key, const QJsonValue& value)
    {
        if (!settings.setValue(key, value))
            qFatal("no settings");
    }
    Result<agent::ModelEndpoint> endpoint()
    {
        return knownEndpoint(settings, secrets, folder.path(), Purpose::Act, {});
    }

    QTemporaryDir folder;
    settings::Settings settings = settings::Settings::load(folder.path()).value();
    secrets::MemoryStore secrets;
};

const QByteArray tags = R"({"replies":[],"answers":{"/api/tags":{"models":[{"model":"m"}]},
 "/api/show":{"model_info":{"general.architecture":"x","x.context_length":131072},"capabilities":["completion","vision"]}}})";

} // namespace

class KnownEndpointTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theList_isAskedForOnce_andTellsContextAndPrices()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{"/v1/models":{"data":[
            {"id":"m","context_length":9000,"pricing":{"prompt":"0.000001","completion":"0.000002"}}]}}})");
        Desk desk(server);
        QCOMPARE(contextOf(desk.settings, desk.folder.path()), 0);

        const auto facts = desk.endpoint().value().facts;

        QCOMPARE(facts.contextTokens, 9000);
        QCOMPARE(facts.prices, (models::Prices{1'000'000, 2'000'000}));
        QCOMPARE(contextOf(desk.settings, desk.folder.path()), 9000);
        QVERIFY(desk.endpoint());
        QCOMPARE(server.requests().size(), 1);
    }

    void aProviderWithoutAList_isNotAskedAgain()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{"/v1/models":"nothing here"}})");
        Desk desk(server);

        QCOMPARE(desk.endpoint().value().facts.contextTokens, 0);
        QVERIFY(!desk.endpoint().value().facts.prices);
        QCOMPARE(server.requests().size(), 1);
    }

    void aProviderThatIsBusy_isNoError_andAskedAgainNextTime()
    {
        const test::ScriptedModelServer server(
            R"({"replies":[],"answers":{"/v1/models":[{"status":503,"body":{}},{"body":{"data":[{"id":"m","context_length":9000}]}}]}})");
        Desk desk(server);

        QCOMPARE(desk.endpoint().value().facts.contextTokens, 0);
        QCOMPARE(desk.endpoint().value().facts.contextTokens, 9000);
    }

    void ollama_readsWhatItIsAskedTo_notAllThatItsModelCould()
    {
        const test::ScriptedModelServer server(tags);
        Desk desk(server, u"ollama"_s);

        const auto facts = desk.endpoint().value().facts;
        QCOMPARE(facts.contextTokens, 32'768);
        QCOMPARE(facts.images, true);
        QCOMPARE(takesImages(desk.settings, desk.folder.path()), true);

        desk.set(u"model.prices"_s, QJsonObject{{u"m"_s, QJsonObject{{u"context"_s, 65'536}}}});
        QCOMPARE(desk.endpoint().value().facts.contextTokens, 65'536);
    }

    void ownPricesThatAreNone_areRefused()
    {
        const test::ScriptedModelServer server(tags);
        Desk desk(server, u"ollama"_s);
        desk.set(u"model.prices"_s, u"cheap"_s);
        QCOMPARE(desk.endpoint().error().code, ErrorCode::Config);
    }
};

QTEST_GUILESS_MAIN(KnownEndpointTest)
#include "known_endpoint_test.moc"
