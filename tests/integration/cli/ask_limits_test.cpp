#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

namespace {

// Looks around for ever; each reply costs 1,000 tokens in and 100 out.
QByteArray restless()
{
    QByteArray replies;
    for (int reply = 0; reply < 12; ++reply)
        replies += R"({"steps": [{"tools": [{"id": "c", "name": "list_folder", "arguments": {}}]}, )"
                   R"({"usage": {"prompt_tokens": 1000, "completion_tokens": 100}}]},)";
    replies.chop(1);
    return R"({"answers": {"/v1/models": {"data": [{"id": "scripted"}, {"id": "thinker"}]}}, "replies": [)" + replies +
           "]}";
}

} // namespace

/// The real program and bridge; what a turn may use up.
class AskLimitsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<test::TemporaryFolder>();
        m_server = std::make_unique<test::ScriptedModelServer>(restless(), "sk-test");
        auto store = workspace::Store::open(data()).value();
        QVERIFY(store
                    .insert({.id = u"api-0001"_s,
                             .name = u"api"_s,
                             .folder = m_folder->path(u"work"_s),
                             .remoteData = m_folder->path(u"remote"_s)})
                    .has_value());
    }
    void cleanup() { QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0); }

    void aLimit_endsTheTurn_withItsSentence_andACode_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("steps") << u"limits.steps"_s << 3.0 << QByteArray("3 calls");
        QTest::newRow("money of a chat") << u"limits.chatDollars"_s << 0.02 << QByteArray("$0.02");
        QTest::newRow("money of a day") << u"limits.dayDollars"_s << 0.02 << QByteArray("tomorrow");
    }
    void aLimit_endsTheTurn_withItsSentence_andACode()
    {
        QFETCH(QString, key);
        QFETCH(double, value);
        QFETCH(QByteArray, says);
        use({{key, value}, {u"model.prices"_s, prices()}});

        const auto ran = run({u"ask"_s, u"api"_s, u"Look around"_s});

        QVERIFY(ran.exitCode != 0);
        QVERIFY2(ran.error.contains(says) && ran.error.contains("Settings"), ran.error);
        QVERIFY2(asked() > 0 && asked() < 12, QByteArray::number(asked()));
    }

    void theDaysMoney_holdsForTheNextChatToo()
    {
        use({{u"limits.dayDollars"_s, 0.02}, {u"model.prices"_s, prices()}});
        QVERIFY(run({u"ask"_s, u"api"_s, u"Look around"_s}).exitCode != 0);
        const auto before = asked();

        const auto ran = run({u"ask"_s, u"api"_s, u"Look around again"_s});

        QVERIFY(ran.exitCode != 0);
        QCOMPARE(asked(), before);
    }

    void moneyWithoutPrices_isRefused_beforeTheFirstCall()
    {
        use({{u"limits.chatDollars"_s, 1}});

        const auto ran = run({u"ask"_s, u"api"_s, u"Look around"_s});

        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains("scripted") && ran.error.contains("prices"), ran.error);
        QCOMPARE(asked(), 0);
    }

    void aLimitThatIsNone_isRefused_namingIt()
    {
        use({{u"limits.steps"_s, u"many"_s}});

        const auto ran = run({u"ask"_s, u"api"_s, u"Look around"_s});

        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains("limits.steps"), ran.error);
    }

    void json_tellsWhatEachReplyCost()
    {
        use({{u"limits.steps"_s, 2}, {u"model.prices"_s, prices()}});

        const auto ran = run({u"--json"_s, u"ask"_s, u"api"_s, u"Look around"_s});

        const auto usage = ran.first("usage"_L1);
        QCOMPARE(usage.value("input"_L1).toInteger(), 1000);
        QCOMPARE(usage.value("costMicros"_L1).toInteger(), 1000 + 1000); // $1 and $10 for a million
        QCOMPARE(ran.first("turn-finished"_L1).value("reason"_L1).toString(), u"step-limit"_s);
    }

    void plan_isAnsweredByTheModelForPlanning()
    {
        use({{u"limits.steps"_s, 1}, {u"model.planning"_s, u"thinker"_s}});

        QVERIFY(run({u"ask"_s, u"api"_s, u"Look around"_s, u"--plan"_s}).exitCode != 0);

        QCOMPARE(m_server->requests().last().body.value("model"_L1).toString(), u"thinker"_s);
    }

    void aChatThatIsFull_goesOnFromASummary()
    {
        m_server = std::make_unique<test::ScriptedModelServer>(
            R"({"answers": {"/v1/models": {"data": []}}, "replies": [
                {"steps": [{"tools": [{"id": "c", "name": "list_folder", "arguments": {}}]}, {"usage": {"prompt_tokens": 17000, "completion_tokens": 10}}]},
                {"steps": [{"text": "Task: look around. Plan: nothing is left. Files: none."}]},
                {"steps": [{"text": "All is seen."}]}]})",
            "sk-test");
        use({{u"model.prices"_s, QJsonObject{{u"scripted"_s, QJsonObject{{u"context"_s, 20'000}}}}}});

        const auto ran = run({u"--json"_s, u"ask"_s, u"api"_s, u"Look around, and spare no words"_s});

        QVERIFY2(ran.exitCode == 0, ran.out);
        const auto summary = ran.first("compacted"_L1).value("summary"_L1).toString();
        QVERIFY(summary.contains(u"nothing is left"_s) && summary.contains(u"spare no words"_s));
        QCOMPARE(asked(), 3);
        const auto sent = m_server->requests().last().body.value("messages"_L1).toArray();
        QCOMPARE(sent.size(), 2); // the instructions and the summary
        QVERIFY(ran.out.contains("All is seen."));
    }

    void theKey_isInNoFile()
    {
        use({{u"limits.steps"_s, 2}, {u"model.prices"_s, prices()}});
        QVERIFY(run({u"ask"_s, u"api"_s, u"Look around"_s}).exitCode != 0);
        for (const auto& name : {u"data/calls.db"_s, u"data/chats.db"_s, u"data/settings.json"_s})
            QVERIFY(!m_folder->read(name).contains("sk-test"));
        const QDir lists(m_folder->path(u"data/models"_s));
        const auto kept = lists.entryList(QDir::Files);
        QCOMPARE(kept.size(), 1);
        QVERIFY(!m_folder->read(u"data/models/"_s + kept.first()).contains("sk-test"));
    }

private:
    [[nodiscard]] QString data() const { return m_folder->path(u"data"_s); }
    static QJsonObject prices() { return {{u"scripted"_s, QJsonObject{{u"input"_s, 1}, {u"output"_s, 10}}}}; }
    void use(QJsonObject settings) const
    {
        settings.insert(u"model.address"_s, m_server->address().toString());
        settings.insert(u"model.name"_s, u"scripted"_s);
        m_folder->write(u"data/settings.json"_s, QJsonDocument(settings).toJson());
    }
    /// How often the model was called; asking for its list does not count.
    [[nodiscard]] qsizetype asked() const
    {
        auto requests = m_server->requests();
        requests.removeIf([](const auto& request) { return request.method != "POST"; });
        return requests.size();
    }
    [[nodiscard]] test::Ran run(const QStringList& arguments) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"KALPANA_MODEL_API_KEY"_s, u"sk-test"_s);
        return kalpanactl(QStringList{u"--data-dir"_s, data()} + arguments, {}, environment);
    }
    std::unique_ptr<test::TemporaryFolder> m_folder;
    std::unique_ptr<test::ScriptedModelServer> m_server;
};

QTEST_GUILESS_MAIN(AskLimitsTest)
#include "ask_limits_test.moc"
