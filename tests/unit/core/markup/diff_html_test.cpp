#include "core/markup/diff_html.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

QString textOf(QString html)
{
    static const QRegularExpression tag(u"</?span[^>]*>"_s);
    return html.remove(tag);
}

/// Anything but spans with a class of ours.
QString whatIsUnsafe(QString html)
{
    static const QRegularExpression span(u"<span(?: class=\"[a-z-]*\")?>|</span>"_s);
    html.remove(span);
    const auto at = html.indexOf(u'<');
    return at < 0 ? QString() : html.sliced(at, std::min<qsizetype>(80, html.size() - at));
}

QStringList injections()
{
    QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/tests/unit/core/markup/injections.txt"));
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u"%%"_s) : QStringList();
}

} // namespace

class DiffHtmlTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lines_haveTheirKind_andTheirLanguagesColours()
    {
        const auto made =
            markup::diffToHtml(u"--- a/src/a.py\n+++ b/src/a.py\n@@ -1,3 +1,3 @@\n def f():\n-    return 1\n"
                               "+    return \"two\"\n\\ No newline at end of file\n",
                               m_highlighter);
        QVERIFY(made.rest.isEmpty());
        QVERIFY2(
            made.html.startsWith(
                u"<span class=\"hunk\">@@ -1,3 +1,3 @@</span><span><span class=\"sign\"> </span><span class=\"hl-"_s),
            qPrintable(made.html));
        QVERIFY(made.html.contains(u"<span class=\"del\"><span class=\"sign\">-</span>    <span class=\"hl-"_s));
        QVERIFY(made.html.contains(u"<span class=\"hl-string\">&quot;two&quot;</span></span>"_s));
        QVERIFY(made.html.endsWith(u"<span class=\"note\">\\ No newline at end of file</span>"_s));
        QCOMPARE(textOf(made.html),
                 u"@@ -1,3 +1,3 @@ def f():-    return 1+    return &quot;two&quot;\\ No newline at end of file"_s);
    }

    void aCommentThatOneSideOpens_doesNotReachIntoTheOther()
    {
        const auto made = markup::diffToHtml(
            u"--- a/a.cpp\n+++ b/a.cpp\n@@ -1,2 +1,2 @@\n-/* old\n+/* new */\n return;\n", m_highlighter);
        QVERIFY2(made.html.contains(u"<span class=\"hl-control\">return</span>"_s), qPrintable(made.html));
    }

    void aNewFile_andOneThatGoes_haveTheirName()
    {
        const auto added = markup::diffToHtml(u"--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+import os\n", m_highlighter);
        QVERIFY2(added.html.contains(u"hl-import"_s), qPrintable(added.html));
        const auto gone = markup::diffToHtml(u"--- a/a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-import os\n", m_highlighter);
        QVERIFY2(gone.html.contains(u"hl-import"_s), qPrintable(gone.html));
    }

    void linesThatLookLikeAHead_areLines()
    {
        const auto made = markup::diffToHtml(u"--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1 @@\n--- x\n+++ y\n", m_highlighter);
        QCOMPARE(made.html.count(u"class=\"del\""_s), 1);
        QCOMPARE(textOf(made.html), u"@@ -1,2 +1 @@--- x+++ y"_s);
    }

    void whateverStandsInIt_staysText_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto name : {"a.html", "a.js", "a.md", "a.sh", "a", "<script>.php"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void whateverStandsInIt_staysText()
    {
        QFETCH(QString, name);
        QVERIFY(injections().size() > 20);
        for (const auto& injection : injections()) {
            QString diff = u"--- a/%1\n+++ b/%1\n@@ -1 +1,9 @@\n"_s.arg(name);
            for (const auto& line : injection.split(u'\n'))
                diff += u'+' + line + u"\n-"_s + line + u"\n "_s + line + u'\n';
            const auto unsafe = whatIsUnsafe(markup::diffToHtml(diff, m_highlighter).html);
            QVERIFY2(unsafe.isEmpty(), qPrintable(unsafe));
        }
    }

    void aLongDiff_isBounded_andTheRestIsKept()
    {
        const auto head = u"--- a/a.cpp\n+++ b/a.cpp\n@@ -0,0 +1,100000 @@\n"_s;
        const auto line = u"+int a = 1; // one\n"_s;
        QElapsedTimer clock;
        clock.start();
        const auto made = markup::diffToHtml(head + line.repeated(100'000), m_highlighter);
        QCOMPARE(made.html.count(u"class=\"add\""_s), 399); // with the hunk's head 400
        QCOMPARE(made.rest.count(u'\n'), 100'000 - 399);
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
        const auto wide = markup::diffToHtml(head + u'+' + QString(1'000'000, u'x') + u'\n', m_highlighter);
        QCOMPARE(textOf(wide.html), u"@@ -0,0 +1,100000 @@"_s);
        QCOMPARE(wide.rest.size(), 1'000'002);
    }

    void aFewLinesMore_areShownToo()
    {
        const auto made =
            markup::diffToHtml(u"--- a/a\n+++ b/a\n@@ -0,0 +1,410 @@\n"_s + u"+x\n"_s.repeated(410), m_highlighter);
        QVERIFY(made.rest.isEmpty());
        QCOMPARE(made.html.count(u"class=\"add\""_s), 410);
    }

private:
    markup::CodeHighlighter m_highlighter;
};

QTEST_GUILESS_MAIN(DiffHtmlTest)
#include "diff_html_test.moc"
