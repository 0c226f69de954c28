#include "remote/bridge/server/os/folder.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <sys/stat.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class FolderTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;

    std::string path(const QString& below) const { return m_folder.path(below).toStdString(); }

    mode_t modeOf(const QString& below) const
    {
        struct stat facts{};
        return ::stat(path(below).c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
    }

private Q_SLOTS:
    void folders_areMadeForUsOnly()
    {
        QVERIFY(makeFolders(path(u"a/b/c"_s)).has_value());
        QCOMPARE(modeOf(u"a/b"_s), mode_t{0700});
        QVERIFY(makeFolders(path(u"a/b/c"_s)).has_value());
    }

    void fileInTheWay_isNamed()
    {
        m_folder.write(u"file"_s, "x");
        const auto made = makeFolders(path(u"file/below"_s));
        QVERIFY(!made.has_value());
        QVERIFY(made.error().message.find("file") != std::string::npos);
        QVERIFY(!makeFolders(path(u"file"_s)).has_value());
    }

    void privateFolder_thatOthersMayEnter_isClosed()
    {
        QDir(m_folder.path()).mkpath(u"open/id"_s);
        ::chmod(path(u"open"_s).c_str(), 0777);
        QVERIFY(openPrivateFolder(m_folder.path().toStdString(), "open/id").has_value());
        QCOMPARE(modeOf(u"open"_s), mode_t{0700});
    }

    void privateFolder_thatIsALink_isRefused()
    {
        QDir(m_folder.path()).mkpath(u"elsewhere"_s);
        QVERIFY(QFile::link(m_folder.path(u"elsewhere"_s), m_folder.path(u"link"_s)));
        const auto opened = openPrivateFolder(m_folder.path().toStdString(), "link/id");
        QCOMPARE(opened.error().code, Code::NoPermission);
        QVERIFY(!QDir(m_folder.path(u"elsewhere/id"_s)).exists());
    }

    void privateFolder_ofSomebodyElse_isRefused()
    {
        QDir(m_folder.path()).mkpath(u"theirs"_s);
        if (::chown(path(u"theirs"_s).c_str(), 12345, 12345) != 0)
            QSKIP("Only root can make a folder of somebody else.");
        QCOMPARE(openPrivateFolder(m_folder.path().toStdString(), "theirs/id").error().code, Code::NoPermission);
    }

    void removeTree_followsNoLinks()
    {
        m_folder.write(u"kept/file"_s, "x");
        m_folder.write(u"gone/sub/file"_s, "x");
        QVERIFY(QFile::link(m_folder.path(u"kept"_s), m_folder.path(u"gone/link"_s)));
        removeTree(path(u"gone"_s));
        QVERIFY(!QFileInfo::exists(m_folder.path(u"gone"_s)));
        QVERIFY(QFileInfo::exists(m_folder.path(u"kept/file"_s)));
    }

    void replaceFile_isPrivate_andLeavesNothingBesideIt()
    {
        QDir(m_folder.path()).mkpath(u"state"_s);
        QVERIFY(replaceFile(path(u"state/file"_s), "one").has_value());
        QVERIFY(replaceFile(path(u"state/file"_s), "two").has_value());
        QCOMPARE(readSmallFile(path(u"state/file"_s)), "two");
        QCOMPARE(modeOf(u"state/file"_s), mode_t{0600});
        QCOMPARE(QDir(m_folder.path(u"state"_s)).entryList(QDir::Files | QDir::Hidden).size(), 1);
        QCOMPARE(replaceFile(path(u"nowhere/file"_s), "x").error().code, Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(FolderTest)
#include "folder_test.moc"
