#include "core/agent/ruled_tools.h"
#include "core/agent/touched_files.h"
#include "core/permissions/verdict.h"
#include "tests/integration/workspaces/agent_box.h"

#include <QFile>
#include <QTest>

#include <thread>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

/// What the agent does beyond files' texts: it deletes, commits and pushes, and works in terminals. Through a real
/// bridge, with the real git and real shells.
class AgentActionsTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<test::AgentBox> m_box;

    [[nodiscard]] bool isThere(const QString& path) const { return QFile::exists(m_box->bridge.root() + u'/' + path); }
    void write(const QString& path, const QByteArray& bytes) const
    {
        m_box->bridge.folder().write(u"root/"_s + path, bytes);
    }
    /// With a bare repository beside it as origin.
    void makeRepository()
    {
        m_box->git({u"init"_s, u"-q"_s, u"-b"_s, u"main"_s});
        m_box->git({u"config"_s, u"user.name"_s, u"Ada"_s});
        m_box->git({u"config"_s, u"user.email"_s, u"ada@example.org"_s});
        m_box->git({u"init"_s, u"-q"_s, u"--bare"_s, m_box->bridge.folder().path(u"origin.git"_s)});
        m_box->git({u"remote"_s, u"add"_s, u"origin"_s, m_box->bridge.folder().path(u"origin.git"_s)});
    }
    [[nodiscard]] permissions::Verdict judged(const QString& tool, const QJsonObject& arguments,
                                              std::vector<permissions::Rule> rules = {})
    {
        return permissions::judge(m_box->prepare(tool, arguments)->action, {std::move(rules), {}}, {});
    }

