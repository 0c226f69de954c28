#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"

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
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s}, "sk-test");
        QVERIFY2(ran.exitCode == 0, ran.error);
        QCOMPARE(m_folder->read(u"work/greeting.txt"_s), "hello\n");
        QVERIFY2(ran.out.contains("I change the greeting.\nIt is changed. "), ran.out);
        QVERIFY2(!ran.out.contains('\x1b'), "what a model says cannot move the cursor");
        QVERIFY(ran.error.contains("greeting.txt"));
        QVERIFY(!ran.out.contains("sk-test") && !ran.error.contains("sk-test"));
    }

    void json_hasTheEvents()
    {
        const auto ran = run({u"--json"_s, u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s}, "sk-test");
        QCOMPARE(ran.exitCode, 0);
        QVERIFY(!ran.first("tool-call"_L1).isEmpty());
        QVERIFY(!ran.first("turn-finished"_L1).isEmpty());
    }

    void withoutYesAndTerminal_nothingIsWritten_andYesIsNamed()
    {
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s}, "sk-test");
        QCOMPARE(ran.exitCode, 2);
        QVERIFY2(ran.error.contains("--yes"), ran.error);
        QVERIFY(!QFile::exists(m_folder->path(u"work/greeting.txt"_s)));
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
        const auto ran = run({u"ask"_s, u"api"_s, u"Change the greeting"_s, u"--yes"_s}, "sk-test");
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
