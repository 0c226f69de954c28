#include "tests/unit/core/agent/turn_box.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using Box = test::TurnBox;

namespace {

/// With ' in the place of ".
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

/// An error as each API words it; `type` in the names of Anthropic.
QJsonObject errorOf(ModelApi api, const QString& type, const QString& message)
{
    const QJsonObject error{{"type"_L1, type}, {"message"_L1, message}};
    switch (api) {
    case ModelApi::Anthropic:
        return {{"type"_L1, "error"_L1}, {"error"_L1, error}};
    case ModelApi::Ollama:
        return {{"error"_L1, message}};
    case ModelApi::OpenAi:
        break;
    }
    return {{"error"_L1, error}};
}

QByteArray status(int code, const QJsonObject& body, const QString& retryAfter = {})
{
    QJsonObject headers;
    if (!retryAfter.isEmpty())
        headers.insert("Retry-After"_L1, retryAfter);
    return compact({{"status"_L1, code}, {"headers"_L1, headers}, {"body"_L1, body}});
}

QByteArray sent(const Box& box, qsizetype request)
{
    return QJsonDocument(box.server.requests().value(request).body).toJson();
}

QByteArray script(const QList<QByteArray>& replies)
{
    return "{\"replies\": [" + replies.join(',') + "]}";
}

const QByteArray here = json("{'steps': [{'text': 'Here.'}]}");

constexpr std::array apis{std::pair{"openai", ModelApi::OpenAi}, std::pair{"anthropic", ModelApi::Anthropic},
                          std::pair{"ollama", ModelApi::Ollama}};

} // namespace

