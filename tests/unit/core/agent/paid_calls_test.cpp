#include "core/agent/paid_calls.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QTest>

#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::TurnBox;

namespace {

// Each reply reads a file and costs 100 in and 10 out.
QByteArray readsFor(int replies, int tokens = 100)
{
    const auto usage = R"({"usage":{"prompt_tokens":)" + QByteArray::number(tokens) + R"(,"completion_tokens":10}}]})";
    QByteArray script = R"({"replies":[)";
    for (int reply = 0; reply < replies; ++reply)
        script += R"({"steps":[{"tools":[{"id":"c)" + QByteArray::number(reply) +
                  R"(","name":"list_folder","arguments":{}}]},)" + usage + ',';
    return script + R"({"steps":[{"text":"Done."},)" + usage + "]}";
}

constexpr models::Prices dollars{.input = 1'000'000, .output = 10'000'000};

} // namespace

class PaidCallsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachReply_isPriced()
    {
        TurnBox box(readsFor(1));
        box.useModel({.prices = dollars});

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);

        const auto usages = box.watcher.all<Usage>();
        QCOMPARE(usages.size(), 2);
        QCOMPARE(usages.first().tokens.costMicros, 200);
        QCOMPARE(box.ledger->spentIn(box.chat.id), 400);
    }

    void whatTheProviderSays_comesBeforeItsPrices()
    {
        TurnBox box(
            R"({"replies":[{"steps":[{"text":"Hi"},{"usage":{"prompt_tokens":100,"completion_tokens":10,"cost":0.25}}]}]})");
        box.useModel({.prices = dollars});

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);

        QCOMPARE(box.watcher.all<Usage>().first().tokens.costMicros, 250'000);
    }

    void withoutPrices_nothingIsMadeUp()
    {
        TurnBox box(readsFor(0));

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);

        QVERIFY(!box.watcher.all<Usage>().first().tokens.costMicros);
    }

    void anAnswerThatWasCutOff_isPaidFor_asFarAsItCame()
    {
        TurnBox box(R"({"replies":[{"steps":[{"text":"Half an answer"},{"cut":true}]}]})");
        box.useModel({.prices = dollars});

        QCOMPARE(box.turn(u"Go."_s).error().code, ErrorCode::ConnectionLost);

        const auto usages = box.watcher.all<Usage>();
        QCOMPARE(usages.size(), 1);
        QVERIFY(usages.first().estimated);
        QVERIFY(usages.first().tokens.output >= 4);
        QCOMPARE(box.ledger->spentIn(box.chat.id).value(), *usages.first().tokens.costMicros);
    }

    void aRefusedCall_isNotPaidFor()
    {
        TurnBox box(R"({"replies":[{"status":401,"body":{"error":{"message":"no"}}}]})");
        box.useModel({.prices = dollars});

        QVERIFY(!box.turn(u"Go."_s));

        QCOMPARE(box.ledger->spentIn(box.chat.id), 0);
    }

    void theChatsMoney_stopsBeforeTheNextCall_andSaysSo()
    {
        TurnBox box(readsFor(9, 2'000));
        box.useModel({.prices = dollars});
        box.limits.chatMicros = 10'000; // each call costs 2,100

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::MoneyLimit);

        const auto end = box.watcher.all<TurnFinished>().first();
        QVERIFY2(end.sentence.contains(u"$0.01"_s) && end.sentence.contains(u"Settings"_s), qPrintable(end.sentence));
        QVERIFY(box.ledger->spentIn(box.chat.id).value() <= 10'000);
        QVERIFY(box.server.requests().size() < 6);
    }

    void theDaysMoney_isThatOfAllChats()
    {
        TurnBox box(readsFor(5));
        box.useModel({.prices = dollars});
        QVERIFY(box.ledger->book(u"another chat"_s, 900'000, {}, QDateTime::currentDateTime()));
        box.limits.dayMicros = 900'001;

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::MoneyLimit);

        QVERIFY(box.server.requests().isEmpty());
        QVERIFY(box.watcher.all<TurnFinished>().first().sentence.contains(u"tomorrow"_s));
    }

    void moneyThatCantBeCounted_isRefusedBeforeTheFirstCall()
    {
        TurnBox box(readsFor(1));
        box.limits.chatMicros = 1'000'000;

        const auto error = box.turn(u"Go."_s).error();

        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY2(error.sentence.contains(u"scripted"_s), qPrintable(error.sentence));
        QVERIFY(box.server.requests().isEmpty());
    }

    void aFreeModel_hasNoLimitOfMoney()
    {
        TurnBox box(readsFor(1));
        box.useModel({.prices = models::Prices{}});
        box.limits.chatMicros = 1;

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
    }

    void time_stopsBeforeTheNextCall_andSaysSo()
    {
        TurnBox box(
            R"({"replies":[{"steps":[{"stall":true},{"tools":[{"id":"c","name":"list_folder","arguments":{}}]}]}]})");
        box.limits.time = std::chrono::milliseconds(1);
        QObject clock;
        std::jthread releasing([&](const std::stop_token& stop) {
            while (!stop.stop_requested() && box.server.stalled() == 0)
                std::this_thread::yield();
            const auto begin = std::chrono::steady_clock::now();
            while (!stop.stop_requested() && std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(2))
                std::this_thread::yield();
            box.server.release();
        });

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::TimeLimit);

        QVERIFY(box.server.requests().size() <= 1);
        QVERIFY(!box.watcher.all<TurnFinished>().first().sentence.isEmpty());
    }

    void steps_sayWhatTheLimitWas()
    {
        TurnBox box(readsFor(5));
        box.limits.steps = 2;

        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::StepLimit);

        QCOMPARE(box.server.requests().size(), 2);
        QVERIFY(box.watcher.all<TurnFinished>().first().sentence.contains(u"2"_s));
    }

    void callsAMinute_areWaitedFor_andAStopEndsTheWait()
    {
        TurnBox box(readsFor(5));
        box.limits.callsPerMinute = 1;
        std::stop_source stop;
        std::jthread stopping([&](const std::stop_token& done) {
            while (!done.stop_requested() && box.watcher.all<ModelWaits>().isEmpty())
                std::this_thread::yield();
            stop.request_stop();
        });

        QCOMPARE(box.turn(u"Go."_s, stop.get_token()).error().code, ErrorCode::Cancelled);

        QCOMPARE(box.server.requests().size(), 1);
        const auto waits = box.watcher.all<ModelWaits>();
        QCOMPARE(waits.size(), 1);
        QVERIFY(waits.first().wait.time > std::chrono::seconds(30));
    }

    void planMode_isAnsweredByItsOwnModel()
    {
        TurnBox box(R"({"replies":[{"steps":[{"text":"1. Do."}]},{"steps":[{"text":"Done."}]}]})");
        box.usePlanner(u"thinker"_s);

        QCOMPARE(box.turn({u"Plan."_s, Mode::Plan}), TurnOutcome::Answered);
        QCOMPARE(box.turn(u"Do."_s), TurnOutcome::Answered);

        QCOMPARE(box.server.requests()[0].body.value("model"_L1).toString(), u"thinker"_s);
        QCOMPARE(box.server.requests()[1].body.value("model"_L1).toString(), u"scripted"_s);
    }
};

QTEST_GUILESS_MAIN(PaidCallsTest)
#include "paid_calls_test.moc"
