#include "core/secrets/fallback_store.h"
#include "core/secrets/keychain_store.h"
#include "tests/support/private_keyring.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

/// Against a real session bus on which nobody offers the Secret Service, then against no bus at all.
class FallbackStoreTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void busWithoutAKeyring_saysWhatIsMissing()
    {
        const test::PrivateKeyring bus(test::PrivateKeyring::Daemon::None);
        const auto refused = secrets::KeychainStore().read(u"host/a/password"_s);
        QCOMPARE(refused.error().code, ErrorCode::Secrets);
        QVERIFY2(refused.error().sentence.contains(u"org.freedesktop.secrets"_s), qPrintable(refused.error().sentence));
        QVERIFY(refused.error().sentence.contains(u"gnome-keyring"_s));
    }

    void noBus_saysSo_onceForEveryCall_andMemoryServesThisRun()
    {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        secrets::KeychainStore keychain;
        QList<Error> told;
        secrets::FallbackStore store(keychain, [&](const Error& error) { told << error; });
        QVERIFY(!store.reason());

        QVERIFY(store.write(u"host/a/password"_s, Secret("p"sv)).has_value());

        const auto found = store.read(u"host/a/password"_s);
        QVERIFY(found && *found && (*found)->equals("p"));
        QCOMPARE(store.keys().value(), QStringList{u"host/a/password"_s});
        QVERIFY(store.remove(u"host/a/password"_s).has_value());
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.first().code, ErrorCode::Secrets);
        QVERIFY2(told.first().sentence.contains(u"D-Bus"_s), qPrintable(told.first().sentence));
        QCOMPARE(store.reason(), told.first());
    }

    void wrongKey_isNoReasonToFallBack()
    {
        secrets::KeychainStore keychain;
        secrets::FallbackStore store(keychain);
        QCOMPARE(store.read(u"nonsense"_s).error().code, ErrorCode::Usage);
        QVERIFY(!store.reason());
    }
};

QTEST_GUILESS_MAIN(FallbackStoreTest)
#include "fallback_store_test.moc"
