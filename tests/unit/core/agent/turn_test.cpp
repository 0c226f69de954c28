#include "core/agent/tool_table.h"
#include "core/permissions/rule_text.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::ScriptedModelServer;
using Box = test::TurnBox;

namespace {

const QByteArray runs = R"({"replies": [
    {"steps": [{"tools": [{"id": "c1", "name": "run_command", "arguments": {"command": "echo hi"}}]}]},
    {"steps": [{"text": "Done."}]}]})";

const QByteArray writes = R"({"replies": [
    {"steps": [{"tools": [{"id": "c1", "name": "write_file", "arguments": {"path": "a.txt", "content": "new"}}]}]},
    {"steps": [{"text": "Done."}]}]})";

} // namespace

class TurnTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDemo_readsEditsRunsAndAnswers()
    {
        const auto demo = QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/");
        QFile script(demo + u"model.json"_s);
        QVERIFY(script.open(QFile::ReadOnly));
        Box box(script.readAll());
        for (const auto& path :
             {u"src/__init__.py"_s, u"src/greeting.py"_s, u"tests/__init__.py"_s, u"tests/test_greeting.py"_s}) {
            QFile file(demo + u"repository/"_s + path);
            QVERIFY(file.open(QFile::ReadOnly));
            box.folder.write(path, file.readAll());
        }
        QCOMPARE(box.turn(u"Make the greeting friendlier."_s), TurnOutcome::Answered);

        QVERIFY(box.folder.read(u"src/greeting.py"_s).contains("Nice to see you"));
        QCOMPARE(box.user.asked().size(), 2);
        QVERIFY(box.user.asked()[0].preview.contains(u"+    return f\"Hello"_s));
        QCOMPARE(box.user.asked()[1].preview, u"python3 -m unittest -q"_s);
        const auto results = box.watcher.all<ToolCallFinished>();
        QCOMPARE(results.size(), 4);
        for (const auto& result : results)
            QVERIFY2(result.ok, qPrintable(result.result));
        QVERIFY(results[1].result.contains(u"tests/test_greeting.py:"_s));
        QVERIFY(results[3].result.contains(u"Ran 2 tests"_s));
        QVERIFY(box.watcher.text().contains(u"```python"_s));
        QCOMPARE(box.watcher.all<Usage>().size(), 4);
        QVERIFY(box.watcher.inTheStoreFirst());
        // and again, from the same server
        QCOMPARE(box.turn(u"Once more."_s), TurnOutcome::Answered);
    }

    void signedThoughts_goBackWithTheCallsThatTheyLedTo_alsoAfterARestart()
    {
        Box box(R"({"replies": [
            {"steps": [{"thinking": "Hm."}, {"tools": [{"id": "c1", "name": "list_folder", "arguments": {"path": "."}}]}]},
            {"steps": [{"thinking": "So."}, {"text": "Done."}]}, {"steps": [{"text": "Again."}]}]})");
        auto address = box.server.address();
        address.setPath({});
        box.model = httpModel({.address = address,
                               .model = u"scripted"_s,
                               .key = Secret(std::string_view("sk-test")),
                               .api = ModelApi::Anthropic,
                               .thinkingTokens = 2000})
                        .value();
        QCOMPARE(box.turn(u"Look."_s), TurnOutcome::Answered);
        box.restart();
        QCOMPARE(box.turn(u"And now?"_s), TurnOutcome::Answered);
        for (const auto request : {1, 2}) {
            const auto reply = box.sent(request)[1]["content"_L1];
            QCOMPARE(reply[0]["thinking"_L1].toString(), u"Hm."_s);
            QVERIFY(!reply[0]["signature"_L1].toString().isEmpty());
            QCOMPARE(reply[1]["name"_L1].toString(), u"list_folder"_s);
            QCOMPARE(box.sent(request)[2]["content"_L1][0]["type"_L1].toString(), u"tool_result"_s);
        }
        // What was thought for an answer is over with it.
        QCOMPARE(box.sent(2)[3]["content"_L1][0]["type"_L1].toString(), u"text"_s);
    }

    void messages_haveTheToolsAndTheirResults()
    {
        Box box(runs);
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        QCOMPARE(box.server.requests().size(), 2);
        QCOMPARE(box.server.requests()[0].body.value("tools"_L1).toArray().size(),
                 toolTable().size() - 2); // all but ask_user and fetch
        QCOMPARE(box.sent(0).size(), 2);
        const auto second = box.sent(1);
        QCOMPARE(second.size(), 4);
        QCOMPARE(second[2]["tool_calls"_L1][0]["function"_L1]["name"_L1], u"run_command"_s);
        QCOMPARE(second[3]["role"_L1], u"tool"_s);
        QCOMPARE(second[3]["tool_call_id"_L1], u"c1"_s);
        QVERIFY(second[3]["content"_L1].toString().contains(u"hi\n"_s));
    }

    void no_isToldToTheModel_andNothingHappens()
    {
        Box box(writes, Decision::No);
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        QVERIFY(box.folder.read(u"a.txt"_s).isEmpty());
        QVERIFY(box.sent(1)[3]["content"_L1].toString().contains(u"did not allow"_s));
        QCOMPARE(box.watcher.all<PermissionAnswered>().first().decision, Decision::No);
        QCOMPARE(box.watcher.all<ToolCallFinished>().first().ok, false);
    }

    void once_asksAgain()
    {
        Box box(writes.chopped(2) + "," + writes.sliced(writes.indexOf('[') + 1), Decision::Once);
        QVERIFY(box.turn(u"Go."_s));
        box.folder.write(u"a.txt"_s, "else");
        QVERIFY(box.turn(u"Again."_s));
        QCOMPARE(box.user.asked().size(), 2);
        QCOMPARE(box.folder.read(u"a.txt"_s), "new");
    }

    void always_asksNoMore_evenAfterARestart()
    {
        Box box(runs.chopped(2) + "," + runs.sliced(runs.indexOf('[') + 1), Decision::Always);
        QVERIFY(box.turn(u"Go."_s));
        box.restart();
        QVERIFY(box.turn(u"Again."_s));
        QCOMPARE(box.user.asked().size(), 1);
        QCOMPARE(box.watcher.all<ToolCallFinished>().size(), 2);
        QVERIFY(box.watcher.all<ToolCallFinished>()[1].ok);
    }

    void always_forOneFile_holdsForAll_butNotForHooks()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "1", "name": "write_file", "arguments": {"path": "a", "content": "1"}},
                                  {"id": "2", "name": "write_file", "arguments": {"path": "b", "content": "2"}},
                                  {"id": "3", "name": "write_file", "arguments": {"path": ".git/hooks/x", "content": "3"}},
                                  {"id": "4", "name": "run_command", "arguments": {"command": "true"}}]}]},
            {"steps": [{"text": "Done."}]}]})",
                Decision::Always);
        QVERIFY(box.turn(u"Go."_s));
        QStringList asked;
        for (const auto& request : box.user.asked())
            asked.append(request.callId);
        QCOMPARE(asked, (QStringList{u"1"_s, u"3"_s, u"4"_s}));
    }

    void inThisChat_asksNoMoreInIt_butInAnother()
    {
        Box box(R"({"byHistory": true, "replies": [
            {"steps": [{"tools": [{"id": "1", "name": "run_command", "arguments": {"command": "echo hi"}},
                                  {"id": "2", "name": "run_command", "arguments": {"command": "echo hi"}}]}]},
            {"steps": [{"text": "Done."}]}]})",
                Decision::Chat);
        QVERIFY(box.turn(u"Go."_s));
        QCOMPARE(box.user.asked().size(), 1);
        box.chat = box.store->create(u"ws"_s).value();
        QVERIFY(box.turn(u"Go."_s));
        QCOMPARE(box.user.asked().size(), 2);
    }

    void everywhere_asksNoMore_inNoWorkspace()
    {
        Box box(runs.chopped(2) + "," + runs.sliced(runs.indexOf('[') + 1), Decision::Everywhere);
        QVERIFY(box.turn(u"Go."_s));
        box.chat = box.store->create(u"another"_s).value();
        QVERIFY(box.turn(u"Again."_s));
        QCOMPARE(box.user.asked().size(), 1);
        QCOMPARE(box.store->rulesOf(u"a third"_s).value().size(), 1U);
    }

    void rules_allow_ask_andDeny()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "1", "name": "run_command", "arguments": {"command": "echo hi"}},
                                  {"id": "2", "name": "run_command", "arguments": {"command": "echo hi; rm -rf sub"}},
                                  {"id": "3", "name": "run_command", "arguments": {"command": "sh -c 'touch secret'"}},
                                  {"id": "4", "name": "read_file", "arguments": {"path": "x/.env"}},
                                  {"id": "5", "name": "search", "arguments": {"query": "needle"}},
                                  {"id": "6", "name": "write_file", "arguments": {"path": "out/a", "content": "1"}}]}]},
            {"steps": [{"text": "Done."}]}]})",
                Decision::No);
        box.folder.write(u"x/.env"_s, "needle=1");
        box.folder.write(u"x/a"_s, "needle in a");
        box.folder.write(u"sub/kept"_s, "1");
        box.rules.rules = permissions::rulesFromJson(R"({"rules": [
            {"tool": "run", "command": "echo *", "decision": "allow"},
            {"tool": "run", "command": "rm *", "decision": "allow"},
            {"tool": "run", "command": "touch *", "decision": "deny"},
            {"tool": "read", "path": "*/.env", "decision": "deny"},
            {"tool": "write", "path": "o*t/?", "decision": "allow"}]})",
                                                     permissions::RuleSource::User)
                              .value();
        QVERIFY(box.turn(u"Go."_s));
        QCOMPARE(box.user.asked().size(), 1);
        QCOMPARE(box.user.asked()[0].callId, u"2"_s);
        QVERIFY2(box.user.asked()[0].reason.contains(u"-rf"_s), qPrintable(box.user.asked()[0].reason));
        const auto results = box.watcher.all<ToolCallFinished>();
        QCOMPARE(results.size(), 6);
        QVERIFY(results[0].ok && results[0].result.contains(u"hi"_s));
        QVERIFY(!results[1].ok && box.folder.read(u"sub/kept"_s) == "1");
        QVERIFY(!results[2].ok && results[2].result.contains(u"run touch *"_s));
        QVERIFY(!results[3].ok && !results[3].result.contains(u"needle"_s));
        QVERIFY(results[4].ok && results[4].result.contains(u"x/a:1"_s) && !results[4].result.contains(u".env"_s));
        QCOMPARE(box.folder.read(u"out/a"_s), "1");
    }

    void theWorkspacesPolicy_tightens_andADamagedOneEndsTheTurn()
    {
        Box box(runs.chopped(2) + "," + runs.sliced(runs.indexOf('[') + 1), Decision::Always);
        box.folder.write(u".kalpana/policy.json"_s,
                         R"({"rules": [{"tool": "run", "command": "echo *", "decision": "deny"}]})");
        QVERIFY(box.turn(u"Go."_s));
        QVERIFY(box.user.asked().isEmpty());
        QVERIFY(!box.watcher.all<ToolCallFinished>()[0].ok);
        box.folder.write(u".kalpana/policy.json"_s,
                         R"({"rules": [{"tool": "run", "command": "echo *", "decision": "allow"}]})");
        const auto outcome = box.turn(u"Again."_s);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Config);
        QVERIFY2(outcome.error().sentence.contains(u"rules[0].decision"_s), qPrintable(outcome.error().sentence));
    }

    void hostileArguments_areAnsweredWithTheField_andTheTurnGoesOn()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "1", "name": "read_file", "arguments": {"path": "../../etc/passwd"}},
                                  {"id": "2", "name": "run_command", "arguments": "nonsense"},
                                  {"id": "3", "name": "no_such_tool", "arguments": {}},
                                  {"id": "3", "name": "read_file", "arguments": {"path": "missing.txt"}},
                                  {"id": "", "name": "read_file", "arguments": {}}]}]},
            {"steps": [{"text": "Sorry."}]}]})");
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto results = box.watcher.all<ToolCallFinished>();
        QCOMPARE(results.size(), 5);
        QSet<QString> ids;
        for (const auto& result : results) {
            QVERIFY(!result.ok && result.result.startsWith(u"Error: "_s));
            ids.insert(result.callId);
        }
        QCOMPARE(ids.size(), 5); // made unique, so that each result meets its call
        QVERIFY(results[0].result.contains(u"outside"_s));
        QVERIFY(results[4].result.contains(u"path is missing"_s));
        QVERIFY(box.user.asked().isEmpty());
        QCOMPARE(box.sent(1).size(), 2 + 1 + 5);
    }

    void aModelThatNeverEnds_meetsTheStepLimit()
    {
        QByteArray replies;
        for (int i = 0; i < 10; ++i)
            replies += QByteArray(i ? "," : "") +
                       R"({"steps": [{"tools": [{"id": "c", "name": "list_folder", "arguments": {}}]}]})";
        Box box("{\"replies\": [" + replies + "]}");
        box.limits.steps = 3;
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::StepLimit);
        QCOMPARE(box.server.requests().size(), 3);
        QCOMPARE(box.watcher.all<TurnFinished>().first().reason, TurnFinished::Reason::StepLimit);
    }

    void aFailure_isTheLastEvent_andContinuingGoesOn()
    {
        Box box(R"({"replies": [{"steps": [{"text": "Half an "}, {"cut": true}]}, {"steps": [{"text": "answer."}]}]})");
        const auto outcome = box.turn(u"Go."_s);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::ConnectionLost);
        QCOMPARE(box.watcher.all<TurnFailed>().first().error, outcome.error());
        box.restart();
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QCOMPARE(box.watcher.text(), u"Half an answer."_s);
        const auto messages = box.sent(1);
        QCOMPARE(messages[2]["content"_L1], u"Half an "_s);
        QCOMPARE(messages[3]["role"_L1], u"user"_s);
    }

    void eachModelError_endsTheTurnWithItsCode_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no credit") << R"({"status": 402, "body": {}})"_ba << ErrorCode::ModelCredit;
        QTest::newRow("rate limit") << R"({"status": 429, "headers": {"Retry-After": "3600"}, "body": {}})"_ba
                                    << ErrorCode::ModelRateLimit;
        QTest::newRow("overloaded") << R"({"status": 503, "body": {}})"_ba << ErrorCode::ModelOverloaded;
        QTest::newRow("error inside a 200")
            << R"({"steps": [{"text": "a"}, {"error": {"code": 429, "message": "m"}}]})"_ba
            << ErrorCode::ModelRateLimit;
        QTest::newRow("withheld") << R"({"steps": [{"text": "a"}, {"finish": "content_filter"}]})"_ba
                                  << ErrorCode::Model;
    }

    void eachModelError_endsTheTurnWithItsCode()
    {
        QFETCH(QByteArray, reply);
        QFETCH(ErrorCode, code);
        Box box("{\"replies\": [" + reply + "]}");
        QCOMPARE(box.turn(u"Go."_s).error().code, code);
        QCOMPARE(box.watcher.all<TurnFailed>().first().error.code, code);
    }

    void aBusyProvider_isWaitedFor_andOnlyTheWindowHearsOfIt()
    {
        Box box(
            R"({"replies": [{"status": 429, "headers": {"Retry-After": "0"}, "body": {}}, {"steps": [{"text": "Hi."}]}]})");
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto waits = box.watcher.all<ModelWaits>();
        QCOMPARE(waits.size(), 1);
        QCOMPARE(waits[0].wait.reason, u"127.0.0.1 limits how often it can be asked."_s);
        QVERIFY(box.watcher.inTheStoreFirst());
        const auto kept = box.store->events(box.chat.id).value();
        for (const auto& event : kept)
            QVERIFY(!std::holds_alternative<ModelWaits>(event.body));
    }

    void aChat_goesOnAfterARestart_withAllThatWasSaid()
    {
        Box box(R"({"replies": [{"steps": [{"text": "Hello."}]}, {"steps": [{"text": "You said hi."}]}]})");
        QVERIFY(box.turn(u"Hi."_s));
        box.restart();
        QVERIFY(box.turn(u"What did I say?"_s));
        const auto messages = box.sent(1);
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages[1]["content"_L1], u"Hi."_s);
        QCOMPARE(messages[2]["content"_L1], u"Hello."_s);
    }

    void callsOfAKilledProgram_areRepaired()
    {
        Box box(R"({"replies": [{"steps": [{"text": "I look again."}]}]})");
        QVERIFY(box.store->append(box.chat.id, UserMessage{u"Go."_s}));
        QVERIFY(box.store->append(
            box.chat.id, ToolCallStarted{{u"x"_s, u"run_command"_s, u"{\"command\":\"make\"}"_s}, u"Run make"_s}));
        box.restart();
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        const auto messages = box.sent(0);
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages[3]["tool_call_id"_L1], u"x"_s);
        QVERIFY(messages[3]["content"_L1].toString().contains(u"Cut off"_s));
    }

    void stop_endsTheTurnWithin200Ms_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("until"); // the kind of event after which it is stopped
        QTest::newRow("while the model is silent")
            << R"({"replies": [{"steps": [{"text": "Well"}, {"stall": true}]}]})"_ba << u"text"_s;
        QTest::newRow("while a busy provider is waited for")
            << R"({"replies": [{"status": 429, "headers": {"Retry-After": "100"}, "body": {}}]})"_ba
            << u"model-waits"_s;
        QTest::newRow("while the user is asked") << writes << u"permission-asked"_s;
        QTest::newRow("while a command runs")
            << R"({"replies": [{"steps": [{"tools": [{"id": "1", "name": "run_command", "arguments": {"command": "echo on; sleep 1000"}},
                                                     {"id": "2", "name": "list_folder", "arguments": {}}]}]}]})"_ba
            << u"tool-output"_s;
    }

    void stop_endsTheTurnWithin200Ms()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, until);
        Box box(script, until == "permission-asked"_L1 ? std::nullopt : std::optional(Decision::Once));
        std::stop_source source;
        Result<TurnOutcome> outcome;
        std::jthread flow([&] { outcome = box.turn(u"Go."_s, source.get_token()); });
        const auto isThere = [&] {
            return std::ranges::any_of(box.watcher.events(), [&](const Event& event) {
                return toJson(event).value("type"_L1).toString() == until;
            });
        };
        QTRY_VERIFY(isThere());
        QElapsedTimer clock;
        clock.start();
        source.request_stop();
        flow.join();
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QCOMPARE(box.watcher.all<TurnFinished>().first().reason, TurnFinished::Reason::Stopped);
        QCOMPARE(box.watcher.all<ToolCallFinished>().size(), box.watcher.all<ToolCallStarted>().size());
    }

    void aChatThatCannotBeWritten_endsTheTurn()
    {
        Box box(R"({"replies": [{"steps": [{"text": "a"}, {"stall": true}]}]})");
        Result<TurnOutcome> outcome;
        std::jthread flow([&] { outcome = box.turn(u"Go."_s); });
        QTRY_COMPARE(box.server.stalled(), 1);
        QTRY_COMPARE(box.watcher.text(), u"a"_s);
        QVERIFY(box.store->remove(box.chat.id));
        box.server.release();
        flow.join();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::NotFound);
        QCOMPARE(box.watcher.all<TurnFailed>().first().error, outcome.error());
    }

    void theKey_standsInNoFile()
    {
        Box box(runs);
        QVERIFY(box.turn(u"Go."_s));
        for (const auto& name : QDir(box.data.path()).entryList(QDir::Files))
            QVERIFY2(!box.data.read(name).contains("sk-test"), qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(TurnTest)
#include "turn_test.moc"
