#include "core/workspace/store.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QTest>

#include <thread>
#include <unistd.h>
#include <vector>

using namespace kalpana;
using namespace Qt::StringLiterals;
using workspace::Record;
using workspace::Store;

namespace {

Record sample(const QString& name)
{
    return {.id = workspace::makeId(name),
            .name = name,
            .host = u"dev@example:2222"_s,
            .folder = u"/srv/code"_s,
            .createdAt = QDateTime::fromMSecsSinceEpoch(1000, QTimeZone::UTC),
            .lastUsedAt = QDateTime::fromMSecsSinceEpoch(2000, QTimeZone::UTC),
            .gatewayPort = 41234,
            .remoteData = u"/scratch/kalpana"_s,
            .sshConfig = u"/etc/other_config"_s};
}

} // namespace

class StoreTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void insertThenFind_roundTrips_byIdAndByNameInAnyCase()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path(u"data"_s));
        QVERIFY(store.has_value());
        const auto record = sample(u"Api"_s);
        QVERIFY(store->insert(record).has_value());
        QCOMPARE(store->find(record.id).value(), record);
        QCOMPARE(store->find(u"aPI"_s).value(), record);
        QCOMPARE(Store::open(folder.path(u"data"_s))->list().value(), QList<Record>{record});
    }

    void minimalRecord_roundTrips()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path()).value();
        const Record record{.id = u"a-0000"_s, .name = u"a"_s};
        QVERIFY(store.insert(record).has_value());
        QCOMPARE(store.find(u"a"_s).value(), record);
    }

    void list_hasTheOneUsedLastFirst()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path()).value();
        auto older = sample(u"older"_s);
        auto newer = sample(u"newer"_s);
        newer.lastUsedAt = older.lastUsedAt.addSecs(1);
        auto unused = sample(u"unused"_s);
        unused.lastUsedAt = {};
        for (const auto& record : {older, unused, newer})
            QVERIFY(store.insert(record).has_value());
        QStringList names;
        const auto records = store.list().value();
        for (const auto& record : records)
            names << record.name;
        QCOMPARE(names, (QStringList{u"newer"_s, u"older"_s, u"unused"_s}));
    }

    void takenName_isAConflict_alsoInAnotherCase()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path()).value();
        QVERIFY(store.insert(sample(u"api"_s)).has_value());
        const auto again = store.insert(sample(u"API"_s));
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QVERIFY(again.error().sentence.contains(u"API"_s));
    }

    void recordWithoutName_isRefused()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path()).value();
        QCOMPARE(store.insert(Record{.id = u"x-0000"_s}).error().code, ErrorCode::Usage);
    }

    void updateAndRemove_ofWhatIsGone_areNotFound()
    {
        const test::TemporaryFolder folder;
        auto store = Store::open(folder.path()).value();
        auto record = sample(u"api"_s);
        QCOMPARE(store.update(record).error().code, ErrorCode::NotFound);
        QCOMPARE(store.remove(record.id).error().code, ErrorCode::NotFound);
        QCOMPARE(store.find(u"api"_s).error().code, ErrorCode::NotFound);
        QVERIFY(store.insert(record).has_value());
        record.folder = u"/elsewhere"_s;
        QVERIFY(store.update(record).has_value());
        QCOMPARE(store.find(u"api"_s)->folder, u"/elsewhere"_s);
        QVERIFY(store.remove(record.id).has_value());
        QVERIFY(store.list()->isEmpty());
    }

    void newerDatabase_isRefused_andNothingIsTouched()
    {
        const test::TemporaryFolder folder;
        QVERIFY(Store::open(folder.path()).has_value());
        auto content = folder.read(u"kalpana.db"_s);
        content[63] = 99; // user_version, big endian, at offset 60
        folder.write(u"kalpana.db"_s, content);
        const auto before = QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);

        const auto refused = Store::open(folder.path());

        QCOMPARE(refused.error().code, ErrorCode::Storage);
        QVERIFY(refused.error().sentence.contains(folder.path(u"kalpana.db"_s)));
        QVERIFY(refused.error().sentence.contains(u"newer"_s));
        QCOMPARE(folder.read(u"kalpana.db"_s), content);
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), before);
    }

    void fileThatIsNoDatabase_isRefused_andKept()
    {
        const test::TemporaryFolder folder;
        folder.write(u"kalpana.db"_s, "my notes");
        const auto refused = Store::open(folder.path());
        QCOMPARE(refused.error().code, ErrorCode::Storage);
        QCOMPARE(folder.read(u"kalpana.db"_s), "my notes");
    }

    void folderThatCannotBeMade_isASentence()
    {
        const test::TemporaryFolder folder;
        folder.write(u"file"_s, "");
        const auto refused = Store::open(folder.path(u"file/data"_s));
        QCOMPARE(refused.error().code, ErrorCode::Storage);
        QVERIFY(refused.error().sentence.contains(u"file/data"_s));
    }

    void dataFolder_isTheOwnersAlone()
    {
        const test::TemporaryFolder folder;
        QVERIFY(Store::open(folder.path(u"a/b"_s)).has_value());
        QCOMPARE(QFile::permissions(folder.path(u"a/b"_s)) & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther),
                 QFile::Permissions());
    }

    void manyThreads_writeAtOnce()
    {
        const test::TemporaryFolder folder;
        constexpr int threads = 4;
        constexpr int each = 10;
        std::vector<std::jthread> running;
        for (int thread = 0; thread < threads; ++thread)
            running.emplace_back([&folder, thread] {
                auto store = Store::open(folder.path()).value();
                for (int i = 0; i < each; ++i)
                    if (!store.insert(sample(u"w%1-%2"_s.arg(thread).arg(i))))
                        return;
            });
        running.clear();
        QCOMPARE(Store::open(folder.path())->list()->size(), threads * each);
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
