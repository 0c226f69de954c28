#include "core/agent/tool_table.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using Box = test::TurnBox;

namespace {

/// A call that can be judged, for each tool.
struct Sample {
    const char* tool;
    const char* arguments;
    const char* action; ///< What the rules call it; "": it is between the agent and the user alone.
    bool isAsked;       ///< Where there is no rule.
};

constexpr std::array samples{
    Sample{"read_file", R"({"path": "a.txt"})", "read", false},
    Sample{"write_file", R"({"path": "new.txt", "content": "x"})", "write", true},
    Sample{"edit_file", R"({"path": "a.txt", "old": "before", "new": "after"})", "edit", true},
    Sample{"delete_file", R"({"path": "a.txt"})", "delete", true},
    Sample{"list_folder", R"({"path": "."})", "list", false},
    Sample{"find_files", R"({"name": "a"})", "find", false},
    Sample{"search", R"({"query": "before"})", "search", false},
    Sample{"git_status", "{}", "read", false},
    Sample{"git_diff", "{}", "read", false},
    Sample{"git_commit", R"({"message": "x", "all": true})", "run", true},
    Sample{"git_push", "{}", "run", true},
    Sample{"find_definition", R"({"path": "a.txt", "line": 1, "symbol": "before"})", "read", false},
    Sample{"find_references", R"({"path": "a.txt", "line": 1, "symbol": "before"})", "read", false},
    Sample{"get_diagnostics", R"({"path": "a.txt"})", "read", false},
    Sample{"outline", R"({"path": "a.txt"})", "read", false},
    Sample{"run_command", R"({"command": "echo hi"})", "run", true},
    Sample{"list_terminals", "{}", "", false},
    Sample{"read_terminal", R"({"number": 1})", "", false},
    Sample{"write_terminal", R"({"number": 1, "text": "echo hi"})", "run", true},
    Sample{"open_terminal", R"({"command": "echo hi"})", "run", true},
    Sample{"fetch", R"({"url": "https://a.example.com/"})", "fetch", true},
    Sample{"ask_user", R"({"question": "Which?"})", "", false},
    Sample{"update_plan", R"({"steps": [{"text": "One", "state": "open"}]})", "", false},
};

QByteArray calling(const Sample& sample)
{
    return R"({"replies": [{"steps": [{"tools": [{"id": "c", "name": ")" + QByteArray(sample.tool) +
           R"(", "arguments": )" + sample.arguments + R"(}]}]}, {"steps": [{"text": "Done."}]}]})";
}

class Answer final : public QuestionPrompt {
public:
    Result<QString> answer(const UserQuestion&, std::stop_token) override { return u"This one."_s; }
};

/// Counts what would go out.
class Nowhere final : public WebPages {
public:
    Result<WebPage> fetch(const WebRequest& request, const std::stop_token&) override
    {
        ++fetched;
        return WebPage{.address = request.address, .type = u"text/plain"_s, .text = u"the page"_s};
    }
    int fetched = 0;
};

struct ToolBox : Box {
    explicit ToolBox(const Sample& sample, Decision decision) : Box(calling(sample), decision)
    {
        folder.write(u"a.txt"_s, "before\n");
        questions = &answer;
        pages = &web;
    }
    [[nodiscard]] bool isUntouched() const
    {
        return folder.read(u"a.txt"_s) == "before\n" && folder.read(u"new.txt"_s).isEmpty() && web.fetched == 0;
    }
    Answer answer;
    Nowhere web;
};

} // namespace

/// Each tool through a whole turn, by each outcome of the question whether it may.
class TurnToolsTest final : public QObject {
    Q_OBJECT

    static void addSamples()
    {
        QTest::addColumn<int>("sample");
        for (std::size_t at = 0; at < samples.size(); ++at)
            QTest::newRow(samples[at].tool) << int(at);
    }

private Q_SLOTS:
    void noTool_isForgottenHere()
    {
        QCOMPARE(qsizetype(samples.size()), toolTable().size());
        for (const auto& sample : samples)
            QVERIFY2(findTool(QString::fromLatin1(sample.tool)) != nullptr, sample.tool);
    }

