#include "core/agent/http_model.h"
#include "tests/support/scripted_model_server.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::ScriptedModelServer;

namespace {

class Collected final : public ReplyListener {
public:
    void text(const QString& delta) override { all += delta; }
    void thinking(const QString& delta) override { thoughts += delta; }
    void waiting(const ModelWait& wait) override
    {
        waits.append(wait);
        isWaiting = true;
    }
    QString all;
    QString thoughts;
    QList<ModelWait> waits;
    std::atomic_bool isWaiting = false;
};

struct Asked {
    Result<ModelReply> reply;
    QString text;
    QList<ModelWait> waits = {};
};

std::unique_ptr<LanguageModel> modelAt(const QUrl& address, const char* key = "sk-test",
                                       std::chrono::milliseconds silence = std::chrono::minutes(1),
                                       const RetryLimits& retries = {.attempts = 1})
{
    return httpModel({.address = address,
                        .model = u"some/model"_s,
                        .key = Secret(std::string_view(key)),
                        .silence = silence,
                        .retries = retries})
        .value();
}

/// Asks again at once where the provider names no time.
std::unique_ptr<LanguageModel> patientModelAt(const QUrl& address)
{
    return modelAt(address, "sk-test", std::chrono::minutes(1), {.attempts = 3, .first = std::chrono::milliseconds(0)});
}

Asked ask(LanguageModel& model, std::stop_token stop = {})
{
    Collected collected;
    auto reply =
        model.complete({.messages = {{.role = Message::Role::User, .text = u"Hi"_s}}}, collected, std::move(stop));
    return {std::move(reply), collected.all, collected.waits};
}

} // namespace

class HttpModelTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answer_streams_withTheKeyInTheAuthorizationHeader()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"chunk": 7, "steps": [{"comment": "PROCESSING"}, {"thinking": "Hm."}, {"text": "Hello "},
            {"text": "wörld"}, {"usage": {"prompt_tokens": 3, "completion_tokens": 2}}]}]})",
            "sk-test");
        const auto asked = ask(*modelAt(server.address()));
        QVERIFY2(asked.reply.has_value(), qPrintable(asked.reply ? QString() : asked.reply.error().detail));
        QCOMPARE(asked.text, u"Hello wörld"_s);
        QCOMPARE(asked.reply->thinking, u"Hm."_s);
        QCOMPARE(asked.reply->usage->input, 3);
        const auto request = server.requests().value(0);
        QCOMPARE(request.path, "/v1/chat/completions");
        QCOMPARE(request.headers.value("authorization"), "Bearer sk-test");
        QCOMPARE(request.body.value("model"_L1).toString(), u"some/model"_s);
        QVERIFY(!request.headers.contains("cookie"));
    }

    void eachApi_isAskedInItsOwnWay_data()
    {
        QTest::addColumn<ModelApi>("api");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("openai") << ModelApi::OpenAi << u"/v1"_s << "/v1/chat/completions"_ba << "authorization"_ba;
        QTest::newRow("openai, whole") << ModelApi::OpenAi << u"/v1/chat/completions"_s << "/v1/chat/completions"_ba
                                       << "authorization"_ba;
        QTest::newRow("anthropic") << ModelApi::Anthropic << QString() << "/v1/messages"_ba << "x-api-key"_ba;
        QTest::newRow("anthropic, /v1") << ModelApi::Anthropic << u"/v1/"_s << "/v1/messages"_ba << "x-api-key"_ba;
        QTest::newRow("ollama") << ModelApi::Ollama << u"/"_s << "/api/chat"_ba << "authorization"_ba;
        QTest::newRow("ollama, /api") << ModelApi::Ollama << u"/api"_s << "/api/chat"_ba << "authorization"_ba;
    }

    void eachApi_isAskedInItsOwnWay()
    {
        QFETCH(ModelApi, api);
        QFETCH(QString, base);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, header);
        const ScriptedModelServer server(
            R"({"replies": [{"chunk": 7, "steps": [{"thinking": "Hm."}, {"text": "Hello "}, {"text": "wörld"},
            {"tools": [{"id": "c", "name": "list", "arguments": {"path": "."}}], "fragments": 3},
            {"usage": {"prompt_tokens": 3, "completion_tokens": 2}}]}]})",
            "sk-test");
        auto address = server.address();
        address.setPath(base);
        const auto model = httpModel({.address = address,
                                      .model = u"m"_s,
                                      .key = Secret(std::string_view("sk-test")),
                                      .api = api,
                                      .thinkingTokens = 2000})
                               .value();
        const auto asked = ask(*model);
        QVERIFY2(asked.reply.has_value(), qPrintable(asked.reply ? QString() : asked.reply.error().detail));
        QCOMPARE(asked.text, u"Hello wörld"_s);
        QCOMPARE(asked.reply->thinking, u"Hm."_s);
        QCOMPARE(asked.reply->finish, FinishReason::ToolCalls);
        QCOMPARE(asked.reply->toolCalls.value(0).arguments, u"{\"path\":\".\"}"_s);
        QCOMPARE(asked.reply->usage->input, 3);
        QCOMPARE(asked.reply->usage->output, 2);
        const auto request = server.requests().value(0);
        QCOMPARE(request.path, path);
        QVERIFY(request.headers.value(header).endsWith("sk-test"));
        QCOMPARE(request.headers.contains("authorization"), header == "authorization");
        QCOMPARE(request.headers.contains("anthropic-version"), api == ModelApi::Anthropic);
    }

    void eachApi_keepsTheTextOfADroppedConnection_data()
    {
        QTest::addColumn<ModelApi>("api");
        QTest::newRow("openai") << ModelApi::OpenAi;
        QTest::newRow("anthropic") << ModelApi::Anthropic;
        QTest::newRow("ollama") << ModelApi::Ollama;
    }

    void eachApi_keepsTheTextOfADroppedConnection()
    {
        QFETCH(ModelApi, api);
        const ScriptedModelServer server(R"({"replies": [{"steps": [{"text": "So far"}, {"cut": true}]},
                                                         {"steps": [{"text": "Well"}, {"error": {"message": "It died"}}]}]})");
        auto address = server.address();
        address.setPath({});
        const auto model = httpModel({.address = address, .model = u"m"_s, .key = {}, .api = api}).value();
        const auto cut = ask(*model);
        QCOMPARE(cut.text, u"So far"_s);
        QCOMPARE(cut.reply.error().code, ErrorCode::ConnectionLost);
        const auto failed = ask(*model);
        QCOMPARE(failed.text, u"Well"_s);
        QVERIFY(failed.reply.error().sentence.contains(u"It died"_s));
    }

    void api_isToldByName_elseByTheAddress()
    {
        QCOMPARE(modelApi({}, QUrl(u"https://openrouter.ai/api/v1"_s)).value(), ModelApi::OpenAi);
        QCOMPARE(modelApi({}, QUrl(u"https://api.anthropic.com"_s)).value(), ModelApi::Anthropic);
        QCOMPARE(modelApi({}, QUrl(u"http://localhost:11434"_s)).value(), ModelApi::Ollama);
        QCOMPARE(modelApi({}, QUrl(u"http://localhost:11434/v1"_s)).value(), ModelApi::OpenAi);
        QCOMPARE(modelApi(u"anthropic"_s, QUrl(u"https://proxy.example"_s)).value(), ModelApi::Anthropic);
        const auto unknown = modelApi(u"gemini"_s, QUrl(u"https://proxy.example"_s));
        QCOMPARE(unknown.error().code, ErrorCode::Config);
        QVERIFY(unknown.error().sentence.contains(u"gemini"_s));
        QVERIFY(unknown.error().sentence.contains(u"model.api"_s));
    }

    void aThreadWithoutEventLoop_mayAsk()
    {
        const ScriptedModelServer server(R"({"replies": [{"steps": [{"text": "Hi"}]}]})");
        const auto model = modelAt(server.address(), "");
        Asked asked;
        std::jthread([&] { asked = ask(*model); }).join();
        QCOMPARE(asked.text, u"Hi"_s);
        QVERIFY(!server.requests().value(0).headers.contains("authorization"));
    }

    void eachKindOfRefusal_isItsCode_withASentence_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, QByteArray reply, ErrorCode code, QString says) {
            QTest::newRow(name) << reply << code << says;
        };
        row("no credit", R"({"status": 402, "body": {"error": {"code": 402, "message": "Insufficient credits"}}})",
            ErrorCode::ModelCredit, u"credit"_s);
        row("no quota",
            R"({"status": 429, "body": {"error": {"code": "insufficient_quota", "message": "You exceeded your quota"}}})",
            ErrorCode::ModelCredit, u"credit"_s);
        row("rate limit",
            R"({"status": 429, "headers": {"Retry-After": "7"}, "body": {"error": {"message": "Slow down"}}})",
            ErrorCode::ModelRateLimit, u"7 s"_s);
        row("rate limit, no time", R"({"status": 429, "body": "slow down"})", ErrorCode::ModelRateLimit, u"minute"_s);
        row("overloaded",
            R"({"status": 529, "body": {"error": {"type": "overloaded_error", "message": "Overloaded"}}})",
            ErrorCode::ModelOverloaded, u"overloaded"_s);
        row("server fault", R"({"status": 502, "body": "<html>Bad gateway</html>"})", ErrorCode::ModelOverloaded,
            u"502"_s);
        row("too long",
            R"({"status": 400, "body": {"error": {"code": "context_length_exceeded", "message": "maximum context length is 8192 tokens"}}})",
            ErrorCode::ModelContext, u"longer"_s);
        row("no such model", R"({"status": 404, "body": {"error": {"message": "No endpoints found for some/model"}}})",
            ErrorCode::Model, u"No endpoints found"_s);
        row("bad request", R"({"status": 400, "body": {"error": {"message": "tools\nare   not supported"}}})",
            ErrorCode::Model, u"tools are not supported."_s);
        row("redirect", R"({"status": 307, "headers": {"Location": "/elsewhere"}, "body": ""})", ErrorCode::Model,
            u"another address"_s);
        row("error in a 200", R"({"steps": [{"error": {"code": 402, "message": "Insufficient credits"}}]})",
            ErrorCode::ModelCredit, u"credit"_s);
        row("error as a whole 200", R"({"status": 200, "body": {"error": {"code": 503, "message": "No provider"}}})",
            ErrorCode::ModelOverloaded, u"503"_s);
        row("a web page", R"({"status": 200, "body": "<html>Log in</html>"})", ErrorCode::Model, u"form of its API"_s);
        row("nonsense in the stream", R"({"steps": [{"raw": "data: nonsense\n\n"}]})", ErrorCode::Model,
            u"form of its API"_s);
    }

    void eachKindOfRefusal_isItsCode_withASentence()
    {
        QFETCH(QByteArray, reply);
        QFETCH(ErrorCode, code);
        QFETCH(QString, says);
        const ScriptedModelServer server("{\"replies\": [" + reply + "]}");
        const auto asked = ask(*modelAt(server.address()));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, code);
        QVERIFY2(asked.reply.error().sentence.contains(says), qPrintable(asked.reply.error().sentence));
        QCOMPARE(server.requests().size(), 1);
    }

    void aBusyProvider_isAskedAgain_asItSays_data()
    {
        QTest::addColumn<QByteArray>("refusal");
        QTest::addColumn<qint64>("least"); // milliseconds
        QTest::addColumn<qint64>("most");
        QTest::addColumn<QString>("reason");
        const auto soon =
            QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(1), u"ddd, dd MMM yyyy hh:mm:ss"_s);
        QTest::newRow("seconds") << R"({"status": 429, "headers": {"Retry-After": "1"}, "body": {}})"_ba << 1000LL
                                 << 1000LL << u"127.0.0.1 limits how often it can be asked."_s;
        auto dated = R"({"status": 429, "headers": {"Retry-After": "DATE GMT"}, "body": {}})"_ba;
        QTest::newRow("a date") << dated.replace("DATE", soon.toLatin1()) << 0LL << 1000LL
                                << u"127.0.0.1 limits how often it can be asked."_s;
        QTest::newRow("no time") << R"({"status": 429, "body": "slow down"})"_ba << 0LL << 0LL
                                 << u"127.0.0.1 limits how often it can be asked."_s;
        QTest::newRow("overloaded") << R"({"status": 529, "body": {"error": {"type": "overloaded_error"}}})"_ba << 0LL
                                    << 0LL << u"127.0.0.1 is overloaded or has a fault."_s;
        QTest::newRow("bad gateway") << R"({"status": 502, "headers": {"Retry-After": "0"}, "body": "<html>"})"_ba
                                     << 0LL << 0LL << u"127.0.0.1 is overloaded or has a fault."_s;
        QTest::newRow("in a 200") << R"({"steps": [{"error": {"code": 429, "message": "m"}}]})"_ba << 0LL << 0LL
                                  << u"127.0.0.1 limits how often it can be asked."_s;
    }
    void aBusyProvider_isAskedAgain_asItSays()
    {
        QFETCH(const QByteArray, refusal);
        QFETCH(const qint64, least);
        QFETCH(const qint64, most);
        QFETCH(const QString, reason);
        const ScriptedModelServer server("{\"replies\": [" + refusal + R"(, {"steps": [{"text": "Here."}]}]})");
        const auto asked = ask(*patientModelAt(server.address()));
        QVERIFY2(asked.reply.has_value(), qPrintable(asked.reply ? QString() : asked.reply.error().detail));
        QCOMPARE(asked.text, u"Here."_s);
        QCOMPARE(asked.waits.size(), 1);
        QCOMPARE(asked.waits[0].reason, reason);
        QVERIFY(asked.waits[0].time.count() >= least && asked.waits[0].time.count() <= most);
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(server.requests()[0].body, server.requests()[1].body);
    }

    void aProviderThatStaysBusy_isGivenUp_afterSomeAttempts()
    {
        const QByteArray busy =
            R"({"status": 429, "headers": {"Retry-After": "0"}, "body": {"error": {"message": "m"}}})";
        const ScriptedModelServer server("{\"replies\": [" + busy + ',' + busy + ',' + busy + ',' + busy + "]}");
        const auto asked = ask(*patientModelAt(server.address()));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, ErrorCode::ModelRateLimit);
        QVERIFY2(asked.reply.error().detail.contains(u"3 attempts"_s), qPrintable(asked.reply.error().detail));
        QCOMPARE(asked.waits.size(), 2);
        QCOMPARE(server.requests().size(), 3);
    }

    void aProviderThatWantsHours_isNotWaitedFor()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"status": 429, "headers": {"Retry-After": "3600"}, "body": {}}]})");
        const auto asked = ask(*patientModelAt(server.address()));
        QVERIFY(!asked.reply);
        QVERIFY2(asked.reply.error().sentence.contains(u"3600 s"_s), qPrintable(asked.reply.error().sentence));
        QVERIFY(asked.waits.isEmpty());
        QCOMPARE(server.requests().size(), 1);
    }

    void anOverloadInTheMidstOfAnAnswer_isNotAskedAgain()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"steps": [{"thinking": "Hm"}, {"error": {"code": 503, "message": "m"}}]}]})");
        QCOMPARE(ask(*patientModelAt(server.address())).reply.error().code, ErrorCode::ModelOverloaded);
        QCOMPARE(server.requests().size(), 1);
    }

    void stop_endsTheWait_within200Ms()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"status": 429, "headers": {"Retry-After": "100"}, "body": {}}]})");
        const auto model = patientModelAt(server.address());
        std::stop_source source;
        Collected collected;
        Result<ModelReply> reply;
        std::jthread flow([&] {
            reply = model->complete({.messages = {{.role = Message::Role::User, .text = u"Hi"_s}}}, collected,
                                    source.get_token());
        });
        QTRY_VERIFY(collected.isWaiting);
        QElapsedTimer clock;
        clock.start();
        source.request_stop();
        flow.join();
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Cancelled);
        QCOMPARE(collected.waits.value(0).time, std::chrono::seconds(100));
        QCOMPARE(server.requests().size(), 1);
    }

    void wrongKey_isItsCode_andTheKeyStandsInNoText()
    {
        const ScriptedModelServer server(R"({"replies": []})", "right");
        const auto asked = ask(*modelAt(server.address(), "sk-wrong-key"));
        QVERIFY(!asked.reply);
        const auto& error = asked.reply.error();
        QCOMPARE(error.code, ErrorCode::ModelAuthentication);
        QVERIFY(error.detail.contains(u"Incorrect API key"_s));
        QVERIFY(!error.detail.contains(u"sk-wrong-key"_s));
        QVERIFY(!error.sentence.contains(u"sk-wrong-key"_s));
    }

    void refusedConnection_isUnreachable_andNamesTheHost()
    {
        quint16 port = 0;
        {
            QTcpServer closed;
            QVERIFY(closed.listen(QHostAddress::LocalHost));
            port = closed.serverPort();
        }
        const auto asked = ask(*modelAt(QUrl(u"http://127.0.0.1:%1/v1"_s.arg(port))));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, ErrorCode::Unreachable);
        QVERIFY(asked.reply.error().sentence.contains(u"127.0.0.1"_s));
    }

    void droppedConnection_keepsTheText()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"steps": [{"text": "So far "}, {"text": "so good"}, {"cut": true}]}]})");
        const auto asked = ask(*modelAt(server.address()));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, ErrorCode::ConnectionLost);
        QCOMPARE(asked.text, u"So far so good"_s);
    }

    void errorInTheMiddle_keepsTheText()
    {
        const ScriptedModelServer server(
            R"({"replies": [{"steps": [{"text": "So far"}, {"error": {"code": 502, "message": "Provider died"}}]}]})");
        const auto asked = ask(*modelAt(server.address()));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, ErrorCode::ModelOverloaded);
        QCOMPARE(asked.text, u"So far"_s);
    }

    void silentServer_isGivenUp()
    {
        const ScriptedModelServer server(R"({"replies": [{"steps": [{"text": "Well"}, {"stall": true}]}]})");
        const auto asked = ask(*modelAt(server.address(), "k", std::chrono::milliseconds(200)));
        QVERIFY(!asked.reply);
        QCOMPARE(asked.reply.error().code, ErrorCode::ConnectionLost);
        QCOMPARE(asked.text, u"Well"_s);
    }

    void stop_endsAStalledAnswer_within200Ms()
    {
        const ScriptedModelServer server(R"({"replies": [{"steps": [{"text": "Well"}, {"stall": true}]}]})");
        const auto model = modelAt(server.address());
        std::stop_source source;
        std::atomic<bool> ended = false;
        Asked asked;
        std::jthread flow([&] {
            asked = ask(*model, source.get_token());
            ended = true;
        });
        QTRY_COMPARE(server.stalled(), 1);
        QElapsedTimer clock;
        clock.start();
        source.request_stop();
        flow.join();
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(asked.reply.error().code, ErrorCode::Cancelled);
        QTRY_COMPARE(server.abandoned(), 1);
    }

    void stopBefore_asksNobody()
    {
        const ScriptedModelServer server(R"({"replies": []})");
        std::stop_source source;
        source.request_stop();
        QCOMPARE(ask(*modelAt(server.address()), source.get_token()).reply.error().code, ErrorCode::Cancelled);
        QVERIFY(server.requests().isEmpty());
    }

    void unsuitableEndpoint_isRefused_beforeAnythingIsSent_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("fits");
        QTest::newRow("https") << u"https://openrouter.ai/api/v1"_s << "sk"_ba << true;
        QTest::newRow("this computer") << u"http://localhost:11434/v1"_s << "sk"_ba << true;
        QTest::newRow("this computer, IPv6") << u"http://[::1]:8080/v1/"_s << ""_ba << true;
        QTest::newRow("in clear") << u"http://models.example/v1"_s << "sk"_ba << false;
        QTest::newRow("in clear, looks local") << u"http://localhost.example.com/v1"_s << "sk"_ba << false;
        QTest::newRow("another scheme") << u"file:///etc/passwd"_s << "sk"_ba << false;
        QTest::newRow("a user name") << u"https://me:pw@models.example/v1"_s << "sk"_ba << false;
        QTest::newRow("nothing") << QString() << "sk"_ba << false;
        QTest::newRow("a key of two lines") << u"https://models.example/v1"_s << "sk\r\nHost: x"_ba << false;
    }

    void unsuitableEndpoint_isRefused_beforeAnythingIsSent()
    {
        QFETCH(QString, address);
        QFETCH(QByteArray, key);
        QFETCH(bool, fits);
        const auto model = httpModel({.address = QUrl(address), .model = u"m"_s, .key = Secret(key)});
        QCOMPARE(model.has_value(), fits);
        QVERIFY(model || !model.error().sentence.contains(u"pw"_s));
    }

    void noModel_isRefused()
    {
        QCOMPARE(httpModel({.address = QUrl(u"https://a.example"_s), .model = {}, .key = {}}).error().code,
                 ErrorCode::Config);
    }
};

QTEST_GUILESS_MAIN(HttpModelTest)
#include "http_model_test.moc"
