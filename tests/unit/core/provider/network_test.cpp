#include "core/provider/network.h"
#include "core/secrets/memory_store.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class NetworkTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theProxysPassword_comesFromTheKeychain_byItsAddress()
    {
        const test::TemporaryFolder folder;
        auto settings = settings::Settings::load(folder.path()).value();
        secrets::MemoryStore secrets;
        QVERIFY(secrets.write(u"proxy/me@proxy.example:1080/password"_s, Secret(std::string_view("right"))));
        QVERIFY(!provider::network(settings, secrets)->password);

        QVERIFY(settings.setValue(u"network.proxy"_s, u"socks5://me@proxy.example:1080"_s));
        const auto route = provider::network(settings, secrets);
        QVERIFY(route && route->password && route->password->equals("right"));
        for (const auto* other : {"socks5://you@proxy.example:1080", "socks5://me@other.example:1080",
                                  "socks5://me@proxy.example:1081", "socks5://proxy.example:1080", "none"}) {
            QVERIFY(settings.setValue(u"network.proxy"_s, QString::fromLatin1(other)));
            QVERIFY2(!provider::network(settings, secrets)->password, other);
        }
        QVERIFY(settings.setValue(u"network.proxy"_s, u"socks5://me:right@proxy.example:1080"_s));
        QCOMPARE(provider::network(settings, secrets).error().code, ErrorCode::Config);
    }
};

QTEST_GUILESS_MAIN(NetworkTest)
#include "network_test.moc"
