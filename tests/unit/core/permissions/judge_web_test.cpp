#include "core/permissions/reason_text.h"
#include "core/permissions/rule_text.h"
#include "core/permissions/verdict.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::permissions;
using namespace Qt::StringLiterals;

namespace {

Rule fetch(const std::string& host, Decision decision = Decision::Allow)
{
    return {.tool = "fetch", .path = host, .decision = decision};
}

Verdict judged(const std::string& address, std::vector<Rule> rules = {}, std::vector<Rule> policy = {})
{
    return judge({"fetch", address}, {std::move(rules), std::move(policy)}, {});
}

} // namespace

class JudgeWebTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutARule_itIsAsked()
    {
        QCOMPARE(judged("https://example.com/").decision, Decision::Ask);
        QCOMPARE(judged("https://example.com/").reason.why, Why::NoRule);
    }

    void aRuleOfTheHost_allowsAndDenies_andDenyingWins()
    {
        QCOMPARE(judged("https://a.example.com/x", {fetch("*.example.com")}).decision, Decision::Allow);
        QCOMPARE(judged("https://b.example.org/x", {fetch("*.example.com")}).decision, Decision::Ask);
        QCOMPARE(judged("https://a.example.com/x", {fetch("*"), fetch("a.example.com", Decision::Deny)}).decision,
                 Decision::Deny);
        QCOMPARE(judged("https://a.example.com/x", {fetch("*", Decision::Ask), fetch("a.example.com")}).decision,
                 Decision::Allow);
        QCOMPARE(judged("https://a.example.com/x", {fetch("*.com", Decision::Ask), fetch("*.example.com")}).decision,
                 Decision::Ask);
    }

    void aPolicy_onlyTightens()
    {
        QCOMPARE(judged("https://a.example/", {fetch("a.example")}, {fetch("*", Decision::Ask)}).reason.why,
                 Why::PolicyAsks);
        QCOMPARE(judged("https://a.example/", {fetch("a.example")}, {fetch("*", Decision::Deny)}).reason.why,
                 Why::PolicyDenies);
        QCOMPARE(judged("https://a.example/", {}, {fetch("*")}).decision, Decision::Ask);
    }

    void whatIsNear_isDenied_unlessARuleNamesTheVeryHost()
    {
        for (const auto* rule : {"*", "http://127.0.0.1", "127.0.0.*", "localhost"})
            QCOMPARE(judged("http://127.0.0.1:8080/", {fetch(rule)}).reason.why, Why::NearHost);
        QCOMPARE(judged("http://127.0.0.1:8080/").decision, Decision::Deny);
        QCOMPARE(judged("http://169.254.169.254/latest", {fetch("*")}).decision, Decision::Deny);
        QCOMPARE(judged("http://127.0.0.1:8080/", {fetch("127.0.0.1")}).decision, Decision::Allow);
        QCOMPARE(judged("http://127.0.0.1:8080/", {fetch("127.0.0.1:8080")}).decision, Decision::Allow);
        QCOMPARE(judged("http://127.0.0.1:8081/", {fetch("127.0.0.1:8080")}).decision, Decision::Deny);
        QVERIFY(reasonText(judged("http://127.0.0.1/").reason).contains(u"\"127.0.0.1\""_s));
    }

    void onlyARuleThatAllows_namesAHost()
    {
        const RuleSet rules{
            .rules = {fetch("a.example", Decision::Ask), fetch("b.example"), fetch("https://c.example")},
            .policy = {fetch("d.example")}};
        QVERIFY(!isHostNamed("https://a.example/", rules, {}));
        QVERIFY(isHostNamed("https://b.example/", rules, {}));
        QVERIFY(!isHostNamed("https://c.example/", rules, {}));
        QVERIFY(!isHostNamed("https://d.example/", rules, {}));
        QVERIFY(!isHostNamed("nonsense", rules, {}));
    }

    void whatIsNoAddress_isDenied()
    {
        for (const auto* address : {"file:///etc/passwd", "ftp://a.example/", "https://me@a.example/", "x"})
            QCOMPARE(judged(address, {fetch("*")}).reason.why, Why::NoWebAddress);
    }

    void aRuleInAFile_hasAHost_andIsWrittenBackSo()
    {
        const auto rules = rulesFromJson(
            R"({"rules": [{"tool": "fetch", "host": "*.python.org", "decision": "allow"}]})", RuleSource::User);
        QVERIFY2(rules, qPrintable(rules ? QString() : rules.error().sentence));
        QCOMPARE(rules->front(), fetch("*.python.org"));
        QCOMPARE(toJson(rules->front()).value("host"_L1).toString(), u"*.python.org"_s);
        QCOMPARE(ruleText(rules->front()), u"fetch *.python.org"_s);
    }

    void aRuleInAFileThatIsNone_isRefused_andItsFieldNamed_data()
    {
        QTest::addColumn<QByteArray>("subject");
        QTest::newRow("path") << QByteArray("'tool': 'fetch', 'path': 'x'");
        QTest::newRow("address") << QByteArray("'tool': 'fetch', 'host': 'https://a.example/x'");
        QTest::newRow("scheme") << QByteArray("'tool': 'fetch', 'host': 'ftp://a.example'");
        QTest::newRow("other tool") << QByteArray("'tool': 'edit', 'host': 'a.example'");
        QTest::newRow("two") << QByteArray("'tool': 'fetch', 'host': 'a', 'path': 'b'");
    }
    void aRuleInAFileThatIsNone_isRefused_andItsFieldNamed()
    {
        QFETCH(QByteArray, subject);
        subject = "{'rules': [{" + subject + ", 'decision': 'deny'}]}";
        const auto error = rulesFromJson(subject.replace('\'', '"'), RuleSource::User).error();
        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY2(error.sentence.contains(u"rules[0]"_s), qPrintable(error.sentence));
    }
};

QTEST_GUILESS_MAIN(JudgeWebTest)
#include "judge_web_test.moc"
