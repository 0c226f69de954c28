#include "core/agent/chat_store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

/// What `kalpanactl permissions explain` prints and how it ends.
class PermissionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder.write(u"rules.json"_s, R"({"rules": [{"tool": "run", "command": "ls *", "decision": "allow"},
            {"tool": "run", "command": "npm publish *", "decision": "deny"},
            {"tool": "fetch", "host": "*.python.org", "decision": "allow"}]})");
    }

    void eachVerdict_endsWithZero_andSaysWhy_data()
    {
        QTest::addColumn<QStringList>("action");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QString>("reason");
        QTest::newRow("allow") << QStringList{u"run"_s, u"ls -la | ls"_s} << u"allow"_s << u"rule-allows"_s;
        QTest::newRow("ask") << QStringList{u"run"_s, u"ls; rm -rf /"_s} << u"ask"_s << u"recursive-delete"_s;
        QTest::newRow("deny") << QStringList{u"run"_s, u"ls $(sudo npm publish)"_s} << u"deny"_s << u"rule-denies"_s;
        QTest::newRow("not understood") << QStringList{u"run"_s, u"ls '"_s} << u"ask"_s << u"unfinished"_s;
        QTest::newRow("read") << QStringList{u"read"_s, u"src/a.c"_s} << u"allow"_s << u"reads-inside"_s;
        QTest::newRow("edit") << QStringList{u"edit"_s, u"src/a.c"_s} << u"ask"_s << u"no-rule"_s;
        QTest::newRow("fetch") << QStringList{u"fetch"_s, u"https://docs.python.org/3/"_s} << u"allow"_s
                               << u"rule-allows"_s;
        QTest::newRow("fetch elsewhere") << QStringList{u"fetch"_s, u"https://python.example/"_s} << u"ask"_s
                                         << u"no-rule"_s;
        QTest::newRow("fetch here") << QStringList{u"fetch"_s, u"http://0x7f.1:8080/"_s} << u"deny"_s << u"near-host"_s;
        QTest::newRow("no address") << QStringList{u"fetch"_s, u"python.org"_s} << u"deny"_s << u"no-web-address"_s;
        QTest::newRow("outside") << QStringList{u"read"_s, u"../a.c"_s} << u"ask"_s << u"outside"_s;
    }

    void eachVerdict_endsWithZero_andSaysWhy()
    {
        QFETCH(QStringList, action);
        QFETCH(QString, verdict);
        QFETCH(QString, reason);
        const auto people = explain({}, action);
        QCOMPARE(people.exitCode, 0);
        QVERIFY2(people.out.startsWith(verdict.toUtf8() + ": "), people.out);
        const auto object = explain({u"--json"_s}, action).first("permission"_L1);
        QCOMPARE(object.value("verdict"_L1).toString(), verdict);
        QCOMPARE(object.value("reason"_L1).toString(), reason);
        QVERIFY(people.out.contains(object.value("sentence"_L1).toString().toUtf8()));
    }

    void eachCommand_isShownWithWhereItComesFrom()
    {
        const auto ran = explain({u"--json"_s}, {u"run"_s, u"A=1 ls \"$x\" > out | sudo -u me xargs rm"_s});
        const auto commands = ran.first("permission"_L1).value("commands"_L1).toArray();
        QCOMPARE(commands.size(), 4);
        QCOMPARE(commands[0]["assignments"_L1], QJsonArray{u"A"_s});
        QCOMPARE(commands[0]["words"_L1][1]["known"_L1], false);
        QCOMPARE(commands[0]["redirections"_L1][0]["target"_L1], u"out"_s);
        QCOMPARE(commands[3]["from"_L1], u"| › sudo › xargs"_s);
        QCOMPARE(commands[3]["words"_L1][0]["text"_L1], u"rm"_s);
        const auto text = explain({}, {u"run"_s, u"ls | sudo xargs rm"_s}).out;
        QVERIFY2(text.contains("[| › sudo › xargs]"), text);
    }

    void theFolder_makesAbsolutePathsBelowItInside()
    {
        const auto path = m_folder.path(u"a.c"_s);
        QVERIFY(explain({}, {u"read"_s, path}).out.startsWith("ask"));
        QVERIFY(explain({u"--folder"_s, m_folder.path()}, {u"read"_s, path}).out.startsWith("allow"));
    }

    void aPolicy_winsOverTheRules()
    {
        m_folder.write(u"policy.json"_s, R"({"rules": [{"tool": "run", "command": "ls *", "decision": "deny"}]})");
        const auto ran = explain({u"--policy"_s, m_folder.path(u"policy.json"_s)}, {u"run"_s, u"ls"_s});
        QVERIFY2(ran.out.startsWith("deny"), ran.out);
    }

    void withoutAFile_theUsersOwnRulesCount_andEachIsNamedWithItsFile()
    {
        const test::TemporaryFolder data;
        const auto own = data.path(u"permissions.json"_s);
        const QStringList call{u"permissions"_s, u"explain"_s, u"--data-dir"_s, data.path(), u"--json"_s, u"--"_s};
        const auto explained = [&](const QStringList& more, const QStringList& action) {
            return kalpanactl(call.first(5) + more + QStringList{u"--"_s} + action).first("permission"_L1);
        };
        QCOMPARE(explained({}, {u"run"_s, u"ls"_s}).value("reason"_L1).toString(), u"no-rule"_s);
        QVERIFY(!QFileInfo::exists(data.path(u"chats.db"_s)));

        data.write(u"permissions.json"_s, R"({"rules": [{"tool": "run", "command": "ls *", "decision": "allow"}]})");
        {
            const auto store = agent::ChatStore::open(data.path(u"chats.db"_s)).value();
            QVERIFY(store->add({.tool = "run", .command = "cat *", .decision = permissions::Decision::Allow}));
            QVERIFY(store->add({.tool = "run",
                                .command = "id",
                                .decision = permissions::Decision::Allow,
                                .scope = permissions::Scope::Workspace,
                                .place = "w"}));
        }
        const auto policy = m_folder.path(u"policy.json"_s);
        m_folder.write(u"policy.json"_s, R"({"rules": [{"tool": "run", "command": "cp *", "decision": "deny"}]})");
        const auto both = explained({u"--policy"_s, policy}, {u"run"_s, u"ls | cat; cp a b"_s});
        QCOMPARE(both.value("file"_L1).toString(), policy);
        QCOMPARE(both.value("commands"_L1)[0]["file"_L1].toString(), own);
        QCOMPARE(both.value("commands"_L1)[1]["file"_L1].toString(), data.path(u"chats.db"_s));
        QCOMPARE(both.value("commands"_L1)[2]["file"_L1].toString(), policy);
        QVERIFY(!explained({}, {u"run"_s, u"id"_s}).contains("file"_L1));
        const auto people =
            kalpanactl({u"permissions"_s, u"explain"_s, u"--data-dir"_s, data.path(), u"--"_s, u"run"_s, u"ls"_s});
        QVERIFY2(people.out.contains(own.toUtf8()), people.out);

        // A file that is named is all that counts.
        const auto named = explained({u"--rules"_s, m_folder.path(u"rules.json"_s)}, {u"run"_s, u"cat x"_s});
        QCOMPARE(named.value("verdict"_L1).toString(), u"ask"_s);
        data.write(u"permissions.json"_s, "{");
        const auto broken = kalpanactl(call + QStringList{u"run"_s, u"ls"_s});
        QCOMPARE(broken.exitCode, 10);
        QVERIFY2(broken.error.contains(own.toUtf8()) || broken.out.contains(own.toUtf8()), broken.error + broken.out);
    }

    void wrongCallsAndFiles_areNamed()
    {
        QCOMPARE(kalpanactl({u"permissions"_s, u"explain"_s}).exitCode, 2);
        QCOMPARE(kalpanactl({u"permissions"_s, u"forget"_s, u"run"_s, u"ls"_s}).exitCode, 2);
        QCOMPARE(explain({}, {u"fly"_s, u"ls"_s}).exitCode, 2);
        m_folder.write(u"rules.json"_s, R"({"rules": [{"tool": "run", "comand": "ls", "decision": "ask"}]})");
        const auto ran = explain({}, {u"run"_s, u"ls"_s});
        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains("rules[0].comand"), ran.error);
    }

private:
    [[nodiscard]] test::Ran explain(const QStringList& options, const QStringList& action) const
    {
        return kalpanactl(QStringList{u"permissions"_s, u"explain"_s, u"--rules"_s, m_folder.path(u"rules.json"_s)} +
                          options + QStringList{u"--"_s} + action);
    }
    test::TemporaryFolder m_folder;
};

QTEST_GUILESS_MAIN(PermissionsTest)
#include "permissions_test.moc"
