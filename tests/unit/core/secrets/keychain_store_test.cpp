#include "core/secrets/keychain_store.h"
#include "tests/support/private_keyring.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace kalpana;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;
using secrets::KeychainStore;

namespace {

std::string valueOf(const Result<std::optional<Secret>>& found)
{
    return found && *found ? std::string((*found)->reveal()) : std::string("(none)");
}

} // namespace

/// Against a real gnome-keyring-daemon on a bus of its own.
class KeychainStoreTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_keyring = std::make_unique<test::PrivateKeyring>(); }
    void cleanupTestCase() { m_keyring.reset(); }

    void writeThenRead_roundTrips_anyBytes()
    {
        KeychainStore store;
        const std::string value("p\0ss wörd\n", 11);
        QVERIFY(store.write(u"host/a/password"_s, Secret(std::string_view(value))).has_value());
        QCOMPARE(valueOf(KeychainStore().read(u"host/a/password"_s)), value);
    }

    void readOfNothing_isNothing_notAnError()
    {
        QCOMPARE(valueOf(KeychainStore().read(u"host/nobody/password"_s)), "(none)");
    }

    void keys_areListed_withoutTheIndex_andServicesAreApart()
    {
        KeychainStore store(u"kalpana-test-keys"_s);
        QCOMPARE(store.keys().value(), QStringList());
        QVERIFY(store.write(u"provider/openrouter/api-key"_s, Secret("k"sv)).has_value());
        QVERIFY(store.write(u"host/b/password"_s, Secret("p"sv)).has_value());
        QVERIFY(store.write(u"host/b/password"_s, Secret("p2"sv)).has_value());
        QCOMPARE(store.keys().value(), (QStringList{u"host/b/password"_s, u"provider/openrouter/api-key"_s}));
        QVERIFY(!KeychainStore().keys()->contains(u"host/b/password"_s));
    }

    void remove_forgetsValueAndName_andRepeats()
    {
        KeychainStore store(u"kalpana-test-remove"_s);
        QVERIFY(store.write(u"host/c/password"_s, Secret("p"sv)).has_value());
        QVERIFY(store.remove(u"host/c/password"_s).has_value());
        QVERIFY(store.remove(u"host/c/password"_s).has_value());
        QCOMPARE(valueOf(store.read(u"host/c/password"_s)), "(none)");
        QCOMPARE(store.keys().value(), QStringList());
    }

    void badKey_isRefused_theIndexToo()
    {
        KeychainStore store;
        QCOMPARE(store.write(u"index"_s, Secret("x"sv)).error().code, ErrorCode::Usage);
        QCOMPARE(store.read(u"../x"_s).error().code, ErrorCode::Usage);
    }

    void manyFlowThreads_askAtOnce()
    {
        KeychainStore store;
        QVERIFY(store.write(u"host/d/password"_s, Secret("p"sv)).has_value());
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] { right += valueOf(KeychainStore().read(u"host/d/password"_s)) == "p"; });
        }
        QCOMPARE(right.load(), 8);
    }

private:
    std::unique_ptr<test::PrivateKeyring> m_keyring;
};

QTEST_GUILESS_MAIN(KeychainStoreTest)
#include "keychain_store_test.moc"
