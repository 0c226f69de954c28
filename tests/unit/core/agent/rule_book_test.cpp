#include "core/agent/rule_book.h"
#include "core/permissions/rule_text.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using permissions::Rule;
using permissions::Scope;

class RuleBookTest final : public QObject {
    Q_OBJECT

    struct Box {
        test::TemporaryFolder data;
        std::unique_ptr<ChatStore> store = ChatStore::open(data.path(u"chats.db"_s)).value();
        RuleBook book{*store, data.path(), u"ws"_s};
        QStringList told() const
        {
            QStringList all;
            const auto rules = book.rules().value();
            for (const auto& one : rules)
                all.append(u"%1 %2 %3 %4 %5"_s.arg(int(one.origin))
                               .arg(QString::fromStdString(one.rule.command + one.rule.path))
                               .arg(int(one.rule.decision))
                               .arg(int(one.rule.scope))
                               .arg(one.chat));
            return all;
        }
    };
    static Rule run(const std::string& command, permissions::Decision decision = permissions::Decision::Allow,
                    Scope scope = Scope::Always)
    {
        return {.tool = "run", .command = command, .decision = decision, .scope = scope};
    }

private Q_SLOTS:
    void rules_areKeptWhereTheyCount()
    {
        Box box;
        QVERIFY(box.book.add(run("ls *")).has_value());
        QVERIFY(box.book.add(run("ls *")).has_value()); // the same one
        QVERIFY(box.book.add(run("make *", permissions::Decision::Deny, Scope::Workspace)).has_value());
        auto chat = box.store->create(u"ws"_s).value();
        QVERIFY(box.store->append(chat.id, UserMessage{u"Build it"_s}).has_value());
        auto answer = run("cc *", permissions::Decision::Allow, Scope::Chat);
        answer.place = chat.id.toStdString();
        QVERIFY(box.store->add(answer).has_value());
        auto elsewhere = run("rm *", permissions::Decision::Allow, Scope::Workspace);
        elsewhere.place = "other";
        QVERIFY(box.store->add(elsewhere).has_value());
        QCOMPARE(box.told(), (QStringList{u"0 ls * 0 2 "_s, u"1 make * 2 1 "_s, u"1 cc * 0 0 Build it"_s}));
        QCOMPARE(permissions::userRules(box.data.path()).value().rules.size(), 1U);
        const auto file = box.data.path(u"permissions.json"_s);
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther), 0);
    }

    void aRule_isChanged_moved_andRemoved()
    {
        Box box;
        QVERIFY(box.book.add(run("ls *")).has_value());
        auto first = box.book.rules().value().first();
        auto now = first.rule;
        now.decision = permissions::Decision::Ask;
        QVERIFY(box.book.change(first, now).has_value());
        QCOMPARE(box.told(), QStringList{u"0 ls * 1 2 "_s});
        first = box.book.rules().value().first();
        now.scope = Scope::Workspace;
        QVERIFY(box.book.change(first, now).has_value());
        QCOMPARE(box.told(), QStringList{u"1 ls * 1 1 "_s});
        first = box.book.rules().value().first();
        now = first.rule;
        now.scope = Scope::Always;
        QVERIFY(box.book.change(first, now).has_value());
        QCOMPARE(box.told(), QStringList{u"0 ls * 1 2 "_s});
        QVERIFY(box.book.remove(box.book.rules().value().first()).has_value());
        QVERIFY(box.told().isEmpty());
    }

    void aPolicysRule_staysAsItIs()
    {
        Box box;
        const KeptRule policy{run("curl *", permissions::Decision::Deny), KeptRule::Origin::Policy};
        QVERIFY(box.book.change(policy, run("curl *")).has_value());
        QVERIFY(box.book.remove(policy).has_value());
        QVERIFY(box.told().isEmpty());
    }

    void aDamagedFile_isSaid_andLeftAsItIs()
    {
        Box box;
        box.data.write(u"permissions.json"_s, "{\"rules\": [");
        QCOMPARE(box.book.rules().error().code, ErrorCode::Config);
        QVERIFY(!box.book.add(run("ls *")).has_value());
        QCOMPARE(box.data.read(u"permissions.json"_s), "{\"rules\": [");
    }
};

QTEST_GUILESS_MAIN(RuleBookTest)
#include "rule_book_test.moc"
