#include "remote/bridge/server/files/read.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/files/write.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

/// Everything twice: by openat2, and by the walk for older kernels.
class RootTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    std::string m_root;

    Root root() const
    {
        QFETCH_GLOBAL(int, resolver);
        return Root(m_root, static_cast<Root::Resolver>(resolver));
    }

    Code codeOf(const char* path) const
    {
        const auto file = root().open(path, O_RDONLY);
        return file ? static_cast<Code>(-1) : file.error().code;
    }

    void link(const char* target, const QString& at) const
    {
        QCOMPARE(::symlink(target, m_folder.path(at).toUtf8().constData()), 0);
    }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("resolver");
        QTest::newRow("kernel") << static_cast<int>(Root::Resolver::Kernel);
        QTest::newRow("own walk") << static_cast<int>(Root::Resolver::OwnWalk);
    }

    void initTestCase()
    {
        m_root = m_folder.path(u"root"_s).toStdString();
        m_folder.write(u"secret"_s, "outside");
        m_folder.write(u"root/file"_s, "inside");
        m_folder.write(u"root/sub/deep"_s, "deeper");
        m_folder.write(u"rootless/x"_s, "neighbour");
        link("file", u"root/to-file"_s);
        link("sub/../file", u"root/to-file-by-way"_s);
        link((m_root + "/sub").c_str(), u"root/to-sub-absolute"_s);
        link("../secret", u"root/to-secret"_s);
        link("/etc", u"root/to-etc"_s);
        link("..", u"root/up"_s);
        link("loop-b", u"root/loop-a"_s);
        link("loop-a", u"root/loop-b"_s);
        link("/proc/self/root", u"root/to-proc"_s);
        link("new-target", u"root/dangling"_s);
    }

    void whatIsInside_isOpened()
    {
        for (const auto* path :
             {"file", "./file", "sub//deep", "sub/../file", "to-file", "to-file-by-way", "to-sub-absolute/deep"})
            QVERIFY2(root().open(path, O_RDONLY).has_value(), path);
        QVERIFY(root().open(m_root + "/sub/deep", O_RDONLY).has_value());
        QVERIFY(root().open("", O_RDONLY | O_DIRECTORY).has_value());
        QVERIFY(root().open(".", O_RDONLY | O_DIRECTORY).has_value());
    }

    void whatLeadsOut_isRefused()
    {
        for (const auto* path : {"..", "../secret", "sub/../../secret", "to-secret", "to-etc/passwd", "up/secret",
                                 "/etc/passwd", "to-proc/etc/passwd", "sub/../to-secret"})
            QVERIFY2(codeOf(path) == Code::OutsideWorkspace, path);
        QCOMPARE(codeOf((m_root + "less/x").c_str()), Code::OutsideWorkspace);
        QCOMPARE(codeOf((m_root + "/../secret").c_str()), Code::OutsideWorkspace);
    }

    void whatIsNotThere_isNotFound()
    {
        QCOMPARE(codeOf("missing"), Code::NotFound);
        QCOMPARE(codeOf("missing/file"), Code::NotFound);
        QCOMPARE(codeOf("file/below"), Code::NotFound);
        QCOMPARE(codeOf("dangling"), Code::NotFound);
        QCOMPARE(codeOf("loop-a"), Code::Failed);
    }

    void writingOutside_isRefused_andNothingIsMade()
    {
        for (const auto* path : {"../new", "to-etc/new", "up/new", "up/made/new"}) {
            const auto written = writeFile(root(), {.path = path, .text = "x"}, {});
            QVERIFY2(!written.has_value() && written.error().code == Code::OutsideWorkspace, path);
        }
        QVERIFY(!QFile::exists(m_folder.path(u"new"_s)));
        QVERIFY(!QFile::exists(m_folder.path(u"made"_s)));
        QCOMPARE(m_folder.read(u"secret"_s), QByteArray("outside"));
    }

    void writingThroughALinkInside_changesItsTarget()
    {
        QVERIFY(writeFile(root(), {.path = "dangling", .text = "made"}, {}).has_value());
        QCOMPARE(m_folder.read(u"root/new-target"_s), QByteArray("made"));
        QVERIFY(QFileInfo(m_folder.path(u"root/dangling"_s)).isSymLink());
        QVERIFY(QFile::remove(m_folder.path(u"root/new-target"_s)));
    }

    void folderThatTurnsIntoALink_letsNothingOut()
    {
        // An attacker swaps a folder for a link to the outside, over and over, while files are read below it.
        const auto inside = m_folder.path(u"root/flip"_s).toStdString();
        const auto aside = m_folder.path(u"root/flip-aside"_s).toStdString();
        m_folder.write(u"root/flip/secret"_s, "inside");
        const auto bait = m_folder.path(u"root/flip-link"_s).toStdString();
        QCOMPARE(::symlink("..", bait.c_str()), 0);
        std::atomic<bool> done = false;
        std::thread attacker([&] {
            while (!done) {
                ::rename(inside.c_str(), aside.c_str());
                ::rename(bait.c_str(), inside.c_str());
                ::rename(inside.c_str(), bait.c_str());
                ::rename(aside.c_str(), inside.c_str());
            }
        });
        bool leaked = false;
        for (int i = 0; i < 20000 && !leaked; ++i) {
            const auto file = root().open("flip/../flip/secret", O_RDONLY);
            char text[16] = {};
            leaked = file && ::read(file->get(), text, sizeof text) > 0 && std::string_view(text) == "outside";
            const auto other = root().open("flip/secret", O_RDONLY);
            leaked = leaked || (other && ::read(other->get(), text, sizeof text) > 0 &&
                                std::string_view(text).starts_with("outside"));
        }
        done = true;
        attacker.join();
        QVERIFY(!leaked);
        QDir(m_folder.path(u"root/flip"_s)).removeRecursively();
        QFile::remove(m_folder.path(u"root/flip-link"_s));
    }
};

QTEST_GUILESS_MAIN(RootTest)
#include "root_test.moc"
