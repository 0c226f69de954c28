#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <cerrno>
#include <cstring>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

/// A host that can't be used as it is: `up` ends with a code that says which way, and with one sentence. What is wrong
/// is a disk, or a program that stands first on the PATH of this computer as the host.
class BadHostTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<test::TemporaryFolder>(); }
    void cleanup()
    {
        (void)run({u"stop"_s, u"api"_s});
        if (m_web)
            m_web->kill();
        m_web.reset();
        for (const auto& path : std::exchange(m_mounts, {}))
            ::umount2(path.toUtf8().constData(), MNT_DETACH);
    }

    void fullDisk()
    {
        if (!mountRemote("size=256k")) {
            QVERIFY(::geteuid() != 0);
            QSKIP("mounting takes root");
        }
        expect(up(), 13, "is full");
    }

    void readOnlyFolder()
    {
        if (!mountRemote("size=64m", MS_RDONLY)) {
            QVERIFY(::geteuid() != 0);
            QSKIP("mounting takes root");
        }
        expect(up(), 14, "does not let you write");
    }

    void noexecFolder()
    {
        if (!mountRemote("size=64m", MS_NOEXEC)) {
            QVERIFY(::geteuid() != 0);
            QSKIP("mounting takes root");
        }
        expect(up(), 15, "noexec");
    }

    void oldGlibc()
    {
        fake(u"getconf"_s, "echo 'glibc 2.17'");
        expect(up(), 16, "glibc 2.17");
    }

    void archiveOfAnotherHash()
    {
        m_folder->write(u"mirror/"_s + archiveName(), "not the release");
        expect(upFrom(mirror()), 17, "SHA-256");
    }

    void bridgeThatArrivesCutShort()
    {
        fake(u"cat"_s, "exec head -c 1000");
        expect(up(), 18, "whole");
        QVERIFY(QFile::remove(m_folder->path(u"bin/cat"_s)));
        const auto next = run({u"exec"_s, u"api"_s, u"--"_s, u"true"_s});
        QVERIFY2(next.exitCode == 0, next.error);
    }

    void archiveThatIsNotThere() { expect(upFrom(mirror()), 19, "could not be downloaded"); }

private:
    /// A tmpfs where Kalpana keeps its things on the host; false where this user may not mount.
    bool mountRemote(const char* options, unsigned long flags = 0)
    {
        // Of this thread, and so of the programs that it starts.
        static const bool isOwnNamespace =
            ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        QDir().mkpath(remote());
        if (!isOwnNamespace || ::mount("tmpfs", remote().toUtf8().constData(), "tmpfs", flags, options) != 0)
            return false;
        m_mounts << remote();
        return true;
    }

    void fake(const QString& program, const QByteArray& script)
    {
        const auto path = m_folder->write(u"bin/"_s + program, "#!/bin/sh\n" + script + '\n');
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    /// The address of a mirror that has what stands in the folder mirror/.
    QString mirror()
    {
        QDir().mkpath(m_folder->path(u"mirror"_s));
        m_web = std::make_unique<QProcess>();
        m_web->setProcessChannelMode(QProcess::MergedChannels);
        m_web->start(u"python3"_s, {u"-u"_s, u"-m"_s, u"http.server"_s, u"0"_s, u"--bind"_s, u"127.0.0.1"_s,
                                    u"--directory"_s, m_folder->path(u"mirror"_s)});
        QByteArray said;
        const auto isUp = QTest::qWaitFor([&] { return (said += m_web->readAll()).contains("http://"); }, 20'000);
        const auto from = said.indexOf("http://");
        return isUp ? QString::fromLatin1(said.mid(from, said.indexOf(')', from) - from)) : QString();
    }

    static QString archiveName()
    {
        QFile releases(QStringLiteral(KALPANA_SOURCE_DIR "/resources/code_server_releases.json"));
        const auto text = releases.open(QFile::ReadOnly) ? releases.readAll() : QByteArray();
        const auto machine = QSysInfo::currentCpuArchitecture() == "arm64"_L1 ? "aarch64"_L1 : "x86_64"_L1;
        return QJsonDocument::fromJson(text)["code-server"_L1]["assets"_L1][machine]["file"_L1].toString();
    }

    static void expect(const test::Ran& ran, int exitCode, const char* words)
    {
        QVERIFY2(ran.error.contains(words), ran.error);
        QCOMPARE(ran.exitCode, exitCode);
        const auto lines = ran.error.trimmed().split('\n');
        QVERIFY2(lines.last().startsWith("kalpanactl: ") && lines.last().endsWith('.'), ran.error);
    }

    [[nodiscard]] test::Ran up() const
    {
        return upFrom(m_folder->write(u"code-server-1.0.0-linux-amd64.tar.gz"_s, "x"));
    }
    [[nodiscard]] test::Ran upFrom(const QString& source) const
    {
        return run({u"--code-server-source"_s, source, u"up"_s, u"api"_s, u"--host"_s, u"local"_s, u"--folder"_s,
                    m_folder->path(u"work"_s), u"--remote-data"_s, remote(), u"--detach"_s});
    }
    [[nodiscard]] test::Ran run(const QStringList& arguments) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s, m_folder->path(u"bin"_s) + u':' + environment.value(u"PATH"_s));
        return kalpanactl(QStringList{u"--data-dir"_s, m_folder->path(u"data"_s)} + arguments, {}, environment);
    }
    [[nodiscard]] QString remote() const { return m_folder->path(u"remote"_s); }

    std::unique_ptr<test::TemporaryFolder> m_folder;
    std::unique_ptr<QProcess> m_web;
    QStringList m_mounts;
};

QTEST_GUILESS_MAIN(BadHostTest)
#include "bad_host_test.moc"
