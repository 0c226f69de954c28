#include "core/fetch/html_text.h"

#include <QTest>

using namespace kalpana::fetch;
using namespace Qt::StringLiterals;

namespace {
const QUrl place(u"https://a.example/docs/page.html"_s);
QString textOf(const QString& html)
{
    return htmlText(html, place).text;
}
} // namespace

class HtmlTextTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPage_isRead_asItWouldBeWritten()
    {
        const auto page = htmlText(uR"(<!DOCTYPE html><html><head><title>Ein &amp; Zwei</title>
            <style>p { color: red }</style><script>if (a < b) alert("<p>no</p>")</script></head>
            <body><!-- a comment <p> --><h1>Greet<b>ing</b></h1><p>Hello,
               <a href="../x?a=1&amp;b=2">world</a>!</p><ul><li>one<li>two</ul>
            <pre>  if (a &lt; b)
    c();</pre><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
            <p>See <code>f()</code> &#8212; <img src=x alt="a picture">.<br>End</p></body></html>)"_s,
                                   place);
        QCOMPARE(page.title, u"Ein & Zwei"_s);
        QCOMPARE(page.text, u"# Greeting\n\n"
                            u"Hello, [world](https://a.example/x?a=1&b=2)!\n\n"
                            u"- one\n- two\n\n"
                            u"```\n  if (a < b)\n    c();\n```\n\n"
                            u"| A | B\n| 1 | 2\n\n"
                            u"See `f()` — [image: a picture].\nEnd"_s);
    }

    void brokenMarkup_isReadToo_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const QString& html, const QString& text) {
            QTest::newRow(name) << html << text;
        };
        row("nothing", QString(), QString());
        row("plain", u"a < b && c > d"_s, u"a < b && c > d"_s);
        row("open tag", u"before<p class="_s, u"before"_s);
        row("open quote", u"before<p class=\"x>after"_s, u"before"_s);
        row("open comment", u"before<!-- after"_s, u"before"_s);
        row("open script", u"before<script>after"_s, u"before"_s);
        row("end at the end", u"a<"_s, u"a<"_s);
        row("slash at the end", u"a</"_s, u"a</"_s);
        row("unknown entity", u"a&nosuch;b&;c&#;d&#xffff;e"_s, u"a&nosuch;b&;c&#;d\uFFFFe"_s);
        row("surrogate", u"a&#xd800;b"_s, u"a\uFFFDb"_s);
        row("far sign", u"&#x1F600;"_s, u"😀"_s);
        row("closed more than opened", u"</pre></a></p>x"_s, u"x"_s);
        row("link without words", u"<a href='/y'></a>z"_s, u"[link](https://a.example/y)z"_s);
        row("other link", u"<a href='javascript:alert(1)'>x</a> <a href='#y'>z</a>"_s, u"x z"_s);
        row("upper case", u"<SCRIPT>no</SCRIPT><P>yes"_s, u"yes"_s);
    }
    void brokenMarkup_isReadToo()
    {
        QFETCH(const QString, html);
        QFETCH(const QString, text);
        QCOMPARE(textOf(html), text);
    }

    void signsThatHideOthers_areLeftOut()
    {
        QCOMPARE(textOf(u"a\u200Bb\u202Ec&#x202e;d\u0007e\u00ADf"_s), u"abcdef"_s);
        QCOMPARE(textOf(u"<img alt='a\u202Eb'>"_s), u"[image: ab]"_s);
        QCOMPARE(htmlText(u"<title>a\u202Eb&#x200b;c</title>", place).title, u"abc"_s);
    }

    void aLargePage_isReadInTimeLinearInIt_data()
    {
        QTest::addColumn<QString>("piece");
        for (const auto* piece : {"<",       "<a",    "<a href='", "<p>",     "<pre>",      "</pre>", "&",
                                  "&#",      "<!--",  "<script>",  "x ",      "<a href=x>", "<li>",   "</",
                                  "<title>", "&amp;", "<a b=\"",   "<p a=b ", "<b>",        "<div>",  "<i><a>"})
            QTest::newRow(piece) << QString::fromLatin1(piece);
    }
    void aLargePage_isReadInTimeLinearInIt()
    {
        QFETCH(const QString, piece);
        // Were it quadratic, no row would end before the test is stopped.
        QVERIFY(textOf(piece.repeated(500'000 / piece.size())).size() < 2'000'000);
    }
};

QTEST_GUILESS_MAIN(HtmlTextTest)
#include "html_text_test.moc"
