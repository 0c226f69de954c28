#include "core/markup/code_highlighter.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class CodeHighlighterTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesAsInFences_areKnown_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("code");
        QTest::newRow("python") << u"python"_s << u"def f(): pass"_s;
        QTest::newRow("py") << u"py"_s << u"def f(): pass"_s;
        QTest::newRow("C++") << u"c++"_s << u"class A {};"_s;
        QTest::newRow("cpp") << u"cpp"_s << u"class A {};"_s;
        QTest::newRow("capitals") << u"CPP"_s << u"class A {};"_s;
        QTest::newRow("js") << u"js"_s << u"const a = 1;"_s;
        QTest::newRow("ts") << u"ts"_s << u"const a: number = 1;"_s;
        QTest::newRow("bash") << u"bash"_s << u"if true; then echo hi; fi"_s;
        QTest::newRow("sh") << u"sh"_s << u"if true; then echo hi; fi"_s;
        QTest::newRow("console") << u"console"_s << u"if true; then echo hi; fi"_s;
        QTest::newRow("json") << u"json"_s << u"{\"a\": true}"_s;
        QTest::newRow("yaml") << u"yaml"_s << u"a: true # b"_s;
        QTest::newRow("rust") << u"rust"_s << u"fn main() {}"_s;
        QTest::newRow("go") << u"golang"_s << u"func main() {}"_s;
        QTest::newRow("C#") << u"csharp"_s << u"class A {}"_s;
        QTest::newRow("Dockerfile") << u"dockerfile"_s << u"FROM x"_s;
        QTest::newRow("SQL") << u"sql"_s << u"SELECT 1"_s;
        QTest::newRow("diff") << u"diff"_s << u"-a\n+b"_s;
    }

    void namesAsInFences_areKnown()
    {
        QFETCH(QString, language);
        QFETCH(QString, code);
        const auto html = m_highlighter.toHtml(code, language);
        QVERIFY2(html.contains(u"<span class=\"hl-"_s), qPrintable(html));
    }

    void aDiff_hasAddedAndRemovedLines()
    {
        QCOMPARE(m_highlighter.toHtml(u"-a\n+b\n c", u"diff"),
                 u"<span class=\"hl-removed\">-a</span>\n<span class=\"hl-added\">+b</span>\n c"_s);
    }

    void theTextItself_staysAsItIs()
    {
        const auto code = u"def f(a):\n\t\"\"\"<b>&amp;\n\n  more\"\"\"  \n  return '<' # \"x\"\n\n"_s;
        auto text = m_highlighter.toHtml(code, u"python");
        text.remove(QRegularExpression(u"</?span[^>]*>"_s));
        QCOMPARE(text, code.toHtmlEscaped());
    }

    void anUnknownLanguage_isPlain() { QCOMPARE(m_highlighter.toHtml(u"a < b", u"klingon"), u"a &lt; b"_s); }

    void hugeCode_isPlain_andFast()
    {
        QElapsedTimer clock;
        clock.start();
        const QString line(300'000, u'{');
        QCOMPARE(m_highlighter.toHtml(line, u"c++"), line);
        const QString many = u"int a;\n"_s + QString(150'000, u'(');
        QVERIFY(m_highlighter.toHtml(many, u"c++").endsWith(QString(1000, u'(')));
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    }

    void theStyleSheet_hasARuleForEachClass_inLightAndDark()
    {
        const auto css = m_highlighter.styleSheet();
        QVERIFY(css.contains(u"\n.hl-string { color: #"_s));
        QVERIFY(css.contains(u"prefers-color-scheme: dark"_s));
        QVERIFY(css.contains(u":root[data-theme=\"dark\"] .hl-added"_s));
        QVERIFY(!css.contains(u"#000000"_s)); // a theme that isn't installed
        const auto html =
            m_highlighter.toHtml(u"#include <a>\nint main() { return 'a' + 0x1F + 1.5; } // \"b\" \\n", u"c++");
        static const QRegularExpression name(u"class=\"(hl-[a-z-]+)\""_s);
        for (const auto& found : name.globalMatch(html))
            QVERIFY(css.contains(u'.' + found.captured(1) + u" {"_s));
    }

private:
    markup::CodeHighlighter m_highlighter;
};

QTEST_GUILESS_MAIN(CodeHighlighterTest)
#include "code_highlighter_test.moc"
