#include "remote/bridge/server/search/regex.h"

#include <QElapsedTimer>
#include <QTest>

using namespace kalpana::bridge::server;

class RegexTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leftmostMatch_isFound_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("at"); // -1: no match
        const auto row = [](const char* expression, const char* line, int at) {
            QTest::addRow("%s in %s", expression, line) << QByteArray(expression) << QByteArray(line) << at;
        };
        row("b", "abc", 1);
        row("x", "abc", -1);
        row("", "abc", 0);
        row("a|b", "xxb", 2);
        row("(ab)+c", "xababc", 1);
        row("a.c", "abc", 0);
        row("a.c", "aéc", 0);
        row("a..c", "aéc", -1);
        row("^b", "ab", -1);
        row("^a", "ab", 0);
        row("b$", "ab", 1);
        row("a$", "ab", -1);
        row("\\d+", "abc123", 3);
        row("\\D", "12x", 2);
        row("\\w+\\s=", "  foo =", 2);
        row("\\S", "  é", 2);
        row("\\bfoo\\b", "xfoo foo", 5);
        row("\\Boo", "foo", 1);
        row("[a-c]x", "dx bx", 3);
        row("[^a-c]x", "ax dx", 3);
        row("[]a]", "x]", 1);
        row("[a-]", "x-", 1);
        row("[\\d.]+", "v1.2", 1);
        row("[éü]", "aü", 1);
        row("a{2}", "aba aa", 4);
        row("a{2,3}b", "ab aaab", 3);
        row("a{2,}b", "ab aaaaab", 3);
        row("a{x", "a{x", 0);
        row("x*?y", "xxy", 0);
        row("(?i)FOO", "a foo", 2);
        row("(?:ab|cd)ef", "xcdef", 1);
        row("a|ab|abc", "zabc", 1);
        row("\\.", "a.b", 1);
        row("\\(\\)", "f()", 1);
        row("fn\\s+\\w+\\(", "  fn main() {", 2);
        row("aab", "aaab", 1);
        row("foo.*bar", "a foo b bar", 2);
        row("(?P<name>a)(?<other>b)", "xab", 1);
        row("[[:alpha:]]+\\d", "1abc2", 1);
        row("[[:^digit:]]", "12x", 2);
        row("\\x41\\x{e9}\\u20ac", "xAé€", 1);
        row("gr\\w+e", "größe", 0);
        row("\\W", "größe–", 7);
        row("a\\sb", "a\u00a0b", 0);
        row("[à-ü]", "zé", 1);
        row("[^é]", "éa", 2);
        row("[^a]", "é", 0);
        row("\\b–", "x–", 1);
        row("\\bé", "xé é", 4);
        row("(?i)É", "né", 1);
        row("(?i)ПРИВЕТ", "привет", 0);
        row("(?i)kelvin", "\u212aelvin", 0);
        row("[\\w.]+@", " a.b@c", 1);
        row("[\\[\\]]", "a]", 1);
        row("x{0}y", "xy", 1);
    }

    void leftmostMatch_isFound()
    {
        QFETCH(QByteArray, expression);
        QFETCH(QByteArray, line);
        QFETCH(int, at);
        const auto regex = Regex::compile(expression.toStdString(), {});
        QVERIFY2(regex.has_value(), regex ? "" : regex.error().message.c_str());
        const auto found = regex->find(line.toStdString());
        QCOMPARE(found ? static_cast<int>(*found) : -1, at);
    }

    void literal_meansItself()
    {
        const auto regex = Regex::compile("a.b(", {.literal = true});
        QVERIFY(!regex->find("axb(").has_value());
        QCOMPARE(regex->find("xa.b(").value_or(99), std::size_t{1});
    }

    void caseIsFolded_whereAsked()
    {
        QCOMPARE(Regex::compile("Foo", {.literal = true, .caseSensitive = false})->find("a fOO").value_or(99),
                 std::size_t{2});
        QCOMPARE(Regex::compile("[a-c]+", {.caseSensitive = false})->find("xB").value_or(99), std::size_t{1});
        QVERIFY(!Regex::compile("foo", {.caseSensitive = true})->find("FOO").has_value());
    }

    void wrongExpressions_areRefused_withTheReason_data()
    {
        QTest::addColumn<QByteArray>("expression");
        for (const auto* expression :
             {"(",          ")",     "a)",     "[",      "[a",    "*",           "+a",     "a|*",
              "\\",         "(?=a)", "(?<=a)", "\\1",    "\\k",   "[z-a]",       "a{5,2}", "a{2000}",
              "[[:nope:]]", "[[a]]", "[a&&b]", "(?<>a)", "(?s)a", "\\x{110000}", "\\xzz",  "\\pL"})
            QTest::newRow(expression) << QByteArray(expression);
        QTest::newRow("too large") << QByteArray("((a{1000}){1000}){1000}");
        QTest::newRow("too deep") << QByteArray(10000, '(');
    }

    void wrongExpressions_areRefused_withTheReason()
    {
        QFETCH(QByteArray, expression);
        const auto regex = Regex::compile(expression.toStdString(), {});
        QVERIFY(!regex.has_value());
        QCOMPARE(regex.error().field, "query");
        QVERIFY(regex.error().message.size() > 40);
    }

    void textThatMustBeThere_isFound_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QByteArray>("required");
        const auto row = [](const char* expression, const char* required) {
            QTest::newRow(expression) << QByteArray(expression) << QByteArray(required);
        };
        row("needle", "needle");
        row("a(b|c)def", "def");
        row("foo|bar", "");
        row("(foo|bar)baz", "baz");
        row("x*longer+", "longer");
        row("(ab){2}", "abab");
        row("(ab)?c", "c");
        row("(ab)+c", "ab");
        row("\\w+\\(\\)", "()");
        row("größe", "größe");
        row("[a]b", "ab");
        row("(?i)ab", "");
    }

    void textThatMustBeThere_isFound()
    {
        QFETCH(QByteArray, expression);
        QTEST(QByteArray::fromStdString(Regex::compile(expression.toStdString(), {})->required()), "required");
    }

    void expressionsThatTakeOthersForEver_areQuick()
    {
        const std::string line(2000, 'a');
        QElapsedTimer timer;
        timer.start();
        for (const auto* expression : {"(a+)+b", "(a|aa)+b", "(a*)*b", "(.*)(.*)(.*)b"})
            QVERIFY(!Regex::compile(expression, {})->find(line).has_value());
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(RegexTest)
#include "regex_test.moc"
