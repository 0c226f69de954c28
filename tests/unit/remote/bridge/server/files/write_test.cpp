#include "remote/bridge/server/files/read.h"
#include "remote/bridge/server/files/write.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

#include <array>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

namespace {

/// Makes an ordinary user of the calling thread: permissions bind it, even if it is root's.
bool giveUpPrivileges()
{
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, 2> none{};
    return ::syscall(SYS_capset, &header, none.data()) == 0;
}

} // namespace

class WriteTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    Outcome<Written> write(const char* path, const std::string& text, std::optional<std::string> expected = {}) const
    {
        return writeFile(m_root, {.path = path, .text = text, .expectedHash = std::move(expected)}, {});
    }

    std::string hashOfFile(const char* path) const { return readFile(m_root, {.path = path}, {})->hash; }

    mode_t modeOf(const QString& path) const
    {
        struct stat facts{};
        return ::stat(m_folder.path(path).toUtf8().constData(), &facts) == 0 ? facts.st_mode & 07777U : 0;
    }

    QStringList hidden() const
    {
        return QDir(m_folder.path()).entryList({u".kalpana-*"_s}, QDir::Files | QDir::Hidden);
    }

private Q_SLOTS:
    void cleanup() { QCOMPARE(hidden(), QStringList()); }

    void newFile_isMade_withTheFoldersAboveIt()
    {
        const auto written = write("a/b/new", "text");
        QVERIFY(written.has_value());
        QCOMPARE(written->size, 4U);
        QCOMPARE(written->hash, hashOfFile("a/b/new"));
        const mode_t mask = ::umask(0);
        ::umask(mask);
        QCOMPARE(modeOf(u"a/b/new"_s), 0666U & ~mask);
    }

    void mode_isKept()
    {
        m_folder.write(u"script"_s, "old");
        QCOMPARE(::chmod(m_folder.path(u"script"_s).toUtf8().constData(), 0751), 0);
        QVERIFY(write("script", "new").has_value());
        QCOMPARE(modeOf(u"script"_s), mode_t{0751});
        QCOMPARE(m_folder.read(u"script"_s), QByteArray("new"));
    }

    void bytesOfAnyKind_areWritten()
    {
        const std::string text("a\0b\r\n\n", 6);
        QVERIFY(write("bytes", text).has_value());
        QCOMPARE(m_folder.read(u"bytes"_s), QByteArray::fromStdString(text));
    }

    void lineEndings_areKept_unlessExactlyThatTextIsWanted()
    {
        m_folder.write(u"dos"_s, "one\r\ntwo\r\n");
        QVERIFY(write("dos", "1\n2\n").has_value());
        QCOMPARE(m_folder.read(u"dos"_s), QByteArray("1\r\n2\r\n"));
        QVERIFY(write("dos", "1\n2\r\n").has_value()); // of two kinds: meant as it is
        QCOMPARE(m_folder.read(u"dos"_s), QByteArray("1\n2\r\n"));
        m_folder.write(u"unix"_s, "one\n");
        QVERIFY(write("unix", "1\r\n").has_value());
        QCOMPARE(m_folder.read(u"unix"_s), QByteArray("1\n"));
        QVERIFY(writeFile(m_root, {.path = "unix", .text = "1\r\n", .keepLineEnding = false}, {}).has_value());
        QCOMPARE(m_folder.read(u"unix"_s), QByteArray("1\r\n"));
    }

    void encoding_isKept_orTheOneThatWasAskedFor()
    {
        m_folder.write(u"latin"_s, "\xe9\n");
        QCOMPARE(write("latin", "à\n")->encoding, Encoding::Windows1252);
        QCOMPARE(m_folder.read(u"latin"_s), QByteArray("\xe0\n"));
        QCOMPARE(write("latin", "→\n").error().field, "encoding");
        QVERIFY(writeFile(m_root, {.path = "latin", .text = "→\n", .encoding = Encoding::Utf8}, {}).has_value());
        QCOMPARE(m_folder.read(u"latin"_s), QByteArray("→\n"));
        m_folder.write(u"marked"_s, "\xef\xbb\xbfone\n");
        QVERIFY(write("marked", "two\n").has_value());
        QCOMPARE(m_folder.read(u"marked"_s), QByteArray("\xef\xbb\xbftwo\n"));
    }

    void ownerAndGroup_areKept()
    {
        if (::geteuid() != 0)
            QSKIP("Only root may give files away.");
        m_folder.write(u"theirs"_s, "old");
        const auto path = m_folder.path(u"theirs"_s).toUtf8();
        QCOMPARE(::chown(path.constData(), 1234, 2345), 0);
        QCOMPARE(::chmod(path.constData(), 04754), 0);
        QVERIFY(write("theirs", "new").has_value());
        struct stat facts{};
        QCOMPARE(::stat(path.constData(), &facts), 0);
        QCOMPARE(facts.st_uid, 1234U);
        QCOMPARE(facts.st_gid, 2345U);
        QCOMPARE(facts.st_mode & 07777U, 04754U);
    }

    void hardLink_isBroken_soThatTheOtherNameKeepsItsContent()
    {
        m_folder.write(u"one-name"_s, "old");
        QCOMPARE(::link(m_folder.path(u"one-name"_s).toUtf8().constData(),
                        m_folder.path(u"other-name"_s).toUtf8().constData()),
                 0);
        QVERIFY(write("one-name", "new").has_value());
        QCOMPARE(m_folder.read(u"other-name"_s), QByteArray("old"));
    }

    void expectedHash_letsTheWriteThrough()
    {
        m_folder.write(u"known"_s, "read");
        QVERIFY(write("known", "written", hashOfFile("known")).has_value());
    }

    void fileThatChangedSince_isAConflict_andStays()
    {
        m_folder.write(u"changed"_s, "read");
        const auto hash = hashOfFile("changed");
        m_folder.write(u"changed"_s, "by another");
        QCOMPARE(write("changed", "mine", hash).error().code, Code::Conflict);
        QCOMPARE(m_folder.read(u"changed"_s), QByteArray("by another"));
    }

    void fileThatIsGoneSince_isAConflict()
    {
        QCOMPARE(write("gone", "mine", std::string(64, 'a')).error().code, Code::Conflict);
    }

    void fileThatMustBeNew_andIsThere_isAConflict()
    {
        m_folder.write(u"there"_s, "old");
        QCOMPARE(write("there", "mine", "").error().code, Code::Conflict);
        QCOMPARE(m_folder.read(u"there"_s), QByteArray("old"));
        QVERIFY(write("not-there", "mine", "").has_value());
    }

    void whatIsNoFile_isRefused()
    {
        QDir(m_folder.path()).mkpath(u"folder"_s);
        QCOMPARE(write("folder", "x").error().code, Code::BadRequest);
        QCOMPARE(write("", "x").error().code, Code::BadRequest);
        m_folder.write(u"plain"_s, "x");
        QCOMPARE(write("plain/below", "x").error().code, Code::NotFound);
    }

    void folderWithoutPermission_isNoPermission_andTheFileStays()
    {
        m_folder.write(u"closed/file"_s, "old");
        ::chmod(m_folder.path(u"closed"_s).toUtf8().constData(), 0500);
        Outcome<Written> written;
        bool isOrdinary = false;
        std::thread([&] {
            isOrdinary = giveUpPrivileges();
            written = write("closed/file", "new");
        }).join();
        QVERIFY(isOrdinary);
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().code, Code::NoPermission);
        QCOMPARE(m_folder.read(u"closed/file"_s), QByteArray("old"));
        ::chmod(m_folder.path(u"closed"_s).toUtf8().constData(), 0700);
    }

    void fullDisk_isNoSpace_andTheFileStays()
    {
        const QString disk = m_folder.path(u"disk"_s);
        QDir().mkpath(disk);
        if (QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=64k"_s, u"none"_s, disk}) != 0) {
            QVERIFY(::geteuid() != 0);
            QSKIP("A small disk can be mounted by root only.");
        }
        const Root root(disk.toStdString());
        QVERIFY(writeFile(root, {.path = "file", .text = "old"}, {}).has_value());
        const auto written = writeFile(root, {.path = "file", .text = std::string(200000, 'x')}, {});
        QCOMPARE(written.error().code, Code::NoSpace);
        QCOMPARE(m_folder.read(u"disk/file"_s), QByteArray("old"));
        QCOMPARE(QDir(disk).entryList(QDir::Files | QDir::Hidden), QStringList{u"file"_s});
        QProcess::execute(u"umount"_s, {disk});
    }
};

QTEST_GUILESS_MAIN(WriteTest)
#include "write_test.moc"