/// Each way in which a provider fails, by each API, through a whole turn: what the user is told, what stays, and that
/// it can go on.
class TurnErrorsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachError_isTold_andTheTurnCanGoOn_data()
    {
        QTest::addColumn<ModelApi>("api");
        QTest::addColumn<QList<QByteArray>>("replies"); // those that fail
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("kept");
        for (const auto& [name, wire] : apis) {
            const auto api = wire;
            const auto row = [&](const char* kind, const QList<QByteArray>& replies, ErrorCode code,
                                 const QString& says, const QString& kept = {}) {
                QTest::addRow("%s, %s", name, kind) << api << replies << code << says << kept;
            };
            const auto limited = status(429, errorOf(api, u"rate_limit_error"_s, u"Too many requests"_s), u"0"_s);
            const auto overloaded =
                status(api == ModelApi::Anthropic ? 529 : 503, errorOf(api, u"overloaded_error"_s, u"Overloaded"_s));
            row("wrong key", {status(401, errorOf(api, u"authentication_error"_s, u"invalid x-api-key sk-test"_s))},
                ErrorCode::ModelAuthentication, u"refused the API key"_s);
            row("no credit",
                {api == ModelApi::Anthropic
                     ? status(400, errorOf(api, u"invalid_request_error"_s,
                                           u"Your credit balance is too low to access the Anthropic API."_s))
                     : status(402, errorOf(api, u"insufficient_credits"_s, u"Insufficient credits"_s))},
                ErrorCode::ModelCredit, u"no credit"_s);
            row("rate limit", {limited, limited}, ErrorCode::ModelRateLimit, u"limits how often"_s);
            row("overloaded", {overloaded, overloaded}, ErrorCode::ModelOverloaded, u"overloaded"_s);
            row("too long",
                {status(400, errorOf(api, u"invalid_request_error"_s, u"prompt is too long: 9 tokens > 8"_s))},
                ErrorCode::ModelContext, u"longer than the model can read"_s);
            row("refused", {status(400, errorOf(api, u"invalid_request_error"_s, u"tools are not supported"_s))},
                ErrorCode::Model, u"tools are not supported."_s);
            row("malformed", {json("{'steps': [{'raw': 'data: {]\\n\\n'}]}")}, ErrorCode::Model, u"form of its API"_s);
            row("malformed behind text", {json("{'steps': [{'text': 'So far'}, {'raw': 'data: {]\\n\\n'}]}")},
                ErrorCode::Model, u"form of its API"_s, u"So far"_s);
            row("a web page", {json("{'status': 200, 'body': '<html>Log in</html>'}")}, ErrorCode::Model,
                u"form of its API"_s);
            row("error in a 200", {status(200, errorOf(api, u"invalid_request_error"_s, u"no such thing"_s))},
                ErrorCode::Model, u"no such thing"_s);
            row("error in the stream",
                {json("{'steps': [{'text': 'So far'}, {'error': {'type': 'invalid_request_error', 'message': 'It "
                      "broke'}}]}")},
                ErrorCode::Model, u"It broke."_s, u"So far"_s);
            row("dropped", {json("{'steps': [{'text': 'So far'}, {'cut': true}]}")}, ErrorCode::ConnectionLost,
                u"in the middle"_s, u"So far"_s);
            row("dropped before a word", {json("{'steps': [{'cut': true}]}")}, ErrorCode::ConnectionLost,
                u"in the middle"_s);
        }
    }
    void eachError_isTold_andTheTurnCanGoOn()
    {
        QFETCH(const ModelApi, api);
        QFETCH(const QList<QByteArray>, replies);
        QFETCH(const ErrorCode, code);
        QFETCH(const QString, says);
        QFETCH(const QString, kept);
        Box box(script(replies + QList{here}));
        box.useModel({.id = {}}, api);
        const auto outcome = box.turn(u"A question."_s);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, code);
        QVERIFY2(outcome.error().sentence.contains(says), qPrintable(outcome.error().sentence));
        QVERIFY(!outcome.error().detail.contains(u"sk-test"_s) && !outcome.error().sentence.contains(u"sk-test"_s));
        const auto events = box.store->events(box.chat.id).value();
        const auto* failed = std::get_if<TurnFailed>(&events.last().body);
        QVERIFY(failed != nullptr);
        QCOMPARE(failed->error.sentence, outcome.error().sentence);
        QCOMPARE(box.watcher.text(), kept);
        QCOMPARE(box.watcher.all<ModelWaits>().size(), replies.size() - 1);
        QCOMPARE(box.server.requests().size(), replies.size());

        box.restart();
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QCOMPARE(box.watcher.text(), kept + u"Here."_s);
        const auto again = sent(box, replies.size());
        QVERIFY(again.contains("A question."));
        QCOMPARE(again.contains("So far"), !kept.isEmpty());
        QCOMPARE(again.contains("cut off"), !kept.isEmpty());
    }

    void aWait_isCountedDown_andAStopEndsIt_data()
    {
        QTest::addColumn<ModelApi>("api");
        for (const auto& [name, api] : apis)
            QTest::newRow(name) << api;
    }
    void aWait_isCountedDown_andAStopEndsIt()
    {
        QFETCH(const ModelApi, api);
        Box box(script({status(429, errorOf(api, u"rate_limit_error"_s, u"Slow down"_s), u"90"_s), here}));
        box.useModel({.id = {}}, api);
        std::stop_source stop;
        Result<TurnOutcome> outcome;
        std::jthread flow([&] { outcome = box.turn(u"Hi."_s, stop.get_token()); });
        QTRY_COMPARE(box.watcher.all<ModelWaits>().size(), 1);
        QCOMPARE(box.watcher.all<ModelWaits>()[0].wait.time, std::chrono::seconds(90));
        QVERIFY(box.watcher.all<ModelWaits>()[0].wait.reason.contains(u"limits how often"_s));
        QElapsedTimer clock;
        clock.start();
        stop.request_stop();
        flow.join();
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QCOMPARE(box.watcher.all<TurnFinished>().value(0).reason, TurnFinished::Reason::Stopped);
        QCOMPARE(box.server.requests().size(), 1);
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
    }

    void callsThatCameBeforeTheBreak_areNotCarriedOut_data() { aWait_isCountedDown_andAStopEndsIt_data(); }
    void callsThatCameBeforeTheBreak_areNotCarriedOut()
    {
        QFETCH(const ModelApi, api);
        Box box(script({json("{'steps': [{'text': 'I write.'}, {'tools': [{'id': 'c', 'name': 'write_file', "
                             "'arguments': {'path': 'a.txt', 'content': 'x'}}]}, {'cut': true}]}"),
                        here}));
        box.useModel({.id = {}}, api);
        QCOMPARE(box.turn(u"Go."_s).error().code, ErrorCode::ConnectionLost);
        QVERIFY(box.folder.read(u"a.txt"_s).isEmpty());
        QVERIFY(box.user.asked().isEmpty());
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QVERIFY(sent(box, 1).contains("I write."));
    }
};

QTEST_GUILESS_MAIN(TurnErrorsTest)
#include "turn_errors_test.moc"
