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

    void aFileOfTheFirstVersion_isBroughtUp()
    {
        test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        {
            auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
            database.setDatabaseName(file);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const auto& statement :
                 {u"CREATE TABLE chat (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', "
                  "created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) WITHOUT ROWID"_s,
                  u"CREATE TABLE event (chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE, sequence INTEGER "
                  "NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (chat, sequence)) WITHOUT ROWID"_s,
                  u"CREATE TABLE permission (workspace TEXT, tool TEXT, subject TEXT, allowed_at INTEGER)"_s,
                  u"INSERT INTO permission VALUES ('one', 'run', 'make \"a\"', 1), ('one', 'change-files', '', 2)"_s,
                  u"INSERT INTO chat VALUES ('c', 'one', 'A title', 1, 1)"_s,
                  u"INSERT INTO event VALUES ('c', 1, 1, '{\"text\":\"Old words\",\"type\":\"user-message\"}'), ('c', "
                  "2, 1, '{\"text\":\"were said\",\"type\":\"text\"}'), ('c', 3, 1, "
                  "'{\"reason\":\"answered\",\"type\":\"turn-finished\"}')"_s,
                  u"PRAGMA user_version=1"_s})
                QVERIFY2(query.exec(statement), qPrintable(statement));
        }
        const auto store = ChatStore::open(file).value();
        const auto chat = store->chat(u"c"_s).value();
        QCOMPARE(chat.last, 3);
        QCOMPARE(chat.readTo, 3); // what was there is not new
        QVERIFY(!chat.open() && !chat.failed());
        QCOMPARE(store->events(u"c"_s).value().size(), 3);
        QCOMPARE(store->search(u"one"_s, u"said"_s).value().size(), 1);
        // What was allowed then are rules now, written as they are today.
        const auto rules = store->rules(chat).value();
        QCOMPARE(rules.size(), 3u);
        QCOMPARE(rules[0].line, "make \"a\"");
        for (const auto& rule : rules)
            QVERIFY(store->remove(rule));
        QVERIFY(store->rules(chat)->empty());
    }

    void pinnedChats_comeFirst_andARenamedOneKeepsItsName()
    {
        const Box box;
        const auto first = box.store->create(u"one"_s).value();
        const auto second = box.store->create(u"one"_s).value();
        QVERIFY(box.store->append(first.id, UserMessage{u"a"_s}));
        QVERIFY(box.store->append(second.id, UserMessage{u"b"_s}));
        QVERIFY(box.store->pin(first.id, true));
        QVERIFY(box.store->rename(first.id, u" My\nname "_s));
        QVERIFY(box.store->append(first.id, UserMessage{u"c"_s}));
        const auto chats = box.store->chats(u"one"_s).value();
        QCOMPARE(chats[0].id, first.id);
        QCOMPARE(chats[0].title, u"My name"_s);
        QVERIFY(chats[0].pinned && !chats[1].pinned);
        QVERIFY(chats[0].open() && chats[0].last > chats[0].readTo);
        QVERIFY(box.store->append(first.id, TurnFinished{}));
        QVERIFY(box.store->markRead(first.id, 3));
        QVERIFY(box.store->markRead(first.id, 1)); // never back
        QCOMPARE(box.store->chat(first.id).value().readTo, 3);
        QVERIFY(!box.store->chat(first.id).value().open());
    }

    void words_areFoundInMessagesAnswersAndCalls_whateverIsTyped()
    {
        const Box box;
        const auto chat = box.store->create(u"one"_s).value();
        const auto other = box.store->create(u"two"_s).value();
        QVERIFY(box.store->append(other.id, UserMessage{u"elephant"_s}));
        QVERIFY(box.store->append(chat.id, UserMessage{u"An elephant, please"_s}));
        for (const auto& piece : {u"It is a gi"_s, u"raffe in the Zür"_s, u"ich zoo"_s})
            QVERIFY(box.store->append(chat.id, TextDelta{piece}));
        QVERIFY(
            box.store->append(chat.id, ToolCallStarted{{.id = u"c"_s, .name = u"read_file"_s}, u"Read zoo/map.txt"_s}));
        const auto found = [&](const QString& words) {
            QList<qint64> sequences;
            const auto all = box.store->search(u"one"_s, words).value();
            for (const auto& one : all)
                sequences << one.sequence;
            std::ranges::sort(sequences);
            return sequences;
        };
        QCOMPARE(found(u"ELEPH"_s), (QList<qint64>{0, 1})); // the title has it too
        QCOMPARE(found(u"giraffe zurich"_s), QList<qint64>{2});
        QCOMPARE(found(u"map.txt"_s), QList<qint64>{5});
        QCOMPARE(found(u"giraffe elephant"_s), QList<qint64>());
        QCOMPARE(found(u" "_s), QList<qint64>());
        for (const auto& hostile : {u"\""_s, u"a OR"_s, u"* ( NEAR"_s, u"text:x ^"_s, u"'; DROP TABLE said; --"_s})
            QVERIFY2(box.store->search(u"one"_s, hostile), qPrintable(hostile));
        QVERIFY(box.store->search(u"one"_s, u"giraffe"_s).value()[0].text.contains(u"\u0002giraffe\u0003"_s));
        // An answer that was cut off is found too, and once only when it has gone on.
        QVERIFY(box.store->append(chat.id, TextDelta{u"And a crocod"_s}));
        QCOMPARE(found(u"crocod"_s), QList<qint64>{6});
        QVERIFY(box.store->append(chat.id, TextDelta{u"ile"_s}));
        QVERIFY(box.store->append(chat.id, TurnFinished{}));
        QCOMPARE(found(u"crocodile"_s), QList<qint64>{6});
        QVERIFY(box.store->remove(chat.id));
        QCOMPARE(found(u"giraffe"_s), QList<qint64>());
    }

    void whatWasLeftAside_isOnDisk_andNotInTheHistory()
    {
        const Box box;
        const auto id = box.store->create(u"one"_s).value().id;
        const auto say = [&](const QString& words) {
            QVERIFY(box.store->append(id, UserMessage{words}));
            QVERIFY(box.store->append(id, TextDelta{words + u'!'}));
            QVERIFY(box.store->append(id, TurnFinished{}));
        };
        say(u"one"_s);                               // 1 2 3
        say(u"two"_s);                               // 4 5 6
        QVERIFY(box.store->append(id, Branched{3})); // 7
        say(u"zwei"_s);                              // 8 9 10
        QCOMPARE(textOf(box.store->events(id).value()), u"one!zwei!"_s);
        QCOMPARE(textOf(box.store->allEvents(id).value()), u"one!two!zwei!"_s);
        QCOMPARE(textOf(box.store->events(id, 3).value()), u"zwei!"_s);
        const auto part = box.store->lastEvents(id, {.atLeast = 100}).value();
        QVERIFY(!part.hasEarlier);
        QCOMPARE(textOf(part.events), u"one!zwei!"_s);
        QCOMPARE(part.versions.size(), 1);
        QCOMPARE(part.versions[8], (QList<qint64>{4, 8}));
        // Back to the first one, as it is chosen in the window.
        QVERIFY(box.store->append(id, Branched{box.store->branches(id).value().tipOf(4)}));
        QCOMPARE(textOf(box.store->events(id).value()), u"one!two!"_s);
        say(u"three"_s);
        QCOMPARE(textOf(box.store->events(id).value()), u"one!two!three!"_s);
        QVERIFY(!box.store->lastEvents(id, {.atLeast = 100}).value().versions.contains(12));
    }

    void theEndOfAChat_beginsWithAWholeStep()
    {
        const Box box;
        const auto id = box.store->create(u"one"_s).value().id;
        for (int turn = 0; turn < 5; ++turn) {
            QVERIFY(box.store->append(id, UserMessage{u"m"_s}));
            for (const auto& call : {u"a"_s, u"b"_s})
                QVERIFY(box.store->append(id, ToolCallStarted{{.id = call}, u"t"_s}));
            QVERIFY(box.store->append(id, Usage{u"m"_s, {.input = 10}}));
            for (const auto& call : {u"a"_s, u"b"_s})
                QVERIFY(box.store->append(id, ToolCallFinished{call, true, u"r"_s}));
            QVERIFY(box.store->append(id, TextDelta{u"x"_s}));
            QVERIFY(box.store->append(id, TextDelta{u"y"_s}));
            QVERIFY(box.store->append(id, TurnFinished{})); // nine events each
        }
        const auto first = [&](const PartWanted& wanted) {
            return box.store->lastEvents(id, wanted).value().events.first().sequence;
        };
        QCOMPARE(first({.atLeast = 1}), 43); // the last answer as a whole
        QCOMPARE(first({.atLeast = 4}), 37); // no call without its result: the turn from its message
        QCOMPARE(first({.atLeast = 10}), 34);
        QCOMPARE(first({.atLeast = 1, .before = 43}), 37);
        QCOMPARE(first({.atLeast = 1, .downTo = 12}), 10);
        QCOMPARE(first({.atLeast = 1000}), 1);
        QVERIFY(box.store->lastEvents(id, {.atLeast = 1}).value().hasEarlier);
        QVERIFY(box.store->lastEvents(id, {.atLeast = 1, .before = 1}).value().events.isEmpty());
        QCOMPARE(box.store->usage(id).value().input, 50);
    }

    void waitingMessages_areThereAfterAKill_andGoWithTheirChat()
    {
        const Box box;
        const auto id = box.store->create(u"one"_s).value().id;
        const auto first = box.store->addWaiting(id, u"a"_s).value();
        const auto second = box.store->addWaiting(id, u"b"_s).value();
        QVERIFY(box.store->removeWaiting(id, first.number));
        const auto again = ChatStore::open(box.file).value();
        QCOMPARE(again->waiting(id).value(), QList{second});
        QVERIFY(box.store->remove(id));
        QVERIFY(box.store->waiting(id).value().isEmpty());
        QCOMPARE(box.store->addWaiting(id, u"c"_s).error().code, ErrorCode::NotFound);
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
