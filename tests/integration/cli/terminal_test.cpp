#include "core/secrets/keychain_store.h"
#include "core/workspace/store.h"
#include "tests/integration/cli/terminal_run.h"
#include "tests/support/private_keyring.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::TerminalRun;

/// What is asked on a terminal, with a real one.
class TerminalTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_data = std::make_unique<test::TemporaryFolder>();
        auto store = workspace::Store::open(m_data->path()).value();
        QVERIFY(store.insert({.id = u"api-0001"_s, .name = u"api"_s}).has_value());
    }

    void delete_asks_andNoKeepsIt()
    {
        TerminalRun run({u"--data-dir"_s, m_data->path(), u"delete"_s, u"api"_s, u"--local-only"_s});
        QVERIFY2(run.waitFor("[yes/no]"), run.screen());
        run.type("no\n");
        QCOMPARE(run.waitForEnd(), 130);
        QVERIFY(workspace::Store::open(m_data->path())->find(u"api"_s).has_value());
    }

    void delete_asks_andYesForgetsIt()
    {
        TerminalRun run({u"--data-dir"_s, m_data->path(), u"delete"_s, u"api"_s, u"--local-only"_s});
        QVERIFY2(run.waitFor("[yes/no]"), run.screen());
        run.type("yes\n");
        QCOMPARE(run.waitForEnd(), 0);
        QVERIFY(!workspace::Store::open(m_data->path())->find(u"api"_s).has_value());
    }

    void interruptAtAQuestion_stops()
    {
        TerminalRun run({u"--data-dir"_s, m_data->path(), u"delete"_s, u"api"_s, u"--local-only"_s});
        QVERIFY2(run.waitFor("[yes/no]"), run.screen());
        run.type("\x03");
        QCOMPARE(run.waitForEnd(), 130);
    }

    void secret_isTypedWithoutBeingShown()
    {
        const test::PrivateKeyring keyring;
        TerminalRun run({u"secret"_s, u"set"_s, u"host/box/password"_s});
        QVERIFY2(run.waitFor("host/box/password:"), run.screen());
        run.type("hunter2\n");
        QCOMPARE(run.waitForEnd(), 0);
        QVERIFY2(!run.screen().contains("hunter2"), run.screen());
        const auto kept = secrets::KeychainStore().read(u"host/box/password"_s);
        QVERIFY(kept && *kept && (*kept)->equals("hunter2"));
    }

private:
    std::unique_ptr<test::TemporaryFolder> m_data;
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"
