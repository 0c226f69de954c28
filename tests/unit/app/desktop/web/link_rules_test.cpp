#include "app/desktop/web/link_rules.h"

#include <QTest>

using namespace kalpana::desktop::web;
using namespace Qt::StringLiterals;

class LinkRulesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void verdict_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<LinkVerdict>("verdict");
        using enum LinkVerdict;
        QTest::newRow("the editor") << u"http://shop-1a2b.localhost:40123/?folder=/srv"_s << Inside;
        QTest::newRow("one of its ports") << u"http://3000--shop-1a2b.localhost:40123/x"_s << Inside;
        QTest::newRow("another workspace") << u"http://other-1a2b.localhost:40123/"_s << System;
        QTest::newRow("an id that ends alike") << u"http://evil--shop-1a2b.localhost:40123/"_s << System;
        QTest::newRow("a longer host") << u"http://shop-1a2b.localhost.example.org:40123/"_s << System;
        QTest::newRow("another port here") << u"http://shop-1a2b.localhost:40124/"_s << System;
        QTest::newRow("https") << u"https://shop-1a2b.localhost:40123/"_s << System;
        QTest::newRow("the web") << u"https://example.org/a?b#c"_s << System;
        QTest::newRow("mail") << u"mailto:ada@example.org"_s << System;
        QTest::newRow("a user name that looks like a host") << u"https://example.org@evil.example/"_s << Confirm;
        QTest::newRow("letters that look alike") << u"https://xn--pple-43d.com/"_s << Confirm;
        QTest::newRow("a file") << u"file:///etc/passwd"_s << Refuse;
        QTest::newRow("a script") << u"javascript:alert(1)"_s << Refuse;
        QTest::newRow("data") << u"data:text/html,<b>x"_s << Refuse;
        QTest::newRow("a program's own scheme") << u"vscode://file/etc"_s << Refuse;
        QTest::newRow("ssh") << u"ssh://-oProxyCommand=x"_s << Refuse;
        QTest::newRow("no host") << u"https:///x"_s << Refuse;
        QTest::newRow("nothing") << QString() << Refuse;
    }
    void addressOfAnotherProgram_isNotShownInPages()
    {
        for (const auto* shown : {"http://a.example", "https://a.example", "about:blank", "blob:http://a/1", "data:,x"})
            QVERIFY2(isShownInPages(QUrl(QString::fromLatin1(shown))), shown);
        for (const auto* other :
             {"mailto:a@b.example", "tel:1", "vscode://file/etc", "file:///etc/passwd", "ssh://x", ""})
            QVERIFY2(!isShownInPages(QUrl(QString::fromLatin1(other))), other);
    }
    void verdict()
    {
        QFETCH(QString, address);
        QTEST(judge(QUrl(address), u"shop-1a2b"_s, 40123), "verdict");
    }

    void beforeThePortIsKnown_nothingIsInside()
    {
        QVERIFY(!belongsTo(QUrl(u"http://shop.localhost/"_s), u"shop"_s, -1));
        QVERIFY(!belongsTo(QUrl(u"http://.localhost:5000/"_s), {}, 5000));
    }
};

QTEST_GUILESS_MAIN(LinkRulesTest)
#include "link_rules_test.moc"
