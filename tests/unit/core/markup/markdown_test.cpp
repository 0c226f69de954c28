#include "core/markup/markdown.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QUrl>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

const markup::CodeHighlighter& highlighter()
{
    static const markup::CodeHighlighter made;
    return made;
}

QString html(QStringView markdown)
{
    return markup::markdownToHtml(markdown, highlighter());
}

QString fileContent(const QString& name)
{
    QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/tests/unit/core/markup/") + name);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// What a page may be given: only these elements, only these attributes with only these values. Empty: all is well.
QString whatIsUnsafe(const QString& page)
{
    static const QSet<QString> elements{u"p"_s,    u"br"_s,  u"hr"_s,     u"h1"_s,         u"h2"_s,         u"h3"_s,
                                        u"h4"_s,   u"h5"_s,  u"h6"_s,     u"em"_s,         u"strong"_s,     u"del"_s,
                                        u"code"_s, u"pre"_s, u"figure"_s, u"figcaption"_s, u"blockquote"_s, u"ul"_s,
                                        u"ol"_s,   u"li"_s,  u"a"_s,      u"table"_s,      u"thead"_s,      u"tbody"_s,
                                        u"tr"_s,   u"th"_s,  u"td"_s,     u"span"_s,       u"input"_s};
    static const QRegularExpression element(u"^<(/?)([a-z][a-z0-9]*)((?: [a-z]+(?:=\"[^\"<>]*\")?)*)>"_s);
    static const QRegularExpression attribute(u" ([a-z]+)(?:=\"([^\"]*)\")?"_s);
    for (qsizetype at = page.indexOf(u'<'); at >= 0; at = page.indexOf(u'<', at + 1)) {
        const auto tag = element.matchView(QStringView(page).sliced(at));
        if (!tag.hasMatch() || !elements.contains(tag.captured(2)))
            return page.sliced(at, qMin(page.size() - at, qsizetype(80)));
        for (const auto& found : attribute.globalMatch(tag.captured(3))) {
            const auto name = found.captured(1);
            const auto value = found.captured(2);
            const bool fine = name == "href"_L1
                                  ? QSet{u"http"_s, u"https"_s, u"mailto"_s}.contains(QUrl(value).scheme())
                              : name == "title"_L1 ? tag.captured(2) == "span"_L1 // a file of the workspace
                              : name == "class"_L1 ? !value.contains(QRegularExpression(u"[^A-Za-z0-9+#._ -]"_s))
                              : name == "rel"_L1   ? value == "noopener noreferrer"_L1
                              : name == "type"_L1  ? value == "checkbox"_L1
                              : name == "start"_L1 ? !value.contains(QRegularExpression(u"[^0-9]"_s))
                                                   : name == "checked"_L1 || name == "disabled"_L1;
            if (!fine)
                return tag.captured(0);
        }
    }
    return {};
}

} // namespace

class MarkdownTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theUsual_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, QString markdown, QString expected) {
            QTest::newRow(name) << markdown << expected;
        };
        row("emphasis", u"*a* **b** ~~c~~ `d<e`"_s,
            u"<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>\n"_s);
        row("heading", u"## A & B"_s, u"<h2>A &amp; B</h2>\n"_s);
        row("lists", u"1. a\n2. b\n\n- x\n"_s, u"<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ul>\n<li>x</li>\n</ul>\n"_s);
        row("list from 3", u"3. a\n"_s, u"<ol start=\"3\">\n<li>a</li>\n</ol>\n"_s);
        row("tasks", u"- [x] a\n- [ ] b\n"_s,
            u"<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked> a</li>\n"
            "<li class=\"task\"><input type=\"checkbox\" disabled> b</li>\n</ul>\n"_s);
        row("table", u"| a | b |\n|---|--:|\n| 1 | 2 |\n"_s,
            u"<table>\n<thead>\n<tr><th>a</th><th class=\"align-right\">b</th></tr>\n</thead>\n"
            "<tbody>\n<tr><td>1</td><td class=\"align-right\">2</td></tr>\n</tbody>\n</table>\n"_s);
        row("quote", u"> a\n"_s, u"<blockquote>\n<p>a</p>\n</blockquote>\n"_s);
        row("link", u"[a](https://a.example/?x=1&y=2)"_s,
            u"<p><a href=\"https://a.example/?x=1&amp;y=2\" rel=\"noopener noreferrer\">a</a></p>\n"_s);
        row("bare link", u"see https://a.example."_s,
            u"<p>see <a href=\"https://a.example\" rel=\"noopener noreferrer\">https://a.example</a>.</p>\n"_s);
        row("mail", u"<me@a.example>"_s,
            u"<p><a href=\"mailto:me@a.example\" rel=\"noopener noreferrer\">me@a.example</a></p>\n"_s);
        row("image", u"![a cat](https://a.example/cat.png)"_s,
            u"<p><a href=\"https://a.example/cat.png\" rel=\"noopener noreferrer\">a cat</a></p>\n"_s);
        row("image in a link", u"[![cat](https://a.example/c.png)](https://b.example)"_s,
            u"<p><a href=\"https://b.example\" rel=\"noopener noreferrer\">cat</a></p>\n"_s);
        row("breaks and rules", u"a  \nb\nc\n\n---\n"_s, u"<p>a<br>\nb\nc</p>\n<hr>\n"_s);
        row("entities", u"&copy; &#60;b&#62;"_s, u"<p>&copy; &#60;b&#62;</p>\n"_s);
        row("plain code", u"```\na < b\n```"_s,
            u"<figure class=\"code\"><pre><code>a &lt; b\n</code></pre></figure>\n"_s);
        row("an unknown language", u"```klingon\ntlhIngan & Hol\n```"_s,
            u"<figure class=\"code\"><figcaption>klingon</figcaption><pre><code class=\"language-klingon\">tlhIngan &amp; Hol\n</code></pre></figure>\n"_s);
    }

    void theUsual()
    {
        QFETCH(QString, markdown);
        QFETCH(QString, expected);
        const auto found = html(markdown);
        QCOMPARE(found, expected);
        QCOMPARE(whatIsUnsafe(found), QString());
    }

    void code_isColoured_withItsLanguageOnTop()
    {
        const auto page = html(u"```python\ndef greet(name):\n    return f\"Hello, {name}\"\n```\n");
        QVERIFY2(page.startsWith(
                     u"<figure class=\"code\"><figcaption>python</figcaption><pre><code class=\"language-python\">"_s),
                 qPrintable(page));
        QVERIFY(page.contains(u"<span class=\"hl-keyword\">def</span>"_s));
        QVERIFY(!page.contains(u"style="_s));
    }

    void anOpenFence_isCodeAlready()
    {
        const auto page = html(u"Look:\n\n```python\ndef greet(");
        QVERIFY2(page.contains(u"language-python"_s) && page.endsWith(u"</code></pre></figure>\n"_s), qPrintable(page));
    }

    void injections_showAsText()
    {
        const auto corpus = fileContent(u"injections.txt"_s).split(u"\n%%\n"_s);
        QVERIFY(corpus.size() > 60);
        for (const auto& attempt : corpus)
            QVERIFY2(whatIsUnsafe(html(attempt)).isEmpty(),
                     qPrintable(attempt + u"\n → "_s + whatIsUnsafe(html(attempt))));
    }

    void injections_showAsText_whileTheyAreStillStreaming()
    {
        const auto corpus = fileContent(u"injections.txt"_s).split(u"\n%%\n"_s);
        for (const auto& attempt : corpus)
            for (qsizetype end = 0; end < attempt.size(); ++end)
                QVERIFY2(whatIsUnsafe(html(QStringView(attempt).first(end))).isEmpty(), qPrintable(attempt.first(end)));
    }

    void mixedInjections_showAsText()
    {
        const auto corpus = fileContent(u"injections.txt"_s).split(u"\n%%\n"_s);
        QRandomGenerator random(11);
        const auto piece = [&] {
            const auto& text = corpus[static_cast<qsizetype>(random.bounded(static_cast<quint32>(corpus.size())))];
            return text.mid(static_cast<qsizetype>(random.bounded(8U)), static_cast<qsizetype>(random.bounded(60U)));
        };
        for (int i = 0; i < 3000; ++i) {
            const auto mix = piece() + piece() + piece();
            QVERIFY2(whatIsUnsafe(html(mix)).isEmpty(), qPrintable(mix + u"\n → "_s + whatIsUnsafe(html(mix))));
        }
    }

    void theCheckOfThisTest_wouldNotice()
    {
        for (const auto& page : {u"<script>"_s, u"<a href=\"javascript:x\">"_s, u"<p onclick=\"x\">"_s,
                                 u"<p style=\"x\">"_s, u"<img src=\"x\">"_s, u"<!-- "_s, u"<P>"_s})
            QVERIFY2(!whatIsUnsafe(page).isEmpty(), qPrintable(page));
    }

    void noSignIsLost()
    {
        QVERIFY(html(u"<script>alert(1)</script>").contains(u"&lt;script&gt;alert(1)&lt;/script&gt;"_s));
        QVERIFY(html(u"[click](javascript:alert(1))").contains(u"click"_s));
        QVERIFY(html(QString(u"a\0b"_s)).contains(QChar::ReplacementCharacter));
    }

    void deepNesting_andLongLines_end()
    {
        QVERIFY(!html(QString(20'000, u'>') + u'x').isEmpty());
        QVERIFY(!html(QString(20'000, u'[')).isEmpty());
        QVERIFY(!html(QString(20'000, u'*')).isEmpty());
        QVERIFY(html(u"```python\n"_s + QString(100'000, u'(')).contains(QString(100'000, u'(')));
    }
};

QTEST_GUILESS_MAIN(MarkdownTest)
#include "markdown_test.moc"
