#include "core/secrets/keys.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class KeysTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typedKeys_areKeys_whateverTheHostIsCalled()
    {
        QCOMPARE(secrets::hostPasswordKey(u"dev@example:22"_s), u"host/dev@example:22/password"_s);
        QCOMPARE(secrets::hostPasswordKey(u"ssh://dev@[::1]"_s), u"host/ssh:%2F%2Fdev@%5B::1%5D/password"_s);
        QCOMPARE(secrets::providerKey(u"openrouter"_s), u"provider/openrouter/api-key"_s);
        QVERIFY(secrets::checkKey(secrets::hostPasswordKey(u"büro / 1"_s)).has_value());
    }
    void notAKey_isRefused_data()
    {
        QTest::addColumn<QString>("key");
        for (const auto& key :
             {u""_s, u"index"_s, u"/a"_s, u"a/"_s, u"a//b"_s, u"a b/c"_s, u"a/b\n"_s, u"a/"_s + u"b"_s.repeated(200)})
            QTest::newRow(qPrintable(key)) << key;
    }
    void notAKey_isRefused()
    {
        QFETCH(QString, key);
        QCOMPARE(secrets::checkKey(key).error().code, ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(KeysTest)
#include "keys_test.moc"
