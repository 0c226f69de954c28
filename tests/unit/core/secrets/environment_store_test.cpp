#include "core/secrets/environment_store.h"
#include "core/secrets/memory_store.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

class EnvironmentStoreTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        for (const auto* name : {"OPENROUTER_API_KEY", "OPENAI_API_KEY", "KALPANA_MODEL_API_KEY"})
            qunsetenv(name);
    }

    void variable_isReadForItsOwnProviderOnly_andNeverStored()
    {
        secrets::MemoryStore memory;
        secrets::EnvironmentStore store(memory);
        qputenv("OPENROUTER_API_KEY", "sk-env");
        const auto found = store.read(u"provider/openrouter/api-key"_s);
        QVERIFY(found && *found && (*found)->equals("sk-env"));
        QVERIFY(!store.read(u"provider/127.0.0.1:8080/api-key"_s)->has_value());
        QVERIFY(memory.keys()->isEmpty());
        QVERIFY(store.keys()->isEmpty());
    }

    void variable_comesBeforeTheStore_andItsAbsenceAsksTheStore()
    {
        secrets::MemoryStore memory;
        secrets::EnvironmentStore store(memory);
        QVERIFY(store.write(u"provider/openai/api-key"_s, Secret("sk-kept"sv)).has_value());
        QVERIFY((*store.read(u"provider/openai/api-key"_s))->equals("sk-kept"));
        qputenv("OPENAI_API_KEY", "sk-env");
        QVERIFY((*store.read(u"provider/openai/api-key"_s))->equals("sk-env"));
    }

    void anyProvider_takesTheModelKeyOfKalpana_ifItHasNoneOfItsOwn()
    {
        secrets::MemoryStore memory;
        secrets::EnvironmentStore store(memory);
        qputenv("KALPANA_MODEL_API_KEY", "sk-any");
        QVERIFY((*store.read(u"provider/127.0.0.1:8080/api-key"_s))->equals("sk-any"));
        QVERIFY(!store.read(u"host/a/password"_s)->has_value());
    }
};

QTEST_GUILESS_MAIN(EnvironmentStoreTest)
#include "environment_store_test.moc"
