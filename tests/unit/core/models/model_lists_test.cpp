#include "core/models/model_lists.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <random>

using namespace kalpana;
using namespace kalpana::models;
using namespace Qt::StringLiterals;

namespace {

QByteArray answer(const QString& name)
{
    QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/tests/unit/core/models/answers/") + name);
    return file.open(QFile::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

// As OpenRouter, vLLM, Groq and OpenAI answer; the last ones are none.
const QByteArray openAiBody = answer(u"openai_models.json"_s);

const QByteArray anthropicBody = answer(u"anthropic_models.json"_s);

const QByteArray tagsBody = answer(u"ollama_tags.json"_s);

const QByteArray showBody = answer(u"ollama_show.json"_s);

} // namespace

class ModelListsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openRouters_tellContextPricesAndWhatTheyTake()
    {
        const auto models = modelsOfOpenAi(openAiBody, u"a.example"_s).value();

        QCOMPARE(models.size(), 5);
        QCOMPARE(models[0], (ModelInfo{.id = u"anthropic/claude-sonnet-4.5"_s,
                                       .name = u"Anthropic: Claude Sonnet 4.5"_s,
                                       .contextTokens = 1'000'000,
                                       .prices = Prices{3'000'000, 15'000'000, 300'000, 3'750'000},
                                       .images = true,
                                       .tools = true}));
        QVERIFY(!models[1].prices); // depends on what it chooses
        QCOMPARE(models[2].contextTokens, 32768);
        QCOMPARE(models[2].tools, false);
        QCOMPARE(models[3].contextTokens, 131072);
        QCOMPARE(models[4], ModelInfo{.id = u"gpt-5"_s});
    }

    void anthropics_comeInPages()
    {
        const auto page = modelsOfAnthropic(anthropicBody, u"a.example"_s).value();

        QCOMPARE(page.models.size(), 2);
        QCOMPARE(page.models[0].name, u"Claude Sonnet 4.5"_s);
        QCOMPARE(page.models[0].contextTokens, 0);
        QCOMPARE(page.models[1].contextTokens, 200'000);
        QCOMPARE(page.models[1].images, true);
        QCOMPARE(page.next, u"claude-next"_s);
    }

    void ollamas_areFreeOnThisComputer_andOnlyThere()
    {
        const auto models = modelsOfOllama(tagsBody, u"localhost"_s).value();

        QCOMPARE(models.size(), 2);
        QCOMPARE(models[0].prices, Prices{});
        QVERIFY(!models[1].prices);
        const auto detailed = withOllamaDetails(models[0], showBody, u"localhost"_s).value();
        QCOMPARE(detailed->contextTokens, 262'144);
        QCOMPARE(detailed->tools, true);
        QCOMPARE(detailed->images, false);
    }

    void anOllamaModelThatOnlyEmbeds_isLeftOut()
    {
        QVERIFY(!withOllamaDetails({.id = u"m"_s}, "{\"capabilities\":[\"embedding\"]}", u"localhost"_s).value());
    }

    void somethingElse_isNoList_andSaysWhoSentIt()
    {
        for (const QByteArray body : {"", "<html>", "{}", "{\"data\":7}", "{\"models\":{}}", "null"}) {
            for (const auto& error :
                 {modelsOfOpenAi(body, u"a.example"_s).error(), modelsOfAnthropic(body, u"a.example"_s).error(),
                  modelsOfOllama(body, u"a.example"_s).error()}) {
                QCOMPARE(error.code, ErrorCode::Model);
                QVERIFY(error.sentence.contains(u"a.example"_s));
            }
        }
        QCOMPARE(withOllamaDetails({.id = u"m"_s}, "[]", u"a.example"_s).error().code, ErrorCode::Model);
    }

    void cutAnywhere_itIsAnErrorAndNothingWorse()
    {
        for (const auto& body : {openAiBody, anthropicBody, tagsBody, showBody})
            for (qsizetype size = 0; size < body.size(); ++size) {
                const auto part = body.first(size);
                QVERIFY(!modelsOfOpenAi(part, u"a.example"_s));
                QVERIFY(!modelsOfAnthropic(part, u"a.example"_s));
                QVERIFY(!modelsOfOllama(part, u"a.example"_s));
                QVERIFY(!withOllamaDetails({.id = u"m"_s}, part, u"a.example"_s));
            }
    }

    void changedAnywhere_whatIsReadCanBeShownAndSent()
    {
        std::minstd_rand random(1);
        for (int round = 0; round < 3000; ++round) {
            auto body = round % 2 == 0 ? openAiBody : tagsBody;
            for (int change = 0; change < 3; ++change)
                body[static_cast<qsizetype>(random() % static_cast<unsigned>(body.size()))] =
                    static_cast<char>(random() % 256);
            for (const auto& list : {modelsOfOpenAi(body, u"a"_s), modelsOfOllama(body, u"a"_s)})
                for (const auto& model : list.value_or(QList<ModelInfo>())) {
                    QVERIFY(isModelId(model.id));
                    QVERIFY(model.contextTokens >= 0);
                    QVERIFY(!model.prices || (model.prices->input >= 0 && model.prices->output >= 0));
                }
        }
    }

    void aListWithoutEnd_isBounded()
    {
        QByteArray body = "{\"data\":[";
        for (int count = 0; count < 20'000; ++count)
            body += "{\"id\":\"m" + QByteArray::number(count) + "\"},";
        body.chop(1);
        QCOMPARE(modelsOfOpenAi(body + "]}", u"a"_s).value().size(), 5'000);
    }

    void aModel_survivesJson()
    {
        const auto models = modelsOfOpenAi(openAiBody, u"a"_s).value();
        for (const auto& model : models)
            QCOMPARE(modelFromJson(toJson(model)), model);
        QVERIFY(!modelFromJson({}));
    }
};

QTEST_GUILESS_MAIN(ModelListsTest)
#include "model_lists_test.moc"
