#include "remote/bridge/server/files/edit.h"
#include "remote/bridge/server/files/entries.h"
#include "remote/bridge/server/files/read.h"
#include "remote/bridge/server/files/trash.h"
#include "remote/bridge/server/files/walk.h"
#include "remote/bridge/server/files/write.h"
#include "tests/support/temporary_folder.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <map>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

namespace {

/// Somebody who may write in the workspace, and does: folders and files turn into links to the outside, hard links,
/// pipes and each other, back and forth, as fast as it goes.
class Attacker final {
public:
    explicit Attacker(const TemporaryFolder& folder) : m_root(folder.path(u"root"_s).toStdString())
    {
        m_thread = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                exchange("flip", "bait-relative");
                exchange("way/in", "aside"); // so that ".." of what was opened is another folder
                exchange("flip", "bait-relative");
                exchange("file", "bait-link");
                exchange("flip", "bait-absolute");
                exchange("file", "bait-link");
                exchange("way/in", "aside");
                exchange("file", "bait-hard");
                exchange("flip", "bait-absolute");
                exchange("file", "bait-hard");
                exchange("flip", "bait-proc");
                exchange("file", "bait-pipe");
                exchange("flip", "bait-proc");
                exchange("file", "bait-pipe");
                rounds.fetch_add(1);
            }
        });
    }

    std::atomic<unsigned> rounds = 0;

private:
    void exchange(const char* one, const char* other) const
    {
        ::renameat2(AT_FDCWD, (m_root + '/' + one).c_str(), AT_FDCWD, (m_root + '/' + other).c_str(), RENAME_EXCHANGE);
    }

    std::string m_root;
    std::jthread m_thread;
};

/// Takes openat2 away from this thread, as an old kernel or a sandbox does.
bool forbidOpenat2()
{
    std::array filter{sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
                      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
                      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           ::syscall(SYS_openat2, AT_FDCWD, ".", nullptr, 0) == -1 && errno == ENOSYS;
}

} // namespace

/// Nothing outside of the workspace is read, written, listed, made, moved or deleted, whatever happens to its folders
/// meanwhile; by openat2 and by the walk for older kernels.
class ConfinementTest final : public QObject {
    Q_OBJECT

    using Attempt = std::function<bool(const Root&, Trash&)>;
    std::map<std::string, Attempt> m_attempts;

    static bool leaked(std::string_view content) { return content.find("outside") != std::string_view::npos; }

    void makeFiles(const TemporaryFolder& folder)
    {
        folder.write(u"outside/secret"_s, "from the outside");
        folder.write(u"outside/sub/deep"_s, "from the outside");
        folder.write(u"root/flip/secret"_s, "inside");
        folder.write(u"root/flip/sub/deep"_s, "inside");
        folder.write(u"root/way/in/x"_s, "inside");
        folder.write(u"root/aside/x"_s, "inside");
        folder.write(u"root/file"_s, "inside");
        const auto at = [&](const char* name) { return folder.path(u"root/"_s + QString::fromUtf8(name)).toUtf8(); };
        const auto outside = folder.path(u"outside"_s).toUtf8();
        QCOMPARE(::symlink("../outside", at("bait-relative").constData()), 0);
        QCOMPARE(::symlink(outside.constData(), at("bait-absolute").constData()), 0);
        QCOMPARE(::symlink(("/proc/self/root" + outside).constData(), at("bait-proc").constData()), 0);
        QCOMPARE(::symlink("../outside/secret", at("bait-link").constData()), 0);
        QCOMPARE(::link((outside + "/secret").constData(), at("bait-hard").constData()), 0);
        QCOMPARE(::mkfifo(at("bait-pipe").constData(), 0600), 0);
    }

