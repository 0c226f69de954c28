#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/integration/cli/terminal_run.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

namespace {

constexpr auto script = R"({"byHistory": true, "replies": [
    {"steps": [{"text": "I change the greeting."},
               {"tools": [{"id": "1", "name": "write_file", "arguments": {"path": "greeting.txt", "content": "hello\n"}}]}]},
    {"steps": [{"text": "It is "}, {"text": "changed. \u001b[2J"}]}]})";

} // namespace

/// The agent in a workspace on this computer, with the real bridge and a model's server that answers by a script.
class AskTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<test::TemporaryFolder>();
        m_folder->write(u"none.json"_s, R"({"rules": []})");
        m_server = std::make_unique<test::ScriptedModelServer>(script, "sk-test");
        auto store = workspace::Store::open(data()).value();
        QVERIFY(store
                    .insert({.id = u"api-0001"_s,
                             .name = u"api"_s,
                             .folder = m_folder->path(u"work"_s),
                             .remoteData = m_folder->path(u"remote"_s)})
                    .has_value());
        useModelAt(m_server->address().toString());
    }
    void cleanup() { QCOMPARE(run({u"stop"_s, u"api"_s}).exitCode, 0); }

    void yes_letsItWork_andTheAnswerIsPrinted_withoutTheKey()
    {
        const auto ran = run(
            {u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s, u"--rules"_s, m_folder->path(u"none.json"_s)},
            "sk-test");
        QVERIFY2(ran.exitCode == 0, ran.error);
        QCOMPARE(m_folder->read(u"work/greeting.txt"_s), "hello\n");
        QVERIFY2(ran.out.contains("I change the greeting.\nIt is changed. "), ran.out);
        QVERIFY2(!ran.out.contains('\x1b'), "what a model says cannot move the cursor");
        QVERIFY(ran.error.contains("greeting.txt"));
        QVERIFY(!ran.out.contains("sk-test") && !ran.error.contains("sk-test"));
    }

    void itsChat_isListed_found_andExported()
    {
        QCOMPARE(run({u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s, u"--rules"_s,
                      m_folder->path(u"none.json"_s)},
                     "sk-test")
                     .exitCode,
                 0);
        const auto listed = run({u"--json"_s, u"chats"_s, u"api"_s}).first("chat"_L1);
        QCOMPARE(listed.value("title"_L1).toString(), u"Change the greeting"_s);
        QVERIFY(!listed.value("working"_L1).toBool() && !listed.value("cutOff"_L1).toBool());
        const auto id = listed.value("id"_L1).toString();
        const auto found = run({u"--json"_s, u"chats"_s, u"api"_s, u"search"_s, u"changed"_s}).first("found"_L1);
        QCOMPARE(found.value("id"_L1).toString(), id);
        QVERIFY(found.value("text"_L1).toString().contains(u"It is changed."_s));
        const auto printed = run({u"chats"_s, u"api"_s, u"export"_s, id});
        QVERIFY2(printed.out.contains("## You\n\nChange the greeting"), printed.out);
        QVERIFY(!printed.out.contains('\x1b'));
        const auto file = m_folder->path(u"chat.json"_s);
        QCOMPARE(run({u"chats"_s, u"api"_s, u"export"_s, id, u"--format"_s, u"json"_s, u"--output"_s, file}).exitCode,
                 0);
        const auto events = QJsonDocument::fromJson(m_folder->read(u"chat.json"_s))["events"_L1].toArray();
        QCOMPARE(events.first()["type"_L1].toString(), u"user-message"_s);
        QCOMPARE(events.last()["type"_L1].toString(), u"turn-finished"_s);
        QCOMPARE(run({u"chats"_s, u"api"_s, u"export"_s, u"none"_s}).exitCode, 3);
        QCOMPARE(run({u"chats"_s, u"api"_s, u"burn"_s}).exitCode, 2);
    }

    void json_hasTheEvents()
    {
        const auto ran = run({u"--json"_s, u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s, u"--rules"_s,
                              m_folder->path(u"none.json"_s)},
                             "sk-test");
        QCOMPARE(ran.exitCode, 0);
        QVERIFY(!ran.first("tool-call"_L1).isEmpty());
        QVERIFY(!ran.first("turn-finished"_L1).isEmpty());
        QVERIFY(ran.first("checkpoint"_L1).value("id"_L1).toInt() > 0);
        const auto changed = ran.first("turn-changed"_L1);
        QVERIFY(changed.value("after"_L1).toInt() > changed.value("before"_L1).toInt());
        QCOMPARE(changed.value("files"_L1)[0]["path"_L1], QJsonValue(u"greeting.txt"_s));
    }

    void withoutYesAndTerminal_nothingIsWritten_andYesIsNamed()
    {
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s}, "sk-test");
        QCOMPARE(ran.exitCode, 2);
        QVERIFY2(ran.error.contains("--yes"), ran.error);
        QVERIFY(!QFile::exists(m_folder->path(u"work/greeting.txt"_s)));
    }

    void yes_needsRules_andRefusesWhatIsDangerous()
    {
        const auto without = run({u"ask"_s, u"api"_s, u"Clean up"_s, u"--yes"_s}, "sk-test");
        QCOMPARE(without.exitCode, 2);
        QVERIFY2(without.error.contains("--rules"), without.error);

        m_folder->write(u"work/old/a.txt"_s, "a");
        m_server = std::make_unique<test::ScriptedModelServer>(R"({"byHistory": true, "replies": [
            {"steps": [{"tools": [{"id": "1", "name": "run_command", "arguments": {"command": "rm -rf old"}},
                                  {"id": "2", "name": "run_command", "arguments": {"command": "cp old/a.txt b.txt"}}]}]},
            {"steps": [{"text": "Done."}]}]})",
                                                               "sk-test");
        useModelAt(m_server->address().toString());
        const auto ran = run(
            {u"ask"_s, u"api"_s, u"Clean up"_s, u"--yes"_s, u"--rules"_s, m_folder->path(u"none.json"_s)}, "sk-test");
        QVERIFY2(ran.exitCode == 0, ran.error);
        QCOMPARE(m_folder->read(u"work/old/a.txt"_s), "a");
        QCOMPARE(m_folder->read(u"work/b.txt"_s), "a");
    }

    void plan_changesNothing()
    {
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--plan"_s, u"--yes"_s, u"--rules"_s,
                              m_folder->path(u"none.json"_s)},
                             "sk-test");
        QVERIFY2(ran.exitCode == 0, ran.error);
        QVERIFY(!QFile::exists(m_folder->path(u"work/greeting.txt"_s)));
    }

    void onATerminal_itAsksForAnswersAndForPermission_andShowsThePlan()
    {
        m_server = std::make_unique<test::ScriptedModelServer>(R"({"byHistory": true, "replies": [
            {"steps": [{"tools": [{"id": "p", "name": "update_plan", "arguments": {"steps":
                           [{"text": "Ask first", "state": "active"}, {"text": "Write then", "state": "open"}]}},
                       {"id": "q", "name": "ask_user", "arguments":
                           {"question": "In which language?", "options": ["English", "French"]}}]}]},
            {"steps": [{"tools": [{"id": "w", "name": "write_file", "arguments":
                           {"path": "greeting.txt", "content": "bonjour"}}]}]},
            {"steps": [{"text": "Done."}]}]})",
                                                               "sk-test");
        useModelAt(m_server->address().toString());
        qputenv("KALPANA_MODEL_API_KEY", "sk-test");
        test::TerminalRun terminal({u"--data-dir"_s, data(), u"ask"_s, u"api"_s, u"Greet"_s});
        qunsetenv("KALPANA_MODEL_API_KEY");
        QVERIFY2(terminal.waitFor("▸ Ask first"), terminal.screen());
        QVERIFY2(terminal.waitFor("○ Write then"), terminal.screen());
        QVERIFY2(terminal.waitFor("In which language?"), terminal.screen());
        QVERIFY2(terminal.waitFor("2  French"), terminal.screen());
        QVERIFY2(terminal.waitFor("one of these:"), terminal.screen());
        terminal.type("2\n");
        QVERIFY2(terminal.waitFor("Allow it?"), terminal.screen());
        terminal.type("once\n");
        QVERIFY2(terminal.waitFor("Done."), terminal.screen());
        QCOMPARE(terminal.waitForEnd(), 0);
        QCOMPARE(m_folder->read(u"work/greeting.txt"_s), "bonjour");
        auto requests = m_server->requests();
        requests.removeIf([](const auto& request) { return request.method != "POST"; }); // the list of models
        const auto sent = requests.value(1).body.value("messages"_L1).toArray();
        QVERIFY(sent.last()["content"_L1].toString() == "French"_L1);
    }

    void aRule_isFollowedWithoutATerminal_andDeniesEvenWithYes()
    {
        m_folder->write(u"rules.json"_s, R"({"rules": [{"tool": "write", "path": "*.txt", "decision": "deny"}]})");
        const QStringList denied{u"ask"_s,   u"api"_s,     u"Change the greeting"_s,
                                 u"--yes"_s, u"--rules"_s, m_folder->path(u"rules.json"_s)};
        QCOMPARE(run(denied, "sk-test").exitCode, 0);
        QVERIFY(!QFile::exists(m_folder->path(u"work/greeting.txt"_s)));

        m_folder->write(u"data/permissions.json"_s,
                        R"({"rules": [{"tool": "write", "path": "*.txt", "decision": "allow"}]})");
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s}, "sk-test");
        QVERIFY2(ran.exitCode == 0, ran.error);
        QCOMPARE(m_folder->read(u"work/greeting.txt"_s), "hello\n");
    }

    void damagedRules_areNamed_beforeAnythingIsDone()
    {
        m_folder->write(u"data/permissions.json"_s, R"({"rules": [{"tool": "write"}]})");
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s}, "sk-test");
        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains("permissions.json") && ran.error.contains("rules[0]"), ran.error);
    }

    void wrongKey_isTheModelsRefusal_andIsNotRepeated()
    {
        const auto ran = run({u"ask"_s, u"api"_s, u"Hello"_s}, "sk-wrong");
        QCOMPARE(ran.exitCode, 12);
        QVERIFY2(!ran.error.contains("sk-wrong"), ran.error);
    }

    void noKeyForAnotherComputer_saysWhereToPutIt()
    {
        useModelAt(u"https://models.invalid/v1"_s);
        const auto ran = run({u"ask"_s, u"api"_s, u"Hello"_s});
        QCOMPARE(ran.exitCode, 11); // there is no keychain here either
        QVERIFY2(ran.error.contains("OPENROUTER_API_KEY"), ran.error);
    }

private:
    [[nodiscard]] QString data() const { return m_folder->path(u"data"_s); }
    void useModelAt(const QString& address) const
    {
        m_folder->write(
            u"data/settings.json"_s,
            QJsonDocument(QJsonObject{{u"model.address"_s, address}, {u"model.name"_s, u"scripted"_s}}).toJson());
    }
    [[nodiscard]] test::Ran run(const QStringList& arguments, const QByteArray& key = {}) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        if (!key.isEmpty())
            environment.insert(u"KALPANA_MODEL_API_KEY"_s, QString::fromLatin1(key));
        return kalpanactl(QStringList{u"--data-dir"_s, data()} + arguments, {}, environment);
    }
    std::unique_ptr<test::TemporaryFolder> m_folder;
    std::unique_ptr<test::ScriptedModelServer> m_server;
};

QTEST_GUILESS_MAIN(AskTest)
#include "ask_test.moc"
