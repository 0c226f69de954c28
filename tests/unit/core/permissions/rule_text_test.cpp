#include "core/permissions/rule_text.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::permissions;
using namespace Qt::StringLiterals;

class RuleTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rules_comeBackAsTheyWere()
    {
        const auto rules = rulesFromJson(R"({"rules": [
            {"tool": "run", "command": "git log *", "decision": "allow"},
            {"tool": "run", "line": "rm -rf build", "decision": "allow", "scope": "workspace", "in": "w1"},
            {"tool": "read", "path": "**/.env", "decision": "deny", "scope": "always"}]})",
                                         RuleSource::User);
        QVERIFY(rules);
        QCOMPARE(rules->size(), 3u);
        for (const auto& rule : *rules)
            QVERIFY(ruleFromJson(toJson(rule), u"rule"_s, RuleSource::User) == rule);
        QCOMPARE((*rules)[1].place, "w1");
    }

    void whatIsWrong_isNamedByItsField_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QByteArray& rule, const QString& named) {
            QTest::newRow(name) << R"({"rules": [{"tool": "run", "command": "ls", "decision": "ask"}, )" + rule + "]}"
                                << named;
        };
        QTest::newRow("no JSON") << "{"_ba << u"byte"_s;
        QTest::newRow("no list") << R"({"rules": {}})"_ba << u"rules must"_s;
        QTest::newRow("another field") << R"({"rule": []})"_ba << u"rule is not known"_s;
        row("no object", "3", u"rules[1] must"_s);
        row("unknown field", R"({"tool": "run", "comand": "x", "decision": "ask"})", u"rules[1].comand"_s);
        row("no text", R"({"tool": "run", "command": 3, "decision": "ask"})", u"rules[1].command"_s);
        row("empty", R"({"tool": "run", "command": "", "decision": "ask"})", u"rules[1].command"_s);
        row("blank", R"({"tool": "run", "command": " ", "decision": "ask"})", u"rules[1].command"_s);
        row("tool", R"({"tool": "exec", "command": "x", "decision": "ask"})", u"rules[1].tool"_s);
        row("decision", R"({"tool": "run", "command": "x", "decision": "yes"})", u"rules[1].decision"_s);
        row("no decision", R"({"tool": "run", "command": "x"})", u"rules[1].decision"_s);
        row("both", R"({"tool": "run", "command": "x", "line": "x", "decision": "ask"})", u"rules[1] must"_s);
        row("path to run", R"({"tool": "run", "path": "x", "decision": "ask"})", u"rules[1].path"_s);
        row("command to read", R"({"tool": "read", "command": "x", "decision": "ask"})", u"rules[1]"_s);
        row("scope", R"({"tool": "run", "command": "x", "decision": "ask", "scope": "ever"})", u"rules[1].scope"_s);
        row("no place", R"({"tool": "run", "command": "x", "decision": "ask", "scope": "chat"})", u"rules[1].in"_s);
        row("place", R"({"tool": "run", "command": "x", "decision": "ask", "in": "w"})", u"rules[1].in"_s);
    }

    void whatIsWrong_isNamedByItsField()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, named);
        const auto rules = rulesFromJson(text, RuleSource::User);
        QVERIFY(!rules);
        QCOMPARE(rules.error().code, ErrorCode::Config);
        QVERIFY2(rules.error().sentence.contains(named), qPrintable(rules.error().sentence));
    }

    void aPolicy_cannotAllow()
    {
        const auto rules =
            rulesFromJson(R"({"rules": [{"tool": "run", "command": "x", "decision": "allow"}]})", RuleSource::Policy);
        QVERIFY(!rules);
        QVERIFY2(rules.error().sentence.contains(u"rules[0].decision"_s), qPrintable(rules.error().sentence));
    }

    void files_areNamedInTheirErrors()
    {
        const test::TemporaryFolder folder;
        const auto path = folder.path(u"rules.json"_s);
        QVERIFY(readRules(path, RuleSource::User).error().sentence.contains(path));
        folder.write(u"rules.json"_s, "[]");
        QVERIFY(readRules(path, RuleSource::User).error().sentence.contains(path));
        folder.write(u"rules.json"_s, QByteArray(2 << 20, ' '));
        QVERIFY(readRules(path, RuleSource::User).error().sentence.contains(path));
    }
};

QTEST_GUILESS_MAIN(RuleTextTest)
#include "rule_text_test.moc"
