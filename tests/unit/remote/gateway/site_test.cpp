#include "remote/gateway/browser_ports.h"
#include "remote/gateway/site.h"

#include <QTest>

#include <array>

using namespace kalpana::gateway;

class SiteTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ownNames_areRead_data()
    {
        QTest::addColumn<QByteArray>("authority");
        QTest::addColumn<int>("port");
        QTest::newRow("editor") << QByteArray("shop-1a2b.localhost:21000") << 0;
        QTest::newRow("letter case") << QByteArray("Shop-1A2B.LocalHost:21000") << 0;
        QTest::newRow("port") << QByteArray("3000--shop-1a2b.localhost:21000") << 3000;
        QTest::newRow("highest port") << QByteArray("65535--shop-1a2b.localhost:21000") << 65535;
    }
    void ownNames_areRead()
    {
        QFETCH(QByteArray, authority);
        QFETCH(int, port);
        const auto site = siteOf(authority.toStdString(), "shop-1a2b", 21000);
        QVERIFY(site.has_value());
        QCOMPARE(site->workspace, "shop-1a2b");
        QCOMPARE(int(site->port), port);
        QCOMPARE(authorityOf(*site, 21000), authority.toLower().toStdString());
    }

    void foreignNames_areRefused_data()
    {
        QTest::addColumn<QByteArray>("authority");
        for (const char* name : {"",
                                 "localhost:21000",
                                 "127.0.0.1:21000",
                                 "[::1]:21000",
                                 "evil.example:21000",
                                 "shop-1a2b.localhost",
                                 "shop-1a2b.localhost:21001",
                                 "shop-1a2b.localhost:021000",
                                 "shop-1a2b.localhost.:21000",
                                 "other.localhost:21000",
                                 "xshop-1a2b.localhost:21000",
                                 "evil.shop-1a2b.localhost:21000",
                                 "0--shop-1a2b.localhost:21000",
                                 "70000--shop-1a2b.localhost:21000",
                                 "03--shop-1a2b.localhost:21000",
                                 "a--shop-1a2b.localhost:21000",
                                 "--shop-1a2b.localhost:21000",
                                 "-shop-1a2b.localhost:21000",
                                 "1--2--shop-1a2b.localhost:21000",
                                 "user@shop-1a2b.localhost:21000",
                                 "shop-1a2b.localhost:21000/x",
                                 " shop-1a2b.localhost:21000",
                                 "shop-1a2b.localhost:21000 "})
            QTest::newRow(name) << QByteArray(name);
    }
    void foreignNames_areRefused()
    {
        QFETCH(QByteArray, authority);
        QVERIFY(!siteOf(authority.toStdString(), "shop-1a2b", 21000));
    }

    void anIdThatLooksLikeAPort_isStillTheEditor()
    {
        const auto site = siteOf("3000--x.localhost:21000", "3000--x", 21000);
        QVERIFY(site.has_value());
        QCOMPARE(int(site->port), 0);
    }

    void ids_areHostNames()
    {
        QVERIFY(isUsableId("shop-1a2b"));
        QVERIFY(isUsableId(std::string(40, 'a')));
        for (const char* id : {"", "-a", "a-", "a.b", "A", "a b", "ä"})
            QVERIFY2(!isUsableId(id), id);
        QVERIFY(!isUsableId(std::string(41, 'a')));
    }

    void proposedPorts_areOnesThatBrowsersLoad()
    {
        for (const auto port : std::to_array<std::uint16_t>({6000, 6665, 5060, 10080, 22, 1}))
            QVERIFY(browsersRefuse(port));
        QVERIFY(!browsersRefuse(21000));
        for (int i = 0; i < 1000; ++i) {
            const auto port = proposePort();
            QVERIFY(!browsersRefuse(port));
            QVERIFY(port >= 20000 && port < 32000);
        }
    }
};

QTEST_GUILESS_MAIN(SiteTest)
#include "site_test.moc"
