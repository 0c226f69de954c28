#include "core/agent/model_list.h"
#include "tests/support/scripted_model_server.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

ModelEndpoint endpointOf(const test::ScriptedModelServer& server, ModelApi api, std::string_view key = {})
{
    auto address = server.address();
    if (api != ModelApi::OpenAi)
        address.setPath({});
    return {.address = address, .model = {}, .key = Secret(key), .api = api};
}

QStringList idsOf(const QList<models::ModelInfo>& list)
{
    QStringList ids;
    for (const auto& model : list)
        ids << model.id;
    return ids;
}

} // namespace

class ModelListTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openAiCompatible_isAskedWithTheKeyInItsHeader()
    {
        const test::ScriptedModelServer server(
            R"({"replies":[],"answers":{"/v1/models":{"data":[{"id":"a","context_length":8192}]}}})", "sk-1");

        const auto found = fetchModels(endpointOf(server, ModelApi::OpenAi, "sk-1"), {}).value();

        QCOMPARE(idsOf(found), QStringList{u"a"_s});
        QCOMPARE(found[0].contextTokens, 8192);
        QCOMPARE(server.requests().first().method, "GET");
        QCOMPARE(server.requests().first().headers.value("authorization"), "Bearer sk-1");
    }

    void anthropic_isReadToItsLastPage()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{
            "/v1/models?limit=1000":{"data":[{"id":"one"}],"has_more":true,"last_id":"one"},
            "/v1/models?limit=1000&after_id=one":{"data":[{"id":"two"}],"has_more":false,"last_id":"two"}}})",
                                               "sk-2");

        const auto found = fetchModels(endpointOf(server, ModelApi::Anthropic, "sk-2"), {}).value();

        QCOMPARE(idsOf(found), (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(server.requests().first().headers.value("x-api-key"), "sk-2");
        QCOMPARE(server.requests().first().headers.value("anthropic-version"), "2023-06-01");
    }

    void anthropic_thatNeverEnds_isGivenUp()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{
            "/v1/models?limit=1000":{"data":[{"id":"one"}],"has_more":true,"last_id":"one"},
            "/v1/models?limit=1000&after_id=one":{"data":[{"id":"one"}],"has_more":true,"last_id":"one"}}})");

        QCOMPARE(fetchModels(endpointOf(server, ModelApi::Anthropic), {}).value().size(), 2);
    }

    void ollama_isAskedForEachModelsContext()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{
            "/api/tags":{"models":[{"name":"coder","model":"coder"},{"model":"embed"},{"model":"broken"}]},
            "/api/show":[{"body":{"model_info":{"general.architecture":"x","x.context_length":65536},"capabilities":["completion","vision"]}},
                         {"body":{"capabilities":["embedding"]}},
                         {"status":500,"body":{"error":"bad file"}}]}})");

        const auto found = fetchModels(endpointOf(server, ModelApi::Ollama), {}).value();

        QCOMPARE(idsOf(found), (QStringList{u"coder"_s, u"broken"_s}));
        QCOMPARE(found[0].contextTokens, 65'536);
        QCOMPARE(found[0].images, true);
        QCOMPARE(found[0].prices, models::Prices{});
        QCOMPARE(server.requests()[1].body.value("model"_L1).toString(), u"coder"_s);
    }

    void aRefusedKey_isSaid_withoutTheKey()
    {
        const test::ScriptedModelServer server(R"({"replies":[]})", "right");

        const auto error = fetchModels(endpointOf(server, ModelApi::OpenAi, "sk-wrong"), {}).error();

        QCOMPARE(error.code, ErrorCode::ModelAuthentication);
        QVERIFY(!error.detail.contains(u"sk-wrong"_s));
    }

    void aServerWithoutAList_isSaid()
    {
        const test::ScriptedModelServer server(R"({"replies":[],"answers":{"/v1/models":"<html>hello</html>"}})");

        QCOMPARE(fetchModels(endpointOf(server, ModelApi::OpenAi), {}).error().code, ErrorCode::Model);
    }

    void noServer_isUnreachable()
    {
        const auto error =
            fetchModels({.address = QUrl(u"http://127.0.0.1:1/v1"_s), .model = {}, .key = {}}, {}).error();

        QCOMPARE(error.code, ErrorCode::Unreachable);
    }

    void plainHttpToAnotherComputer_isRefusedBeforeTheKeyIsSent()
    {
        const auto found = fetchModels(
            {.address = QUrl(u"http://models.example/v1"_s), .model = {}, .key = Secret(std::string_view("sk"))}, {});

        QCOMPARE(found.error().code, ErrorCode::Config);
    }

    void aStop_endsIt()
    {
        const test::ScriptedModelServer server(R"({"replies":[]})");
        std::stop_source stop;
        stop.request_stop();

        QCOMPARE(fetchModels(endpointOf(server, ModelApi::OpenAi), stop.get_token()).error().code,
                 ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ModelListTest)
#include "model_list_test.moc"
