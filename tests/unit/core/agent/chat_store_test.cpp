#include "core/agent/chat_store.h"
#include "tests/support/signal_process.h"
#include "tests/support/temporary_folder.h"

#include <QTest>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

struct Box {
    test::TemporaryFolder folder;
    QString file = folder.path(u"data/chats.db"_s);
    std::unique_ptr<ChatStore> store = ChatStore::open(file).value();
};

QString textOf(const QList<Event>& events)
{
    QString text;
    for (const auto& event : events)
        if (const auto* delta = std::get_if<TextDelta>(&event.body))
            text += delta->text;
    return text;
}

} // namespace

class ChatStoreTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void events_comeBackInOrder_afterReopening()
    {
        test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        QString id;
        {
            const auto store = ChatStore::open(file).value();
            id = store->create(u"ws"_s).value().id;
            for (int i = 0; i < 20; ++i)
                QCOMPARE(store->append(id, TextDelta{QString::number(i) + u' '}).value().sequence, i + 1);
        }
        const auto store = ChatStore::open(file).value();
        QCOMPARE(textOf(store->events(id).value()), u"0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 "_s);
        QCOMPARE(textOf(store->events(id, 18).value()), u"18 19 "_s);
    }

    void chats_areKeptByWorkspace_andNamedByTheirFirstMessage()
    {
        const Box box;
        const auto first = box.store->create(u"one"_s).value();
        const auto second = box.store->create(u"two"_s).value();
        QVERIFY(first.title.isEmpty());
        QVERIFY(box.store->append(first.id, UserMessage{u"  Make\nit "_s + QString(100, u'x')}));
        QVERIFY(box.store->append(first.id, UserMessage{u"Another"_s}));
        QCOMPARE(box.store->chats(u"one"_s).value().size(), 1);
        QCOMPARE(box.store->chat(first.id).value().title.first(9), u"Make it x"_s);
        QCOMPARE(box.store->chat(first.id).value().title.size(), 60);
        QVERIFY(box.store->remove(first.id));
        QVERIFY(box.store->chats(u"one"_s).value().isEmpty());
        QVERIFY(box.store->events(first.id).value().isEmpty());
        QCOMPARE(box.store->chat(second.id).value().workspace, u"two"_s);
    }

    void aChatThatIsGone_isNotFound()
    {
        const Box box;
        QCOMPARE(box.store->append(u"none"_s, TextDelta{u"a"_s}).error().code, ErrorCode::NotFound);
        QCOMPARE(box.store->chat(u"none"_s).error().code, ErrorCode::NotFound);
    }

    void rules_countForTheirChatAndWorkspaceOnly_andGoWithThem()
    {
        const Box box;
        const auto chat = box.store->create(u"one"_s).value();
        const auto sibling = box.store->create(u"one"_s).value();
        const auto other = box.store->create(u"two"_s).value();
        const auto rule = [](permissions::Scope scope, const QString& place) {
            return permissions::Rule{.tool = "run",
                                     .line = "make",
                                     .decision = permissions::Decision::Allow,
                                     .scope = scope,
                                     .place = place.toStdString()};
        };
        const auto ofWorkspace = rule(permissions::Scope::Workspace, u"one"_s);
        QVERIFY(box.store->add(ofWorkspace));
        QVERIFY(box.store->add(ofWorkspace));
        QVERIFY(box.store->add(rule(permissions::Scope::Chat, chat.id)));
        QVERIFY(box.store->add(rule(permissions::Scope::Always, {})));
        QCOMPARE(box.store->rules(chat)->size(), 3u);
        QCOMPARE(box.store->rules(sibling)->size(), 2u);
        QCOMPARE(box.store->rules(other)->size(), 1u);
        QVERIFY(box.store->remove(chat.id));
        QCOMPARE(box.store->rules(chat)->size(), 2u);
        QVERIFY(box.store->remove(rule(permissions::Scope::Always, {})));
        QVERIFY(box.store->rules(other)->empty());
        QVERIFY(box.store->rules(sibling) == std::vector{ofWorkspace});
        QVERIFY(box.store->forget(u"one"_s));
        QVERIFY(box.store->rules(sibling)->empty());
        QVERIFY(box.store->chats(u"one"_s).value().isEmpty());
    }

    void whatWasAllowedBefore_isRulesNow()
    {
        const Box box;
        const auto chat = box.store->create(u"one"_s).value();
        {
            auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
            database.setDatabaseName(box.file);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const auto& statement :
                 {u"DROP TABLE rule"_s, u"DROP TRIGGER rule_of_chat"_s,
                  u"CREATE TABLE permission (workspace TEXT, tool TEXT, subject TEXT, allowed_at INTEGER)"_s,
                  u"INSERT INTO permission VALUES ('one', 'run', 'make \"a\"', 1), ('one', 'change-files', '', 2)"_s,
                  u"PRAGMA user_version=1"_s})
                QVERIFY2(query.exec(statement), qPrintable(statement));
        }
        const auto store = ChatStore::open(box.file).value();
        const auto rules = store->rules(chat).value();
        QCOMPARE(rules.size(), 3u);
        QCOMPARE(rules[0].line, "make \"a\"");
        for (const auto& rule : rules) // written as they are today
            QVERIFY(store->remove(rule));
        QVERIFY(store->rules(chat)->empty());
    }

    void severalThreads_writeAtOnce()
    {
        const Box box;
        const auto id = box.store->create(u"ws"_s).value().id;
        std::atomic<int> failed = 0;
        {
            QList<std::shared_ptr<std::jthread>> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.append(std::make_shared<std::jthread>([&] {
                    for (int i = 0; i < 50; ++i)
                        failed += box.store->append(id, TextDelta{u"x"_s}) ? 0 : 1;
                }));
        }
        QCOMPARE(failed.load(), 0);
        const auto events = box.store->events(id).value();
        QCOMPARE(events.size(), 200);
        QCOMPARE(events.last().sequence, 200);
    }

    void whatAppendHasReturned_survivesAKill()
    {
        test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        int told[2];
        QCOMPARE(::pipe(told), 0);
        const pid_t child = ::fork();
        if (child == 0) { // writes until it is killed, and tells of each event that is written
            const auto store = ChatStore::open(file);
            const auto chat = (*store)->create(u"ws"_s);
            while ((*store)->append(chat->id, TextDelta{u"x"_s}))
                if (::write(told[1], "x", 1) != 1)
                    break;
            ::_exit(1);
        }
        ::close(told[1]);
        char byte = 0;
        for (int i = 0; i < 50; ++i)
            QCOMPARE(::read(told[0], &byte, 1), 1);
        test::signalProcess(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        qsizetype written = 50;
        while (::read(told[0], &byte, 1) == 1)
            ++written;
        ::close(told[0]);
        const auto store = ChatStore::open(file).value();
        const auto id = store->chats(u"ws"_s).value().first().id;
        QVERIFY(store->events(id).value().size() >= written);
    }

    void newerSchema_isRefused_andLeftAlone()
    {
        test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        std::jthread([&file] { QVERIFY(ChatStore::open(file)); }).join(); // a thread's connection ends with it
        auto bytes = folder.read(u"chats.db"_s);
        QVERIFY(bytes.size() > 100);
        bytes[63] = 99; // user_version: SQLite's file format, 1.3
        folder.write(u"chats.db"_s, bytes);
        const auto opened = ChatStore::open(file);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Storage);
        QVERIFY(opened.error().sentence.contains(u"newer version"_s));
        QCOMPARE(folder.read(u"chats.db"_s), bytes);
    }

    void aFileThatIsNoDatabase_isASentence()
    {
        test::TemporaryFolder folder;
        const auto file = folder.write(u"chats.db"_s, QByteArray(5000, 'x'));
        const auto opened = ChatStore::open(file);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Storage);
        QVERIFY(opened.error().sentence.contains(file));
    }

    void aFolderThatCannotBeMade_isASentence()
    {
        test::TemporaryFolder folder;
        const auto blocked = folder.write(u"file"_s, "x");
        const auto opened = ChatStore::open(blocked + u"/chats.db"_s);
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.contains(blocked));
    }

    void theFiles_areForTheirOwnerOnly()
    {
        const Box box;
        QVERIFY(box.store->create(u"ws"_s));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        const auto files = QDir(box.folder.path(u"data"_s)).entryInfoList(QDir::Files);
        QVERIFY(files.size() >= 2); // the log is beside it
        for (const auto& file : files)
            QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
    }
};

QTEST_GUILESS_MAIN(ChatStoreTest)
#include "chat_store_test.moc"