    void no_keepsAllAsItIs_whereItIsAsked_data() { addSamples(); }
    void no_keepsAllAsItIs_whereItIsAsked()
    {
        QFETCH(const int, sample);
        const auto& one = samples[std::size_t(sample)];
        ToolBox box(one, Decision::No);
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto result = box.watcher.all<ToolCallFinished>().value(0);
        QCOMPARE(box.user.asked().size(), one.isAsked ? 1 : 0);
        QCOMPARE(result.result.contains(u"did not allow"_s), one.isAsked);
        QVERIFY(box.isUntouched());
        if (!one.isAsked)
            return;
        QVERIFY(!result.ok);
        QCOMPARE(box.user.asked()[0].tool, QString::fromLatin1(one.tool));
        QVERIFY(!box.user.asked()[0].title.isEmpty() && !box.user.asked()[0].preview.isEmpty());
        QCOMPARE(box.watcher.all<PermissionAnswered>().value(0).decision, Decision::No);
    }

    void aRuleThatDenies_isNotAskedAbout_data() { addSamples(); }
    void aRuleThatDenies_isNotAskedAbout()
    {
        QFETCH(const int, sample);
        const auto& one = samples[std::size_t(sample)];
        const std::string action = one.action;
        if (action.empty())
            return; // nothing to be denied
        ToolBox box(one, Decision::Once);
        permissions::Rule rule{.tool = action, .decision = permissions::Decision::Deny};
        if (action == "run")
            rule.command = "*";
        else
            rule.path = action == "fetch" ? "*" : "**";
        box.rules.rules.push_back(rule);
        if (action != "fetch" && action != "run") // the folder itself
            box.rules.rules.push_back({.tool = action, .path = ".", .decision = permissions::Decision::Deny});
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        QVERIFY(box.user.asked().isEmpty());
        const auto result = box.watcher.all<ToolCallFinished>().value(0);
        QVERIFY2(!result.ok && result.result.contains(u"denies"_s), qPrintable(result.result));
        QVERIFY(box.isUntouched());
    }

    void anAnswerThatAllows_letsItBeDone_data() { addSamples(); }
    void anAnswerThatAllows_letsItBeDone()
    {
        QFETCH(const int, sample);
        const auto& one = samples[std::size_t(sample)];
        ToolBox box(one, Decision::Once);
        QCOMPARE(box.turn(u"Go."_s), TurnOutcome::Answered);
        const auto result = box.watcher.all<ToolCallFinished>().value(0);
        QVERIFY2(!result.result.contains(u"did not allow"_s) && !result.result.contains(u"denies"_s),
                 qPrintable(result.result));
        QVERIFY(!result.result.isEmpty());
        const auto sent = QJsonDocument(box.server.requests().value(1).body).toJson();
        QVERIFY(sent.contains("\"tool\"")); // the result went back
        if (qstrcmp(one.tool, "fetch") == 0)
            QCOMPARE(box.web.fetched, 1);
        if (qstrcmp(one.tool, "write_file") == 0)
            QCOMPARE(box.folder.read(u"new.txt"_s), "x");
        if (qstrcmp(one.tool, "edit_file") == 0)
            QCOMPARE(box.folder.read(u"a.txt"_s), "after\n");
        if (qstrcmp(one.tool, "ask_user") == 0)
            QCOMPARE(result.result, u"This one."_s);
    }

    void inPlanMode_onlyWhatReads_isDone_data() { addSamples(); }
    void inPlanMode_onlyWhatReads_isDone()
    {
        QFETCH(const int, sample);
        const auto& one = samples[std::size_t(sample)];
        ToolBox box(one, Decision::Once);
        QCOMPARE(box.turn({.text = u"Go."_s, .mode = Mode::Plan}), TurnOutcome::Answered);
        const auto* tool = findTool(QString::fromLatin1(one.tool));
        const auto result = box.watcher.all<ToolCallFinished>().value(0);
        QCOMPARE(result.result.contains(u"In plan mode nothing is changed"_s), tool->effect == Effect::Changes);
        if (tool->effect == Effect::Changes)
            QVERIFY(box.isUntouched() && box.user.asked().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TurnToolsTest)
#include "turn_tools_test.moc"
