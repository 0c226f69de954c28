#include "remote/bridge/server/files/entries.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class EntriesTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    bool exists(const QString& path) const
    {
        const QFileInfo info(m_folder.path(path));
        return info.exists() || info.isSymLink();
    }

private Q_SLOTS:
    void facts_areOfTheLinkItself_orOfWhatItLeadsTo()
    {
        m_folder.write(u"file"_s, "12345");
        ::chmod(m_folder.path(u"file"_s).toUtf8().constData(), 0640);
        QVERIFY(QFile::link(u"file"_s, m_folder.path(u"link"_s)));
        const auto file = factsOf(m_root, "./file", Root::LastLink::Keep);
        QCOMPARE(file->path, "file");
        QCOMPARE(file->kind, Kind::File);
        QCOMPARE(file->size, 5U);
        QCOMPARE(file->mode, 0640U);
        QVERIFY(file->isWritable);
        QVERIFY(file->mtimeMs > 1'000'000'000'000);
        const auto link = factsOf(m_root, "link", Root::LastLink::Keep);
        QCOMPARE(link->kind, Kind::Link);
        QCOMPARE(link->target, "file");
        QCOMPARE(factsOf(m_root, "link", Root::LastLink::Follow)->size, 5U);
        QCOMPARE(factsOf(m_root, "", Root::LastLink::Keep)->kind, Kind::Folder);
        QCOMPARE(factsOf(m_root, "none", Root::LastLink::Keep).error().code, Code::NotFound);
        QCOMPARE(factsOf(m_root, "..", Root::LastLink::Keep).error().code, Code::OutsideWorkspace);
    }

    void folder_isMadeWithThoseAbove_once()
    {
        QCOMPARE(makeFolder(m_root, "a/b/c"), true);
        QCOMPARE(makeFolder(m_root, "a/b/c/"), false);
        QCOMPARE(makeFolder(m_root, ""), false);
        QVERIFY(QFileInfo(m_folder.path(u"a/b/c"_s)).isDir());
        m_folder.write(u"plain"_s, "");
        QCOMPARE(makeFolder(m_root, "plain").error().code, Code::Conflict);
        QCOMPARE(makeFolder(m_root, "plain/x").error().code, Code::NotFound);
    }

    void move_makesTheFoldersAbove_andNeverReplaces()
    {
        m_folder.write(u"from/x"_s, "x");
        QVERIFY(moveFile(m_root, "from", "new/place/to", {}).has_value());
        QCOMPARE(m_folder.read(u"new/place/to/x"_s), QByteArray("x"));
        m_folder.write(u"y"_s, "y");
        const auto refused = moveFile(m_root, "y", "new/place/to/x", {});
        QCOMPARE(refused.error().code, Code::Conflict);
        QCOMPARE(refused.error().field, "to");
        QCOMPARE(m_folder.read(u"new/place/to/x"_s), QByteArray("x"));
        QCOMPARE(moveFile(m_root, "none", "made/for/nothing", {}).error().code, Code::NotFound);
        QVERIFY(!exists(u"made"_s));
        QCOMPARE(moveFile(m_root, "new", "new/place/in", {}).error().code, Code::BadRequest);
        QCOMPARE(moveFile(m_root, "", "other", {}).error().code, Code::BadRequest);
    }

    void movedLink_isTheLinkItself()
    {
        QVERIFY(QFile::link(u"/etc"_s, m_folder.path(u"to-etc"_s)));
        QVERIFY(moveFile(m_root, "to-etc", "moved-link", {}).has_value());
        QCOMPARE(QFile::symLinkTarget(m_folder.path(u"moved-link"_s)), u"/etc"_s);
    }

    void moveToAnotherDisk_copiesEverything()
    {
        const QString disk = m_folder.path(u"disk"_s);
        QDir().mkpath(disk);
        if (QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"none"_s, disk}) != 0) {
            QVERIFY(::geteuid() != 0);
            QSKIP("A disk can be mounted by root only.");
        }
        m_folder.write(u"tree/sub/file"_s, "content");
        m_folder.write(u"tree/script"_s, "#!");
        ::chmod(m_folder.path(u"tree/script"_s).toUtf8().constData(), 0711);
        QVERIFY(QFile::link(u"sub/file"_s, m_folder.path(u"tree/link"_s)));
        QCOMPARE(::mkfifo(m_folder.path(u"tree/pipe"_s).toUtf8().constData(), 0600), 0);
        const auto time = QFileInfo(m_folder.path(u"tree/sub/file"_s)).lastModified();
        const auto moved = moveFile(m_root, "tree", "disk/moved", {});
        const auto file = m_folder.read(u"disk/moved/sub/file"_s);
        struct stat script{};
        ::stat(m_folder.path(u"disk/moved/script"_s).toUtf8().constData(), &script);
        const auto link = QFileInfo(m_folder.path(u"disk/moved/link"_s)).isSymLink();
        const auto kept = QFileInfo(m_folder.path(u"disk/moved/sub/file"_s)).lastModified() == time;
        const auto names = QDir(disk).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QProcess::execute(u"umount"_s, {disk});
        QVERIFY2(moved.has_value(), moved ? "" : moved.error().message.c_str());
        QCOMPARE(file, QByteArray("content"));
        QCOMPARE(script.st_mode & 07777U, 0711U);
        QVERIFY(link && kept);
        QCOMPARE(names, QStringList{u"moved"_s});
        QVERIFY(!exists(u"tree"_s));
    }

    void moveToADiskThatIsFull_leavesEverythingWhereItWas()
    {
        const QString disk = m_folder.path(u"small"_s);
        QDir().mkpath(disk);
        if (QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=64k"_s, u"none"_s, disk}) != 0) {
            QVERIFY(::geteuid() != 0);
            QSKIP("A disk can be mounted by root only.");
        }
        m_folder.write(u"big/a"_s, QByteArray(20000, 'a'));
        m_folder.write(u"big/b"_s, QByteArray(200000, 'b'));
        const auto moved = moveFile(m_root, "big", "small/big", {});
        const auto names = QDir(disk).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QProcess::execute(u"umount"_s, {disk});
        QCOMPARE(moved.error().code, Code::NoSpace);
        QCOMPARE(names, QStringList());
        QCOMPARE(m_folder.read(u"big/b"_s).size(), 200000);
    }

    void remove_takesATree_andFollowsNoLink()
    {
        m_folder.write(u"outside/kept"_s, "kept");
        m_folder.write(u"gone/a/b"_s, "");
        QVERIFY(QFile::link(m_folder.path(u"outside"_s), m_folder.path(u"gone/link"_s)));
        QDir().mkpath(m_folder.path(u"gone/closed/x"_s));
        ::chmod(m_folder.path(u"gone/closed"_s).toUtf8().constData(), 0);
        QVERIFY(removeFile(m_root, "gone").has_value());
        QVERIFY(!exists(u"gone"_s));
        QCOMPARE(m_folder.read(u"outside/kept"_s), QByteArray("kept"));
        QCOMPARE(removeFile(m_root, "gone").error().code, Code::NotFound);
        QCOMPARE(removeFile(m_root, "").error().code, Code::BadRequest);
    }

    void treesOfAnyDepth_areRemoved()
    {
        std::string path;
        const auto top = m_folder.path(u"deep"_s).toStdString();
        ::mkdir(top.c_str(), 0777);
        int folder = ::open(top.c_str(), O_RDONLY | O_DIRECTORY);
        for (int depth = 0; depth < 600; ++depth) { // more than we keep open
            ::mkdirat(folder, "d", 0777);
            const int below = ::openat(folder, "d", O_RDONLY | O_DIRECTORY);
            ::close(folder);
            folder = below;
        }
        ::close(folder);
        QVERIFY(removeFile(m_root, "deep").has_value());
        QVERIFY(!exists(u"deep"_s));
    }
};

QTEST_GUILESS_MAIN(EntriesTest)
#include "entries_test.moc"
