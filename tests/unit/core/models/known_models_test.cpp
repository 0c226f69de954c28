#include "core/models/known_models.h"

#include <QTest>

using namespace kalpana::models;
using namespace Qt::StringLiterals;

class KnownModelsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTable_hasADate() { QVERIFY(knownAsOf().isValid()); }

    void whatTheProviderDidNotTell_isFilledIn()
    {
        const auto model = withKnown({.id = u"claude-sonnet-4-5"_s}, u"api.anthropic.com"_s);

        QCOMPARE(model.contextTokens, 200'000);
        QCOMPARE(model.prices, (Prices{3'000'000, 15'000'000, 300'000, 3'750'000}));
        QCOMPARE(model.images, true);
    }

    void aModelOfADate_isThatModel()
    {
        QVERIFY(withKnown({.id = u"claude-sonnet-4-5-20250929"_s}, u"api.anthropic.com"_s).prices);
        QVERIFY(withKnown({.id = u"gpt-4o-2024-08-06"_s}, u"API.OpenAI.com"_s).prices);
        QVERIFY(!withKnown({.id = u"gpt-5-codex-of-tomorrow"_s}, u"api.openai.com"_s).prices);
    }

    void whatTheProviderTold_stays()
    {
        const auto model =
            withKnown({.id = u"gpt-5"_s, .contextTokens = 7, .prices = Prices{1, 2}}, u"api.openai.com"_s);

        QCOMPARE(model.contextTokens, 7);
        QCOMPARE(model.prices, (Prices{1, 2}));
    }

    void theSameNameAtAnotherHost_isUnknown() { QVERIFY(!withKnown({.id = u"gpt-5"_s}, u"models.example"_s).prices); }

    void whatDoesNotTalk_isToldApart()
    {
        QVERIFY(isNoChatModel(u"text-embedding-3-small"_s, u"api.openai.com"_s));
        QVERIFY(!isNoChatModel(u"gpt-5"_s, u"api.openai.com"_s));
        QVERIFY(!isNoChatModel(u"text-embedding-3-small"_s, u"models.example"_s));
    }
};

QTEST_GUILESS_MAIN(KnownModelsTest)
#include "known_models_test.moc"
