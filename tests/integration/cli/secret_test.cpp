#include "core/secrets/keychain_store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/private_keyring.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

/// The real program and a real gnome-keyring-daemon on a bus of its own.
class SecretTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_keyring = std::make_unique<test::PrivateKeyring>(); }
    void cleanupTestCase() { m_keyring.reset(); }

    void setListDelete_andTheValueIsNeverPrinted()
    {
        QCOMPARE(kalpanactl({u"secret"_s, u"list"_s}).out, "");
        QCOMPARE(kalpanactl({u"secret"_s, u"set"_s, u"host/box/password"_s}, "hunter2\n").exitCode, 0);
        QCOMPARE(kalpanactl({u"--json"_s, u"secret"_s, u"set"_s, u"provider/openrouter/api-key"_s}, "sk-1").exitCode,
                 0);

        const auto kept = secrets::KeychainStore().read(u"host/box/password"_s);
        QVERIFY(kept && *kept && (*kept)->equals("hunter2"));
        QCOMPARE(kalpanactl({u"secret"_s, u"list"_s}).out, "host/box/password\nprovider/openrouter/api-key\n");
        QCOMPARE(kalpanactl({u"secret"_s, u"list"_s, u"--json"_s}).first("secret"_L1).value("key"_L1),
                 u"host/box/password"_s);

        QCOMPARE(kalpanactl({u"secret"_s, u"delete"_s, u"host/box/password"_s}).exitCode, 0);
        QCOMPARE(kalpanactl({u"secret"_s, u"delete"_s, u"host/box/password"_s}).exitCode, 3);
        QCOMPARE(kalpanactl({u"secret"_s, u"list"_s}).out, "provider/openrouter/api-key\n");
    }

    void wrongUse_isUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("no key") << QStringList{u"set"_s} << QByteArray("x");
        QTest::newRow("not a key") << QStringList{u"set"_s, u"index"_s} << QByteArray("x");
        QTest::newRow("empty value") << QStringList{u"set"_s, u"host/a/password"_s} << QByteArray("\n");
        QTest::newRow("unknown action") << QStringList{u"show"_s, u"host/a/password"_s} << QByteArray();
        QTest::newRow("key of list") << QStringList{u"list"_s, u"host/a/password"_s} << QByteArray();
    }
    void wrongUse_isUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, input);
        QCOMPARE(kalpanactl(QStringList{u"secret"_s} + arguments, input).exitCode, 2);
    }

    void noBus_endsWithItsOwnCode_andSaysWhatIsMissing()
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        const auto ran = kalpanactl({u"secret"_s, u"set"_s, u"host/box/password"_s}, "hunter2", environment);
        QCOMPARE(ran.exitCode, 11);
        QVERIFY2(ran.error.contains("D-Bus"), ran.error);
        QVERIFY(!ran.error.contains("hunter2"));
    }

private:
    std::unique_ptr<test::PrivateKeyring> m_keyring;
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
