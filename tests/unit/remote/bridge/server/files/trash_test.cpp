#include "remote/bridge/server/files/trash.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class TrashTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path(u"root"_s).toStdString()};
    int m_count = 0;

    std::string newPlace() { return m_folder.path(u"state/trash-%1"_s.arg(++m_count)).toStdString(); }
    bool exists(const QString& path) const { return QFileInfo::exists(m_folder.path(u"root/"_s + path)); }

private Q_SLOTS:
    void whatIsDeleted_comesBackAsItWas()
    {
        Trash trash(m_root, newPlace());
        m_folder.write(u"root/src/a"_s, "one");
        m_folder.write(u"root/src/sub/b"_s, "two");
        const auto discarded = trash.discard("./src", {});
        QVERIFY(discarded.has_value());
        QVERIFY(!exists(u"src"_s));
        const auto items = trash.items();
        QCOMPARE(items.size(), std::size_t{1});
        QCOMPARE(items.at(0).id, discarded->item.id);
        QCOMPARE(items.at(0).path, "src");
        QCOMPARE(items.at(0).kind, Kind::Folder);
        QCOMPARE(items.at(0).size, 4U * 4096 + 6);
        QVERIFY(items.at(0).deletedAtMs > 1'000'000'000'000);
        QCOMPARE(trash.restore(items.at(0).id, "", {}), "src");
        QCOMPARE(m_folder.read(u"root/src/sub/b"_s), QByteArray("two"));
        QVERIFY(trash.items().empty());
        QCOMPARE(trash.restore(discarded->item.id, "", {}).error().code, Code::NotFound);
    }

    void restore_goesElsewhereIfAsked_andNeverOverWhatIsThere()
    {
        Trash trash(m_root, newPlace());
        m_folder.write(u"root/twice"_s, "old");
        const auto id = trash.discard("twice", {})->item.id;
        m_folder.write(u"root/twice"_s, "new");
        QCOMPARE(trash.restore(id, "", {}).error().code, Code::Conflict);
        QCOMPARE(m_folder.read(u"root/twice"_s), QByteArray("new"));
        QCOMPARE(trash.restore(id, "../twice", {}).error().code, Code::OutsideWorkspace);
        QCOMPARE(trash.restore(id, "other/place", {}), "other/place");
        QCOMPARE(m_folder.read(u"root/other/place"_s), QByteArray("old"));
    }

    void link_isDeleted_notWhatItLeadsTo()
    {
        Trash trash(m_root, newPlace());
        m_folder.write(u"root/target"_s, "x");
        QVERIFY(QFile::link(u"target"_s, m_folder.path(u"root/link"_s)));
        QCOMPARE(trash.discard("link", {})->item.kind, Kind::Link);
        QVERIFY(exists(u"target"_s));
    }

    void whenItIsFull_theOldestGo_andThatIsSaid()
    {
        Trash trash(m_root, newPlace(), {.bytes = 20000, .items = 1000});
        for (const auto* name : {"a", "b", "c"}) {
            m_folder.write(u"root/"_s + QString::fromUtf8(name), QByteArray(5000, 'x'));
            const auto discarded = trash.discard(name, {});
            QCOMPARE(discarded->pruned.size(), std::size_t(*name == 'c' ? 1 : 0));
            if (*name == 'c')
                QCOMPARE(discarded->pruned.at(0).path, "a");
        }
        const auto items = trash.items();
        QCOMPARE(items.size(), std::size_t{2});
        QCOMPARE(items.at(0).path, "c");
        QCOMPARE(items.at(1).path, "b");
    }

    void numberOfItems_isBoundedToo()
    {
        Trash trash(m_root, newPlace(), {.bytes = 1U << 30U, .items = 3});
        for (int i = 0; i < 5; ++i) {
            m_folder.write(u"root/n%1"_s.arg(i), "");
            QVERIFY(trash.discard("n" + std::to_string(i), {}).has_value());
        }
        QCOMPARE(trash.items().size(), std::size_t{3});
        QCOMPARE(trash.items().back().path, "n2");
    }

    void whatIsTooLarge_stays()
    {
        Trash trash(m_root, newPlace(), {.bytes = 20000, .items = 10});
        m_folder.write(u"root/small"_s, "x");
        QVERIFY(trash.discard("small", {}).has_value());
        m_folder.write(u"root/large"_s, QByteArray(30000, 'x'));
        QCOMPARE(trash.discard("large", {}).error().code, Code::TooLarge);
        QVERIFY(exists(u"large"_s));
        QCOMPARE(trash.items().size(), std::size_t{1});
    }

    void whatCanNotBeDeleted_isRefused()
    {
        Trash trash(m_root, newPlace());
        QCOMPARE(trash.discard("none", {}).error().code, Code::NotFound);
        QCOMPARE(trash.discard("", {}).error().code, Code::BadRequest);
        QCOMPARE(trash.discard("../state", {}).error().code, Code::OutsideWorkspace);
        QVERIFY(trash.items().empty());
        QDir().mkpath(m_folder.path(u"root/own/state"_s));
        Trash within(m_root, m_folder.path(u"root/own/state/trash"_s).toStdString());
        QCOMPARE(within.discard("own", {}).error().code, Code::BadRequest);
        QVERIFY(exists(u"own"_s));
        QVERIFY(within.items().empty());
    }

    void ofABridgeThatWasKilled_nothingIsShown_andItIsTidiedUp()
    {
        const auto place = newPlace();
        Trash trash(m_root, place);
        QDir().mkpath(QString::fromStdString(place) + u"/0001-half"_s);
        QVERIFY(trash.items().empty());
        m_folder.write(u"root/next"_s, "");
        QVERIFY(trash.discard("next", {}).has_value());
        QVERIFY(!QFileInfo::exists(QString::fromStdString(place) + u"/0001-half"_s));
    }

    void factsThatSomebodyForged_leadNowhere()
    {
        const auto place = newPlace();
        Trash trash(m_root, place);
        m_folder.write(u"root/victim"_s, "");
        const auto id = trash.discard("victim", {})->item.id;
        const auto facts = QString::fromStdString(place + '/' + id + "/facts.json");
        for (const auto* text : {R"({"path":"../../escaped","size":-1})", R"({"path":7})", "[", ""}) {
            QFile file(facts);
            QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
            file.write(text);
            file.close();
            QCOMPARE(trash.items().size(), std::size_t{1});
            QVERIFY(!trash.restore(id, "", {}).has_value());
        }
        QCOMPARE(trash.restore("../x", "", {}).error().code, Code::NotFound);
        QCOMPARE(trash.restore(id, "victim", {}), "victim");
    }

    void trashOnAnotherDisk_getsACopy_andGivesItBack()
    {
        const QString disk = m_folder.path(u"disk"_s);
        QDir().mkpath(disk);
        if (QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"none"_s, disk}) != 0) {
            QVERIFY(::geteuid() != 0);
            QSKIP("A disk can be mounted by root only.");
        }
        m_folder.write(u"root/far/x"_s, "carried");
        Trash trash(m_root, (disk + u"/trash"_s).toStdString());
        const auto discarded = trash.discard("far", {});
        const bool gone = !exists(u"far"_s);
        const auto restored =
            discarded ? trash.restore(discarded->item.id, "", {}) : std::unexpected(discarded.error());
        QProcess::execute(u"umount"_s, {disk});
        QVERIFY(gone);
        QCOMPARE(restored, "far");
        QCOMPARE(m_folder.read(u"root/far/x"_s), QByteArray("carried"));
    }
};

QTEST_GUILESS_MAIN(TrashTest)
#include "trash_test.moc"