    /// All that is below a folder, with its content and mode.
    static QByteArray state(const QString& folder)
    {
        QByteArray text;
        QDirIterator below(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        QMap<QString, QByteArray> all;
        while (below.hasNext()) {
            const auto info = below.nextFileInfo();
            QFile file(info.filePath());
            all[info.filePath()] = QByteArray::number(info.permissions().toInt(), 16) + ' ' +
                                   (info.isFile() && file.open(QFile::ReadOnly) ? file.readAll() : QByteArray());
        }
        for (const auto& [path, content] : all.asKeyValueRange())
            text += path.toUtf8() + ' ' + content + '\n';
        return text;
    }

    /// Whether the attempt succeeded at least once, as it must now and then.
    static void carryOut(const Attempt& attempt, Root::Resolver resolver, const TemporaryFolder& folder)
    {
        const Root root(folder.path(u"root"_s).toStdString(), resolver);
        Trash trash(root, folder.path(u"trash"_s).toStdString(), {.bytes = 1U << 20U, .items = 20});
        const auto before = state(folder.path(u"outside"_s));
        unsigned succeeded = 0;
        unsigned tries = 0;
        {
            Attacker attacker(folder);
            QElapsedTimer clock;
            clock.start();
            while (clock.elapsed() < 400 || attacker.rounds < 10 || succeeded == 0) {
                ++tries;
                succeeded += attempt(root, trash) ? 1 : 0;
                if (clock.elapsed() > 20000)
                    break;
            }
        }
        QCOMPARE(state(folder.path(u"outside"_s)), before);
        QVERIFY2(succeeded > 0, qPrintable(u"%1 tries"_s.arg(tries)));
    }

    void addRows()
    {
        QTest::addColumn<QByteArray>("name");
        for (const auto& [name, attempt] : m_attempts)
            QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_attempts["read"] = [](const Root& root, Trash&) {
            bool any = false;
            for (const auto* path :
                 {"flip/secret", "flip/sub/deep", "way/in/../../flip/secret", "flip/../flip/secret"}) {
                const auto content = readFile(root, {.path = path}, {});
                if (content && leaked(content->content))
                    qFatal("read what is outside");
                any = any || content;
            }
            return any;
        };
        m_attempts["read a file"] = [](const Root& root, Trash&) { // by its hard link it may: that is a file inside
            return readFile(root, {.path = "file"}, {}).has_value();
        };
        m_attempts["write"] = [](const Root& root, Trash&) {
            bool any = writeFile(root, {.path = "flip/secret", .text = "inside"}, {}).has_value();
            any |= writeFile(root, {.path = "way/in/../../flip/sub/deep", .text = "inside"}, {}).has_value();
            any |= writeFile(root, {.path = "flip/new", .text = "inside"}, {}).has_value();
            return any;
        };
        m_attempts["write a file"] = [](const Root& root, Trash&) {
            return writeFile(root, {.path = "file", .text = "inside"}, {}).has_value();
        };
        m_attempts["edit"] = [](const Root& root, Trash&) {
            const auto edited = editFile(root, {.path = "flip/secret", .substitutions = {{"inside", "inside!"}}}, {});
            (void)editFile(root, {.path = "flip/secret", .substitutions = {{"inside!", "inside"}}}, {});
            for (const auto* path : {"file", "flip/secret", "way/in/../../flip/secret"})
                (void)editFile(root, {.path = path, .substitutions = {{"outside", "changed"}}}, {});
            return edited.has_value();
        };
        m_attempts["mkdir"] = [](const Root& root, Trash&) {
            static int count = 0;
            const bool made = makeFolder(root, "flip/made-" + std::to_string(++count) + "/below").has_value();
            return makeFolder(root, "way/in/../../flip/made-" + std::to_string(++count)).has_value() || made;
        };
        m_attempts["move out of"] = [](const Root& root, Trash&) {
            const bool moved = moveFile(root, "flip/secret", "taken", {}).has_value();
            const auto content = readFile(root, {.path = "taken"}, {});
            if (content && leaked(content->content))
                qFatal("moved what is outside");
            (void)moveFile(root, "taken", "flip/secret", {});
            return moved;
        };
        m_attempts["move into"] = [](const Root& root, Trash&) {
            (void)writeFile(root, {.path = "brought", .text = "inside"}, {});
            const bool moved = moveFile(root, "brought", "flip/brought", {}).has_value();
            return moveFile(root, "flip/brought", "brought", {}).has_value() || moved;
        };
        m_attempts["delete"] = [](const Root& root, Trash& trash) {
            (void)writeFile(root, {.path = "flip/gone", .text = "inside"}, {});
            const auto discarded = trash.discard("flip/gone", {});
            (void)trash.discard("flip/secret", {});
            (void)writeFile(root, {.path = "flip/secret", .text = "inside"}, {});
            return discarded && trash.restore(discarded->item.id, "", {}).has_value();
        };
        m_attempts["delete for ever"] = [](const Root& root, Trash&) {
            (void)writeFile(root, {.path = "flip/gone/deep", .text = "inside"}, {});
            const bool removed = removeFile(root, "flip/gone").has_value();
            (void)removeFile(root, "flip/sub");
            (void)writeFile(root, {.path = "flip/sub/deep", .text = "inside"}, {});
            return removed;
        };
        m_attempts["delete a file"] = [](const Root&, Trash& trash) {
            const auto discarded = trash.discard("file", {});
            return discarded && trash.restore(discarded->item.id, "file", {}).has_value();
        };
        m_attempts["list"] = [](const Root& root, Trash&) {
            bool any = false;
            (void)walk(root, {.path = "flip"}, {}, [&any](const Entry& entry) {
                struct stat facts{};
                ::fstatat(entry.folder, entry.name, &facts, AT_SYMLINK_NOFOLLOW);
                if (facts.st_size == 16) // of what is outside
                    qFatal("listed what is outside");
                any = true;
                return Visit::GoOn;
            });
            return any;
        };
        m_attempts["stat"] = [](const Root& root, Trash&) {
            const auto facts = factsOf(root, "flip/secret", Root::LastLink::Follow);
            if (facts && facts->size == 16)
                qFatal("looked at what is outside");
            return facts.has_value();
        };
    }

    void nothingOutsideIsTouched_byOpenat2_data() { addRows(); }
    void nothingOutsideIsTouched_byOpenat2()
    {
        QFETCH(QByteArray, name);
        const TemporaryFolder folder;
        makeFiles(folder);
        carryOut(m_attempts.at(name.toStdString()), Root::Resolver::Kernel, folder);
    }

    void nothingOutsideIsTouched_byTheWalk_data() { addRows(); }
    void nothingOutsideIsTouched_byTheWalk()
    {
        QFETCH(QByteArray, name);
        const TemporaryFolder folder;
        makeFiles(folder);
        carryOut(m_attempts.at(name.toStdString()), Root::Resolver::OwnWalk, folder);
    }

    void kernelWithoutOpenat2_isNoticed()
    {
        const TemporaryFolder folder;
        makeFiles(folder);
        std::thread([&folder] {
            QVERIFY(forbidOpenat2());
            const Root root(folder.path(u"root"_s).toStdString());
            QCOMPARE(readFile(root, {.path = "flip/secret"}, {})->content, "inside");
            QVERIFY(writeFile(root, {.path = "made/by/walk", .text = "x"}, {}).has_value());
            QCOMPARE(readFile(root, {.path = "bait-relative/secret"}, {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(writeFile(root, {.path = "bait-proc/secret", .text = "x"}, {}).error().code,
                     Code::OutsideWorkspace);
            QCOMPARE(moveFile(root, "../outside/secret", "mine", {}).error().code, Code::OutsideWorkspace);
        }).join();
    }

    void pathsThatLeadOut_areRefused_byEverything_data()
    {
        QTest::addColumn<int>("resolver");
        QTest::newRow("openat2") << static_cast<int>(Root::Resolver::Kernel);
        QTest::newRow("walk") << static_cast<int>(Root::Resolver::OwnWalk);
    }
    void pathsThatLeadOut_areRefused_byEverything()
    {
        QFETCH(int, resolver);
        const TemporaryFolder folder;
        makeFiles(folder);
        const Root root(folder.path(u"root"_s).toStdString(), static_cast<Root::Resolver>(resolver));
        Trash trash(root, folder.path(u"trash"_s).toStdString());
        const auto before = state(folder.path(u"outside"_s));
        for (const std::string path :
             {"../outside/secret", "flip/../../outside/secret", "/etc/passwd", "/proc/self/root/etc/passwd",
              "bait-relative/secret", "bait-absolute/secret", "bait-proc/secret", "bait-relative/new/x"}) {
            QCOMPARE(readFile(root, {.path = path}, {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(writeFile(root, {.path = path, .text = "x"}, {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(editFile(root, {.path = path, .substitutions = {{"o", "0"}}}, {}).error().code,
                     Code::OutsideWorkspace);
            QCOMPARE(makeFolder(root, path).error().code, Code::OutsideWorkspace);
            QCOMPARE(moveFile(root, path, "mine", {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(moveFile(root, "file", path, {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(trash.discard(path, {}).error().code, Code::OutsideWorkspace);
            QCOMPARE(removeFile(root, path).error().code, Code::OutsideWorkspace);
            QCOMPARE(factsOf(root, path, Root::LastLink::Keep).error().code, Code::OutsideWorkspace);
            QCOMPARE(walk(root, {.path = path}, {}, [](const Entry&) { return Visit::GoOn; }).error().code,
                     Code::OutsideWorkspace);
        }
        QCOMPARE(state(folder.path(u"outside"_s)), before);
    }

    void pipesSocketsAndDevices_areRefused_withoutWaiting()
    {
        const TemporaryFolder folder;
        makeFiles(folder);
        const Root root(folder.path(u"root"_s).toStdString());
        for (const auto& [name, type] :
             {std::pair("pipe", S_IFIFO), std::pair("socket", S_IFSOCK), std::pair("tty", S_IFCHR)}) {
            const auto path = folder.path(u"root/"_s + QString::fromUtf8(name)).toUtf8();
            if (::mknod(path.constData(), static_cast<mode_t>(type | 0600), makedev(5, 0)) != 0)
                QSKIP("Devices can be made by root only.");
            QCOMPARE(readFile(root, {.path = name}, {}).error().code, Code::BadRequest);
            QCOMPARE(writeFile(root, {.path = name, .text = "x"}, {}).error().code, Code::BadRequest);
            QCOMPARE(editFile(root, {.path = name, .substitutions = {{"a", "b"}}}, {}).error().code, Code::BadRequest);
            QVERIFY(factsOf(root, name, Root::LastLink::Follow)->kind == Kind::Other);
        }
    }
};

QTEST_GUILESS_MAIN(ConfinementTest)
#include "confinement_test.moc"