private Q_SLOTS:
    void init()
    {
        m_box = std::make_unique<test::AgentBox>();
        m_box->connect();
    }
    void cleanup()
    {
        m_box->disconnect();
        m_box.reset();
    }

    void delete_putsIntoTheTrash_andCountsWhatAFolderHolds()
    {
        write(u"a.txt"_s, "a");
        write(u".gitignore"_s, "ignored\n");
        write(u"old/b.txt"_s, "bb");
        write(u"old/deep/ignored"_s, "ccc");
        QVERIFY(m_box->ask(u"delete_file"_s, {{u"path"_s, u"a.txt"_s}}).contains(u"trash"_s));
        QVERIFY(!isThere(u"a.txt"_s));
        const auto prepared = m_box->prepare(u"delete_file"_s, {{u"path"_s, u"old"_s}});
        QVERIFY(prepared.has_value());
        QVERIFY2(prepared->alwaysAsk->contains(u"files: 2"_s) && prepared->alwaysAsk->contains(u"5 bytes"_s),
                 qPrintable(*prepared->alwaysAsk));
        QVERIFY(prepared->permission.preview.contains(u"old/b.txt\n"_s));
        QVERIFY(prepared->permission.preview.contains(u"old/deep/ignored\n"_s));
        QVERIFY(isThere(u"old/b.txt"_s));
        QVERIFY(m_box->ask(u"delete_file"_s, {{u"path"_s, u"old"_s}}).contains(u"trash"_s));
        QVERIFY(!isThere(u"old"_s));
    }

    void delete_ofWhatIsNotThere_orOutside_isAnError()
    {
        QVERIFY(m_box->ask(u"delete_file"_s, {{u"path"_s, u"none"_s}}).startsWith(u"Error: "_s));
        QVERIFY(m_box->ask(u"delete_file"_s, {{u"path"_s, u"../x"_s}}).startsWith(u"Error: "_s));
        QVERIFY(m_box->ask(u"delete_file"_s, {{u"path"_s, u"."_s}}).contains(u"itself"_s));
    }

    void commit_takesAll_orTheFilesThatAreNamed_orWhatIsStaged()
    {
        makeRepository();
        write(u"a.txt"_s, "a");
        write(u"b.txt"_s, "b");
        const auto first =
            m_box->ask(u"git_commit"_s, {{u"message"_s, u"Add \"both\"\n\nIt's why."_s}, {u"all"_s, true}});
        QVERIFY2(first.startsWith(u"Committed as "_s), qPrintable(first));
        QCOMPARE(m_box->git({u"log"_s, u"-1"_s, u"--format=%B"_s}).trimmed(), "Add \"both\"\n\nIt's why.");
        QVERIFY(m_box->git({u"status"_s, u"--porcelain"_s}).isEmpty());

        write(u"a.txt"_s, "aa");
        write(u"b.txt"_s, "bb");
        QVERIFY(m_box->ask(u"git_commit"_s, {{u"message"_s, u"One"_s}, {u"paths"_s, QJsonArray{u"a.txt"_s}}})
                    .startsWith(u"Committed"_s));
        QCOMPARE(m_box->git({u"status"_s, u"--porcelain"_s}), " M b.txt\n");
        m_box->git({u"add"_s, u"b.txt"_s});
        QVERIFY(m_box->ask(u"git_commit"_s, {{u"message"_s, u"Staged"_s}}).startsWith(u"Committed"_s));
        QVERIFY(m_box->ask(u"git_commit"_s, {{u"message"_s, u"Nothing"_s}}).startsWith(u"Error: "_s));
        QVERIFY(m_box->ask(u"git_commit"_s, {{u"message"_s, u"x"_s}, {u"paths"_s, QJsonArray{u"../x"_s}}})
                    .startsWith(u"Error: "_s));
    }

    void push_goesToTheRemote_andItsRefusalIsInGitsWords()
    {
        makeRepository();
        write(u"a.txt"_s, "a");
        QVERIFY(m_box->ask(u"git_push"_s, {}).startsWith(u"Error: "_s)); // no upstream yet
        (void)m_box->ask(u"git_commit"_s, {{u"message"_s, u"First"_s}, {u"all"_s, true}});
        const auto told = m_box->ask(u"git_push"_s,
                                     {{u"remote"_s, u"origin"_s}, {u"branch"_s, u"main"_s}, {u"set_upstream"_s, true}});
        QVERIFY2(!told.startsWith(u"Error"_s), qPrintable(told));
        QCOMPARE(m_box->git({u"rev-parse"_s, u"origin/main"_s}), m_box->git({u"rev-parse"_s, u"HEAD"_s}));
        QVERIFY(m_box->ask(u"git_push"_s, {{u"branch"_s, u"main"_s}}).contains(u"Give the remote"_s));
        QVERIFY(m_box->ask(u"git_push"_s, {{u"remote"_s, u"--exec=x"_s}}).contains(u"remote must be a name"_s));
    }

    void commitAndPush_areJudgedAsTheirCommands()
    {
        using permissions::Decision;
        const QJsonObject message{{u"message"_s, u"It's; rm -rf /"_s}};
        QCOMPARE(judged(u"git_commit"_s, message).decision, Decision::Ask);
        const permissions::Rule commits{.tool = "run", .command = "git commit *", .decision = Decision::Allow};
        QCOMPARE(judged(u"git_commit"_s, message, {commits}).decision, Decision::Allow);
        const permissions::Rule pushes{.tool = "run", .command = "git push *", .decision = Decision::Allow};
        QCOMPARE(judged(u"git_push"_s, {}, {pushes}).decision, Decision::Allow);
        QCOMPARE(judged(u"git_push"_s, {{u"force"_s, true}}, {pushes}).decision, Decision::Ask);
        const permissions::Rule never{.tool = "run", .command = "git push *", .decision = Decision::Deny};
        QCOMPARE(judged(u"git_push"_s, {}, {never}).decision, Decision::Deny);
    }

    void whatADangerousCommandWouldTouch_isCounted()
    {
        makeRepository();
        write(u"old/a.txt"_s, "aa");
        (void)m_box->ask(u"git_commit"_s, {{u"message"_s, u"First"_s}, {u"all"_s, true}});
        write(u"old/b.txt"_s, "bbb");
        write(u"old/a.txt"_s, "changed");
        const auto touched = [&](const QString& command) {
            const auto verdict = judged(u"run_command"_s, {{u"command"_s, command}});
            return touchedFiles(verdict, {}, m_box->tools, {}).value();
        };
        QCOMPARE(touched(u"rm -rf old none"_s), u"old — files: 2, size: 10 bytes, of them not in Git: 1."_s);
        QCOMPARE(touched(u"cd . && sudo rm -r 'old'"_s), u"old — files: 2, size: 10 bytes, of them not in Git: 1."_s);
        QCOMPARE(touched(u"git reset --hard"_s), u"Not committed now: 1 changed, 1 untracked."_s);
        QCOMPARE(touched(u"rm -rf $HOME"_s), QString());
        QCOMPARE(touched(u"ls old"_s), QString());
    }

    void aDeniedFile_isNotNamedToTheModel()
    {
        makeRepository();
        write(u"secret.txt"_s, "s");
        write(u"open.txt"_s, "o");
        const permissions::RuleSet rules{
            .rules = {{.tool = "read", .path = "secret.txt", .decision = permissions::Decision::Deny}}, .policy = {}};
        RuledTools tools(m_box->tools, rules, {});
        QCOMPARE(tools.findFiles(u"txt"_s, 10, {}).value(), QStringList{u"open.txt"_s});
        const auto status = tools.repositoryStatus({}).value();
        QCOMPARE(status.untracked, QStringList{u"open.txt"_s});
        QCOMPARE(status.count, 1U);
    }

    void aTerminal_isOpened_listed_read_andTypedInto()
    {
        QCOMPARE(m_box->ask(u"list_terminals"_s, {}), u"[There is no terminal.]"_s);
        const auto opened = m_box->ask(
            u"open_terminal"_s,
            {{u"command"_s, u"echo ready; read answer; echo \"got $answer\"; read more"_s}, {u"title"_s, u"asker"_s}});
        QVERIFY2(opened.contains(u"terminal 1"_s), qPrintable(opened));
        QVERIFY(m_box->ask(u"list_terminals"_s, {}).startsWith(u"1: asker (sh -c echo ready;"_s));
        const auto ready = m_box->ask(u"read_terminal"_s, {{u"number"_s, 1}, {u"wait_for"_s, u"ready"_s}});
        QCOMPARE(ready, u"ready"_s);
        const QJsonObject typing{{u"number"_s, 1}, {u"text"_s, u"yes"_s}};
        QVERIFY(m_box->prepare(u"write_terminal"_s, typing)->alwaysAsk.has_value());
        QVERIFY(m_box->prepare(u"write_terminal"_s, typing)->permission.always.isEmpty());
        QVERIFY(m_box->ask(u"write_terminal"_s, typing).startsWith(u"Typed"_s));
        QVERIFY(
            m_box->ask(u"read_terminal"_s, {{u"number"_s, 1}, {u"wait_for"_s, u"got yes"_s}}).contains(u"got yes"_s));
        const auto late =
            m_box->ask(u"read_terminal"_s, {{u"number"_s, 1}, {u"wait_for"_s, u"never"_s}, {u"seconds"_s, 1}});
        QVERIFY2(late.endsWith(u"[What you wait for has not come in 1 s.]"_s), qPrintable(late));
        (void)m_box->ask(u"write_terminal"_s, {{u"number"_s, 1}, {u"text"_s, u""_s}});
        const auto ended = m_box->ask(u"read_terminal"_s, {{u"number"_s, 1}, {u"wait_for"_s, u"never"_s}});
        QVERIFY2(ended.endsWith(u"[Its program has ended.]"_s), qPrintable(ended));
        QVERIFY(m_box->ask(u"list_terminals"_s, {}).endsWith(u"ended with 0"_s));
        QVERIFY(m_box->ask(u"write_terminal"_s, typing).startsWith(u"Error: "_s));
        QVERIFY(m_box->ask(u"read_terminal"_s, {{u"number"_s, 7}}).startsWith(u"Error: "_s));
    }

    void aLineThatIsLost_isWaitedFor_untilItIsBackOrGivenUp()
    {
        const Error down{ErrorCode::ConnectionLost, u"The line is down."_s};
        QVERIFY(m_box->tools.awaitConnection({}).has_value());
        m_box->line->clear(down);
        std::jthread back([&] { m_box->connect(); });
        QVERIFY(m_box->tools.awaitConnection({}).has_value());
        back.join();
        m_box->line->clear(down);
        std::stop_source stop;
        std::jthread stopper([&] { stop.request_stop(); });
        QCOMPARE(m_box->tools.awaitConnection(stop.get_token()).error().code, ErrorCode::Cancelled);
        m_box->line->finish(down);
        QCOMPARE(m_box->tools.awaitConnection({}).error().sentence, down.sentence);
    }

    void waitingForATerminal_isEndedByAStop()
    {
        (void)m_box->ask(u"open_terminal"_s, {{u"command"_s, u"read x"_s}});
        const auto prepared =
            m_box->prepare(u"read_terminal"_s, {{u"number"_s, 1}, {u"wait_for"_s, u"never"_s}, {u"seconds"_s, 600}});
        std::stop_source stop;
        std::jthread stopper([&] { stop.request_stop(); });
        const auto result = prepared->run(m_box->tools, [](const QString&) {}, stop.get_token());
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(AgentActionsTest)
#include "agent_actions_test.moc"
