#include "core/agent/tool_table.h"
#include "core/permissions/rule_text.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QTest>

#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using Box = test::TurnBox;

namespace {

/// A workspace whose line is down at times: each of these calls is lost, before or after it had its effect.
class FlakyTools final : public test::FolderTools {
public:
    using FolderTools::FolderTools;
    Result<FileText> read(const QString& path, std::stop_token stop) override
    {
        if (path == u"a.txt"_s && lostReads-- > 0)
            return failure(ErrorCode::ConnectionLost, u"The line is down."_s);
        return FolderTools::read(path, std::move(stop));
    }
    Result<CommandResult> run(const QString& command, const OutputReceiver& onOutput, std::stop_token stop) override
    {
        auto result = FolderTools::run(command, onOutput, std::move(stop));
        return lostRuns-- > 0 ? failure(ErrorCode::ConnectionLost, u"The line is down."_s) : std::move(result);
    }
    Result<void> awaitConnection(std::stop_token) override
    {
        ++awaited;
        return comesBack ? Result<void>() : failure(ErrorCode::ConnectionLost, u"It stays down."_s);
    }
    int lostReads = 0;
    int lostRuns = 0;
    int awaited = 0;
    bool comesBack = true;
};

/// Answers each question alike, or never.
class Person final : public QuestionPrompt {
public:
    explicit Person(std::optional<QString> words) : m_words(std::move(words)) {}
    Result<QString> answer(const UserQuestion& question, std::stop_token stop) override
    {
        asked.append(question);
        if (m_words)
            return *m_words;
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        isAsked = true;
        never.wait(lock, stop, [] { return false; });
        return failure(ErrorCode::Cancelled, u"Stopped."_s);
    }
    QList<UserQuestion> asked;
    std::atomic_bool isAsked = false;

private:
    std::optional<QString> m_words;
};

QStringList toolsOf(const Box& box, qsizetype request)
{
    QStringList names;
    const auto tools = box.server.requests().value(request).body.value("tools"_L1).toArray();
    for (const auto& tool : tools)
        names.append(tool["function"_L1]["name"_L1].toString());
    return names;
}

const QByteArray asks = R"({"replies": [
    {"steps": [{"tools": [{"id": "q", "name": "ask_user", "arguments":
        {"question": "Which **one**?", "options": ["Left", "Right", "Left"]}}]}]},
    {"steps": [{"text": "Good."}]}]})";

} // namespace

class TurnModesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void planMode_offersNoToolThatChanges_andRefusesTheCallOfOne()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "w", "name": "write_file", "arguments": {"path": "a.txt", "content": "x"}},
                                  {"id": "r", "name": "run_command", "arguments": {"command": "touch b.txt"}},
                                  {"id": "l", "name": "list_folder", "arguments": {}}]}]},
            {"steps": [{"text": "1. Write a.txt"}]},
            {"steps": [{"tools": [{"id": "w2", "name": "write_file", "arguments": {"path": "a.txt", "content": "x"}}]}]},
            {"steps": [{"text": "Done."}]}]})");
        QCOMPARE(box.turn({u"Plan it."_s, Mode::Plan}), TurnOutcome::Answered);
        const auto offered = toolsOf(box, 0);
        QVERIFY(offered.contains(u"read_file"_s) && offered.contains(u"update_plan"_s));
        for (const auto& tool : toolTable())
            if (tool.effect == Effect::Changes)
                QVERIFY2(!offered.contains(tool.definition.name), qPrintable(tool.definition.name));
        const auto results = box.watcher.all<ToolCallFinished>();
        QCOMPARE(results.size(), 3);
        QVERIFY(!results[0].ok && results[0].result.contains(u"plan mode"_s));
        QVERIFY(!results[1].ok && results[1].result.contains(u"plan mode"_s));
        QVERIFY(results[2].ok);
        QVERIFY(box.user.asked().isEmpty());
        QVERIFY(box.folder.read(u"a.txt"_s).isEmpty() && box.folder.read(u"b.txt"_s).isEmpty());

        QCOMPARE(box.turn(u"Do it."_s), TurnOutcome::Answered);
        QVERIFY(toolsOf(box, 2).contains(u"write_file"_s));
        QCOMPARE(box.folder.read(u"a.txt"_s), "x");
    }

    void continuing_staysInPlanMode_afterARestart()
    {
        Box box(R"({"replies": [{"status": 401, "body": {}},
            {"steps": [{"text": "1. Do"}]}]})");
        QVERIFY(!box.turn({u"Plan it."_s, Mode::Plan}));
        box.restart();
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QVERIFY(!toolsOf(box, 1).contains(u"write_file"_s));
    }

    void aQuestion_waitsForItsAnswer_whichTheModelGets()
    {
        Person person(u"The right one."_s);
        Box box(asks);
        box.questions = &person;
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        QCOMPARE(person.asked.size(), 1);
        QCOMPARE(person.asked[0].text, u"Which **one**?"_s);
        QCOMPARE(person.asked[0].options, (QStringList{u"Left"_s, u"Right"_s}));
        QCOMPARE(box.watcher.all<QuestionAsked>().first().question, person.asked[0]);
        QCOMPARE(box.watcher.all<QuestionAnswered>().first().text, u"The right one."_s);
        QCOMPARE(box.sent(1)[3]["content"_L1].toString(), u"The right one."_s);
        QVERIFY(box.watcher.inTheStoreFirst());
    }

    void whereNobodyIs_thereIsNoToolToAsk()
    {
        Box box(asks);
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        QVERIFY(!toolsOf(box, 0).contains(u"ask_user"_s));
        QVERIFY(box.watcher.all<ToolCallFinished>().first().result.contains(u"Nobody is there"_s));
    }

    void stop_endsAQuestion()
    {
        Person person({});
        Box box(asks);
        box.questions = &person;
        std::stop_source stop;
        std::jthread stopper([&] {
            while (!person.isAsked)
                std::this_thread::yield();
            stop.request_stop();
        });
        const auto outcome = box.turn(u"Go."_s, stop.get_token());
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QVERIFY(box.watcher.all<ToolCallFinished>().first().result.contains(u"Stopped"_s));
    }

    void thePlan_isShown_andAWrongOneIsToldToTheModel()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "p", "name": "update_plan", "arguments": {"steps":
                [{"text": "Look", "state": "done"}, {"text": "Do\u202e", "state": "active"}]}}]}]},
            {"steps": [{"tools": [{"id": "p2", "name": "update_plan", "arguments": {"steps":
                [{"text": "Look", "state": "active"}, {"text": "Do", "state": "active"}]}}]}]},
            {"steps": [{"text": "Good."}]}]})");
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto plans = box.watcher.all<PlanUpdated>();
        QCOMPARE(plans.size(), 1);
        QCOMPARE(plans[0].steps.size(), 2);
        QCOMPARE(plans[0].steps[0], (PlanStep{u"Look"_s, PlanStep::State::Done}));
        QVERIFY(!plans[0].steps[1].text.contains(QChar(0x202e)));
        QVERIFY(box.watcher.all<ToolCallFinished>()[1].result.contains(u"Only one step"_s));
    }

    void aLostLine_isWaitedFor_andWhatOnlyReadsIsDoneAgain()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "r", "name": "read_file", "arguments": {"path": "a.txt"}},
                                  {"id": "c", "name": "run_command", "arguments": {"command": "echo x >> log"}}]}]},
            {"steps": [{"text": "Done."}]}]})");
        FlakyTools tools(box.folder.path());
        box.hands = &tools;
        box.folder.write(u"a.txt"_s, "text");
        tools.lostReads = 2;
        tools.lostRuns = 1;
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto results = box.watcher.all<ToolCallFinished>();
        QVERIFY(results[0].ok && results[0].result == u"text"_s);
        // It had its effect, which nobody could know: it is not done twice.
        QVERIFY(!results[1].ok && results[1].result.contains(u"look before doing it again"_s));
        QCOMPARE(box.folder.read(u"log"_s), "x\n");
        QCOMPARE(tools.awaited, 3);
    }

    void aLineThatStaysDown_endsTheTurn()
    {
        Box box(R"({"replies": [
            {"steps": [{"tools": [{"id": "r", "name": "read_file", "arguments": {"path": "a.txt"}}]}]}]})");
        FlakyTools tools(box.folder.path());
        box.hands = &tools;
        tools.lostReads = 1;
        tools.comesBack = false;
        QCOMPARE(box.turn(u"Go."_s).error().code, ErrorCode::ConnectionLost);
        QCOMPARE(tools.awaited, 1);
    }

    void theWorkspacesInstructions_areSent_andSaidOnce()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}, {"steps": [{"text": "2"}]}, {"steps": [{"text": "3"}]}]})");
        box.folder.write(u"AGENTS.md"_s, "Use tabs.");
        box.folder.write(u"CLAUDE.md"_s, "Use tabs.");
        box.folder.write(u".kalpana/rules/b.md"_s, "Be brief.");
        box.folder.write(u".kalpana/rules/a.md"_s, "Be kind.");
        box.folder.write(u".kalpana/rules/c.txt"_s, "Not this.");
        box.folder.write(u".kalpana/rules/d.md"_s, QByteArray("bin\0ary", 7));
        QVERIFY(box.turn(u"Go."_s));
        const auto told = box.sent(0)[0]["content"_L1].toString();
        QCOMPARE(told.count(u"Use tabs."_s), 1);
        QVERIFY(told.indexOf(u"Be kind."_s) > 0 && told.indexOf(u"Be kind."_s) < told.indexOf(u"Be brief."_s));
        QVERIFY(!told.contains(u"Not this"_s) && !told.contains(u"ary"_s + QChar(0)));
        QVERIFY(box.turn(u"Again."_s));
        QCOMPARE(box.watcher.all<InstructionsRead>().size(), 1);
        QCOMPARE(box.watcher.all<InstructionsRead>().first().files,
                 (QStringList{u"AGENTS.md"_s, u".kalpana/rules/a.md"_s, u".kalpana/rules/b.md"_s}));
        QVERIFY(QFile::remove(box.folder.path(u"AGENTS.md"_s)) && QFile::remove(box.folder.path(u"CLAUDE.md"_s)));
        QVERIFY(box.turn(u"And now?"_s));
        QCOMPARE(box.watcher.all<InstructionsRead>().last().files.size(), 2);
    }

    void instructionsThatMayNotBeRead_andLongOnes_areLeftOut()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}]})");
        box.rules.rules =
            permissions::rulesFromJson(R"({"rules": [{"tool": "read", "path": "CLAUDE.md", "decision": "deny"}]})",
                                       permissions::RuleSource::User)
                .value();
        box.folder.write(u"AGENTS.md"_s, QByteArray(70'000, 'a') + "the end");
        box.folder.write(u"CLAUDE.md"_s, "Secret.");
        QVERIFY(box.turn(u"Go."_s));
        const auto told = box.sent(0)[0]["content"_L1].toString();
        QVERIFY(!told.contains(u"Secret."_s) && !told.contains(u"the end"_s));
        QVERIFY(told.contains(u"The rest of AGENTS.md is left out"_s));
        QCOMPARE(box.watcher.all<InstructionsRead>().first().files, QStringList{u"AGENTS.md"_s});
    }
};

QTEST_GUILESS_MAIN(TurnModesTest)
#include "turn_modes_test.moc"
