#include "core/permissions/reason_text.h"
#include "core/permissions/rule_text.h"
#include "core/permissions/verdict.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace kalpana;
using namespace kalpana::permissions;
using namespace Qt::StringLiterals;

namespace {

const auto corpus = QStringLiteral(KALPANA_SOURCE_DIR "/tests/unit/core/permissions/corpus/");

Rule run(const std::string& command, Decision decision = Decision::Allow)
{
    return {.tool = "run", .command = command, .decision = decision};
}

Rule line(const std::string& text, Decision decision = Decision::Allow)
{
    return {.tool = "run", .line = text, .decision = decision};
}

Rule about(const std::string& tool, const std::string& path, Decision decision = Decision::Allow)
{
    return {.tool = tool, .path = path, .decision = decision};
}

Verdict judged(const std::string& tool, const std::string& argument, std::vector<Rule> rules = {},
               std::vector<Rule> policy = {}, const Surroundings& surroundings = {})
{
    return judge({tool, argument}, {std::move(rules), std::move(policy)}, surroundings);
}

} // namespace

class JudgeTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCorpus_isJudgedAsItSays_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("command");
        qsizetype count = 0;
        for (const auto& kind : {u"harmless"_s, u"dangerous"_s, u"disguised"_s}) {
            QFile file(corpus + kind + u".txt"_s);
            QVERIFY(file.open(QFile::ReadOnly));
            const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
            for (const auto& text : lines) {
                if (text.isEmpty() || text.startsWith(u"# "_s))
                    continue;
                const auto command = text.section(u' ', 1);
                QTest::addRow("%s %d: %s", qPrintable(kind), int(++count), qPrintable(command))
                    << text.section(u' ', 0, 0) << QString(command).replace(u'⏎', u'\n');
            }
        }
        QVERIFY(count >= 300);
    }

    void theCorpus_isJudgedAsItSays()
    {
        QFETCH(QString, expected);
        QFETCH(QString, command);
        static const auto rules = readRules(corpus + u"rules.json"_s, RuleSource::User).value();
        const auto verdict = judge({"run", command.toStdString()}, {.rules = rules}, {.folder = "/home/me/project"});
        const auto name = decisionName(verdict.decision);
        const auto reason = reasonCode(verdict.reason);
        QCOMPARE(expected.contains(u':') ? name + u':' + reason : name, expected);
        QVERIFY(!reason.isEmpty() && reasonText(verdict.reason).endsWith(u'.'));
        // Without a rule nothing may run.
        QVERIFY(judge({"run", command.toStdString()}, {}, {}).decision != Decision::Allow);
    }

    void deny_winsOverEverything()
    {
        const std::string text = "make && npm publish";
        QCOMPARE(judged("run", text, {run("make *"), run("npm *"), line(text), run("npm publish *", Decision::Deny)})
                     .decision,
                 Decision::Deny);
        QCOMPARE(judged("run", text, {line(text)}, {run("npm *", Decision::Deny)}).reason.why, Why::PolicyDenies);
        QCOMPARE(judged("run", text, {line(text), line(text, Decision::Deny)}).decision, Decision::Deny);
    }

    void exactlyThisLine_isAllowed_howeverDangerous_andNoOther()
    {
        const std::vector<Rule> rules{line("rm -rf build")};
        QCOMPARE(judged("run", "rm -rf build", rules).decision, Decision::Allow);
        QCOMPARE(judged("run", "rm -rf build ", rules).decision, Decision::Ask);
        QCOMPARE(judged("run", "rm -rf build; rm -rf build", rules).decision, Decision::Ask);
        QCOMPARE(judged("run", "ls \"", {line("ls \"")}).decision, Decision::Allow);
    }

    void aPolicy_onlyTightens()
    {
        QCOMPARE(judged("run", "make", {}, {run("make *")}).decision, Decision::Ask);
        QCOMPARE(judged("run", "make", {run("make *"), line("make")}, {run("make *", Decision::Ask)}).reason.why,
                 Why::PolicyAsks);
        QCOMPARE(judged("read", "a", {}, {about("read", "**")}).decision, Decision::Allow);
        QCOMPARE(judged("read", ".env", {about("read", ".env")}, {about("read", "**/.env", Decision::Deny)}).decision,
                 Decision::Deny);
    }

    void aRuleThatAsks_winsOverOneThatAllows_butNotOverExactlyThis()
    {
        QCOMPARE(judged("run", "git push", {run("git *"), run("git push *", Decision::Ask)}).reason.why, Why::RuleAsks);
        QCOMPARE(judged("run", "git push", {line("git push"), run("git push *", Decision::Ask)}).decision,
                 Decision::Allow);
    }

    void rules_countInTheirWorkspaceAndChatOnly()
    {
        auto inWorkspace = run("make *");
        inWorkspace.scope = Scope::Workspace;
        inWorkspace.place = "w1";
        auto inChat = run("ls *");
        inChat.scope = Scope::Chat;
        inChat.place = "c1";
        const std::vector<Rule> rules{inWorkspace, inChat};
        QCOMPARE(judged("run", "make", rules, {}, {.workspace = "w1"}).decision, Decision::Allow);
        QCOMPARE(judged("run", "make", rules, {}, {.workspace = "w2"}).decision, Decision::Ask);
        QCOMPARE(judged("run", "ls", rules, {}, {.workspace = "w1", .chat = "c1"}).decision, Decision::Allow);
        QCOMPARE(judged("run", "ls", rules, {}, {.workspace = "w1"}).decision, Decision::Ask);
    }

    void aStarAlone_stopsEveryCommand_butAllowsOnlyOneWithoutArguments()
    {
        for (const auto* line : {"ls", "ls -la", "cd src && make all", "$x", "A=1 ls | cat"}) {
            QCOMPARE(judged("run", line, {run("*", Decision::Deny)}).decision, Decision::Deny);
            QCOMPARE(judged("run", line, {run("* *"), run("*", Decision::Ask)}).decision, Decision::Ask);
        }
        QCOMPARE(judged("run", "ls", {run("*")}).decision, Decision::Allow);
        QCOMPARE(judged("run", "ls -la", {run("*")}).decision, Decision::Ask);
    }

    void withoutRules_onlyReadingInsideIsAllowed()
    {
        QCOMPARE(judged("read", "src/a.c").decision, Decision::Allow);
        QCOMPARE(judged("list", ".").decision, Decision::Allow);
        QCOMPARE(judged("read", "../a").reason.why, Why::Outside);
        QCOMPARE(judged("read", "/etc/passwd").decision, Decision::Ask);
        QCOMPARE(judged("read", "/w/a", {}, {}, {.folder = "/w"}).decision, Decision::Allow);
        QCOMPARE(judged("read", "/w/../a", {}, {}, {.folder = "/w"}).decision, Decision::Ask);
        QCOMPARE(judged("write", "src/a.c").decision, Decision::Ask);
        QCOMPARE(judged("run", "ls").decision, Decision::Ask);
        QCOMPARE(judged("delete", "x").decision, Decision::Ask);
        QCOMPARE(judged("run", "").decision, Decision::Ask);
    }

    void paths_areMatchedByTheirNames()
    {
        const std::vector<Rule> rules{about("edit", "src/**"), about("edit", "src/secret/*", Decision::Deny)};
        QCOMPARE(judged("edit", "src/a/b.c", rules).decision, Decision::Allow);
        QCOMPARE(judged("edit", "src/../a", rules).decision, Decision::Ask);
        QCOMPARE(judged("edit", "./src//secret/x", rules).decision, Decision::Deny);
        QCOMPARE(judged("edit", "other/a", rules).decision, Decision::Ask);
        QCOMPARE(judged("write", "src/a", rules).decision, Decision::Ask);
    }

    void filesThatRunByThemselves_areAskedAbout_unlessNamedExactly()
    {
        const std::vector<Rule> all{about("write", "**")};
        for (const auto* path : {".git/hooks/pre-commit", "lib/x/.git/config", ".GIT/config", ".vscode/tasks.json",
                                 ".envrc", ".kalpana/rules/a.md"})
            QCOMPARE(judged("write", path, all).reason.why, Why::IsDangerous);
        QCOMPARE(judged("write", "src/.gitignore", all).decision, Decision::Allow);
        QCOMPARE(judged("write", ".envrc", {about("write", ".envrc")}).decision, Decision::Allow);
    }

    void expansions_thatADenialMayBeAbout_areAsked()
    {
        const std::vector<Rule> rules{run("make *"), run("make deploy *", Decision::Deny)};
        QCOMPARE(judged("run", "make $target", rules).reason.why, Why::RuleMayDeny);
        QCOMPARE(judged("run", "make all", rules).decision, Decision::Allow);
    }

    void aPatternWithoutStar_isThoseWordsOnly()
    {
        const std::vector<Rule> rules{run("git status"), run("npm run test*")};
        QCOMPARE(judged("run", "git status", rules).decision, Decision::Allow);
        QCOMPARE(judged("run", "git  'status'", rules).decision, Decision::Allow);
        QCOMPARE(judged("run", "git status -s", rules).decision, Decision::Ask);
        QCOMPARE(judged("run", "npm run test:unit", rules).decision, Decision::Allow);
        QCOMPARE(judged("run", "npm run $x", rules).decision, Decision::Ask);
        QCOMPARE(judged("run", "git status $x", rules).decision, Decision::Ask);
    }

    void hugeLines_areAskedInShortTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("quotes") << u"'a'"_s.repeated(20000);
        QTest::newRow("substitutions") << u"$("_s.repeated(30000);
        QTest::newRow("closed substitutions") << u"$("_s.repeated(20) + u"ls"_s + u")"_s.repeated(20);
        QTest::newRow("backquotes") << u"`"_s.repeated(60000);
        QTest::newRow("here-documents") << u"cat <<A <<B <<C\n"_s.repeated(4000);
        QTest::newRow("wrappers") << u"env "_s.repeated(15000);
        QTest::newRow("evals") << u"eval "_s.repeated(12000);
        QTest::newRow("negations") << u"! "_s.repeated(32000) + u"ls"_s;
        QTest::newRow("commands") << u"ls;"_s.repeated(20000);
        QTest::newRow("stars") << u"ls "_s + u"*"_s.repeated(60000);
        QTest::newRow("groups") << u"{ "_s.repeated(30000);
        QTest::newRow("folders") << u"cd a;"_s.repeated(900);
        QTest::newRow("too long") << u"a"_s.repeated(1 << 20);
        QTest::newRow("pipes") << u"ls|"_s.repeated(1000) + u"ls"_s;
    }

    void hugeLines_areAskedInShortTime()
    {
        QFETCH(QString, text);
        const std::vector<Rule> rules{run("echo a*b*c*d *"), run("rm *", Decision::Deny)};
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(judged("run", text.toStdString(), rules).decision, Decision::Ask);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "judge_test.moc"
