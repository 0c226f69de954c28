#include "core/markup/links.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class LinksTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyTheWebAndMail_haveFacts_data()
    {
        QTest::addColumn<QString>("address");
        for (const auto* address :
             {"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org/", "/relative",
              "https://", "https://bank.example@evil.example/", "https://evil.example/\n", "mailto:nobody", ""})
            QTest::newRow(address) << QString::fromUtf8(address);
    }
    void onlyTheWebAndMail_haveFacts()
    {
        QFETCH(QString, address);
        QVERIFY(!markup::linkFacts(address, u"text"));
    }

    void theHost_isToldAsItReallyIs()
    {
        const auto plain = markup::linkFacts(u"https://Example.org:8080/a?b=c#d", u"this page").value();
        QCOMPARE(plain.address, u"https://example.org:8080/a?b=c#d"_s);
        QCOMPARE(plain.host, u"example.org:8080"_s);
        QCOMPARE(plain.readableHost, QString());
        QCOMPARE(plain.named, QString());
        const auto cyrillic = markup::linkFacts(u"https://\u0430\u0440\u0440\u04cf\u0435.com/", u"Apple").value();
        QCOMPARE(cyrillic.host, u"xn--80ak6aa92e.com"_s);
        QCOMPARE(cyrillic.address, u"https://xn--80ak6aa92e.com/"_s);
        QCOMPARE(cyrillic.readableHost, u"\u0430\u0440\u0440\u04cf\u0435.com"_s);
        const auto encoded = markup::linkFacts(u"https://xn--bcher-kva.example/x", u"Bücher").value();
        QCOMPARE(encoded.readableHost, u"bücher.example"_s);
        QCOMPARE(markup::linkFacts(u"mailto:ada@example.org?subject=x", u"write").value().host, u"ada@example.org"_s);
        QCOMPARE(markup::linkFacts(u"http://[::1]:80/", u"x").value().host, u"[::1]:80"_s);
    }

    void aTextThatNamesAnotherPlace_isFound_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("named");
        const auto evil = u"https://evil.example/"_s;
        QTest::newRow("address") << u"https://bank.example/login"_s << evil << u"bank.example"_s;
        QTest::newRow("within words") << u"see https://bank.example."_s << evil << u"bank.example."_s;
        QTest::newRow("bare") << u"bank.com"_s << evil << u"bank.com"_s;
        QTest::newRow("bare with a path") << u"www.bank.co.pl/login"_s << evil << u"www.bank.co.pl"_s;
        QTest::newRow("Cyrillic") << u"b\u0430nk.com"_s << u"https://bank.com/"_s << u"xn--bnk-6cd.com"_s;
        QTest::newRow("user name") << u"https://bank.com@other.example/"_s << evil << u"other.example"_s;
        QTest::newRow("itself") << u"https://evil.example"_s << evil << QString();
        QTest::newRow("itself without www") << u"evil.example"_s << u"https://www.evil.example/x"_s << QString();
        QTest::newRow("capitals") << u"EVIL.example"_s << evil << QString();
        QTest::newRow("words") << u"the documentation"_s << evil << QString();
        QTest::newRow("a file") << u"README.md"_s << evil << QString();
        QTest::newRow("a path") << u"src/main.rs"_s << evil << QString();
        QTest::newRow("a version") << u"1.2.3"_s << evil << QString();
        QTest::newRow("mail") << u"ada@bank.example"_s << u"mailto:eve@evil.example"_s << u"ada@bank.example"_s;
        QTest::newRow("mail itself") << u"Eve@evil.example"_s << u"mailto:eve@evil.example"_s << QString();
    }
    void aTextThatNamesAnotherPlace_isFound()
    {
        QFETCH(QString, text);
        QFETCH(QString, address);
        QFETCH(QString, named);
        QCOMPARE(markup::linkFacts(address, text).value().named, named);
    }

    void filesOfTheWorkspace_areNoAddresses()
    {
        for (const auto& file : {u"src/a.py"_s, u"a.py:3"_s, u"a.py:3-5"_s, u"../b.md#L3"_s, u"/work/a.py"_s,
                                 u"./a b.c"_s, u"docs/"_s, u"src/a.py:3:7"_s, u"a%20b.py"_s})
            QVERIFY2(markup::isFileAddress(file), qPrintable(file));
        for (const auto& other : {QString(), u"#top"_s, u"?q"_s, u"//evil.example/x"_s, u"https://a.example/b.py"_s,
                                  u"javascript:alert(1)"_s, u"javascript:1"_s, u"data:text/html,x"_s,
                                  u"file:///etc/passwd"_s, u"vscode:x"_s, u"java.script:x"_s, u"a\nb"_s,
                                  u"a\u202eb.py"_s, u"\\\\host\\share"_s, QString(2000, u'a')})
            QVERIFY2(!markup::isFileAddress(other), qPrintable(other));
    }
};

QTEST_GUILESS_MAIN(LinksTest)
#include "links_test.moc"
