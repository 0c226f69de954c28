#include "tests/support/process_end.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

class ServeTest final : public QObject {
    Q_OBJECT

    static Json lineOf(const TestBridge::Run& run) { return Json::parse(run.out.toStdString(), nullptr, false); }

    static mode_t modeOf(const QString& path)
    {
        struct stat facts{};
        return ::lstat(path.toUtf8().constData(), &facts) == 0 ? facts.st_mode & 07777U : 0;
    }

    static QByteArray procFile(int pid, const char* name)
    {
        QFile file(u"/proc/%1/%2"_s.arg(pid).arg(QLatin1StringView(name)));
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void version_isSaid()
    {
        const TestBridge bridge;
        QCOMPARE(bridge.run({u"--version"_s}).out, QByteArray("kalpana-bridge 0.1.0 protocol 1\n"));
    }

    void program_hasFourMegabytesAtMost_forEveryProcessor()
    {
        const QDir programs = QFileInfo(TestBridge::program()).dir();
        int found = 0;
        for (const auto& processor : {u"x86_64"_s, u"aarch64"_s}) {
            const QFileInfo program(programs.filePath(processor + u"/kalpana-bridge"_s));
            if (!program.exists()) // the other one, where there is no cross compiler
                continue;
            ++found;
            QVERIFY2(program.size() <= 4 << 20, qPrintable(u"%1 has %2"_s.arg(processor).arg(program.size())));
        }
        QVERIFY(found > 0);
    }

    void wrongUsage_isSaid_withACodeOfItsOwn()
    {
        const TestBridge bridge;
        for (const auto& arguments :
             {QStringList{u"nonsense"_s}, QStringList{u"serve"_s},
              QStringList{u"serve"_s, u"--id"_s, u"../x"_s, u"--root"_s, u"/"_s}, QStringList{u"stop"_s},
              QStringList{u"relay"_s}, QStringList{u"stop"_s, u"--id"_s}, QStringList{u"serve"_s, u"--what"_s}}) {
            const auto run = bridge.run(arguments);
            QCOMPARE(run.code, 2);
            QVERIFY(run.err.contains("usage:"));
        }
    }

    void secondServe_findsTheFirst_andTheTokenStays()
    {
        TestBridge bridge;
        const auto first = bridge.where();
        QCOMPARE(first.value("fresh", false), true);
        QCOMPARE(first.value("protocol", ""), "1");
        const auto second = lineOf(bridge.serve());
        QCOMPARE(second.value("fresh", true), false);
        for (const auto* key : {"socket", "ide", "token", "pid", "version", "root"})
            QCOMPARE(second.at(key).dump(), first.at(key).dump());
    }

    void aBridgeOfAnotherFolder_isEnded()
    {
        TestBridge bridge;
        const int first = bridge.pid();
        bridge.folder().write(u"elsewhere/file"_s, "there");
        const auto elsewhere = bridge.folder().path(u"elsewhere"_s);
        const auto serve = [&](const QString& root) {
            return lineOf(bridge.run({u"serve"_s, u"--id"_s, u"test"_s, u"--root"_s, root, u"--data"_s, bridge.data(),
                                      u"--runtime"_s, bridge.runtime()}));
        };
        const auto second = serve(elsewhere);
        QCOMPARE(second.value("root", ""), elsewhere.toStdString());
        QCOMPARE(second.value("fresh", false), true);
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(first), 30000);
        // By another name it is the same.
        QVERIFY(QFile::link(elsewhere, bridge.folder().path(u"link"_s)));
        QCOMPARE(serve(bridge.folder().path(u"link"_s)).value("pid", 0), second.value("pid", -1));
    }

    void manyServesAtOnce_endWithOneBridge()
    {
        TestBridge bridge;
        bridge.stop();
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 8; ++i) {
            auto process = std::make_unique<QProcess>();
            process->start(TestBridge::program(), {u"serve"_s, u"--id"_s, u"test"_s, u"--root"_s, bridge.root(),
                                                   u"--data"_s, bridge.data(), u"--runtime"_s, bridge.runtime()});
            processes.push_back(std::move(process));
        }
        QSet<int> pids;
        int fresh = 0;
        for (const auto& process : processes) {
            QVERIFY(process->waitForFinished(30000));
            const auto line = Json::parse(process->readAllStandardOutput().toStdString(), nullptr, false);
            QVERIFY2(line.is_object(), process->readAllStandardError().constData());
            pids.insert(line.value("pid", 0));
            fresh += line.value("fresh", false) ? 1 : 0;
        }
        QCOMPARE(pids.size(), 1);
        QCOMPARE(fresh, 1);
    }

    void stop_endsIt_andIsNoFailureWhereThereIsNone()
    {
        TestBridge bridge;
        const int pid = bridge.pid();
        QCOMPARE(bridge.stop().code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(pid), 30000);
        QVERIFY(!QFileInfo::exists(bridge.runtime() + u"/bridge.sock"_s));
        QCOMPARE(bridge.stop().code, 0);
    }

    void killedBridge_leavesNothingInTheWay()
    {
        TestBridge bridge;
        const auto before = bridge.token();
        signalProcess(bridge.pid(), SIGKILL);
        QCOMPARE(bridge.serve().code, 0);
        QCOMPARE(bridge.where().value("fresh", false), true);
        QVERIFY(bridge.token() != before);
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
    }

    void bridgeOfAnotherVersion_handsOver()
    {
        TestBridge bridge;
        bridge.stop();
        const auto path = (bridge.runtime() + u"/control.sock"_s).toStdString();
        std::atomic<bool> handedOver = false;
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{.sun_family = AF_UNIX};
        std::ranges::copy(path, address.sun_path);
        QCOMPARE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(::listen(listener, 8), 0);
        std::thread old([&] {
            while (!handedOver) {
                const int peer = ::accept(listener, nullptr, nullptr);
                char question[256] = {};
                if (::read(peer, question, sizeof question - 1) > 0)
                    handedOver = std::string_view(question).contains("handover");
                const std::string_view answer = R"({"pid":1,"version":"0.0.9","protocol":"1","token":"old"})"
                                                "\n";
                (void)!::write(peer, answer.data(), answer.size());
                ::close(peer);
            }
            ::close(listener);
        });
        const auto run = bridge.serve();
        old.join();
        QCOMPARE(run.code, 0);
        QVERIFY(bridge.where().value("fresh", false));
        QVERIFY(bridge.token() != "old");
    }

    void itLeavesTheCallersSession_andItsDescriptors()
    {
        const TestBridge bridge;
        QCOMPARE(::getsid(bridge.pid()) != ::getsid(0), true);
        QCOMPARE(QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(bridge.pid())).isEmpty()
                     ? u"/"_s
                     : QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(bridge.pid())),
                 u"/"_s);
        const QStringList descriptors =
            QDir(u"/proc/%1/fd"_s.arg(bridge.pid())).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System);
        for (const auto& descriptor : descriptors)
            QVERIFY(!QFile::symLinkTarget(u"/proc/%1/fd/%2"_s.arg(bridge.pid()).arg(descriptor)).contains(u"/pts/"_s));
    }

    void socketsAndFolders_areClosedToOthers()
    {
        const TestBridge bridge;
        QCOMPARE(modeOf(bridge.runtime()), mode_t{0700});
        QCOMPARE(modeOf(bridge.runtime() + u"/bridge.sock"_s), mode_t{0600});
        QCOMPARE(modeOf(bridge.runtime() + u"/control.sock"_s), mode_t{0600});
        QCOMPARE(modeOf(bridge.data() + u"/workspaces/test/log/bridge.log"_s), mode_t{0600});
    }

    void token_isOnNoDisk_noCommandLine_andInNoEnvironment()
    {
        const TestBridge bridge;
        const auto token = QByteArray::fromStdString(bridge.token());
        QCOMPARE(token.size(), 64);
        QVERIFY(!procFile(bridge.pid(), "cmdline").contains(token));
        QVERIFY(!procFile(bridge.pid(), "environ").contains(token));
        QProcess grep;
        grep.start(u"grep"_s, {u"-rl"_s, QString::fromLatin1(token), bridge.folder().path()});
        QVERIFY(grep.waitForFinished());
        QCOMPARE(grep.readAllStandardOutput(), QByteArray());
    }

    void folderThatSomebodyElsePutThere_isRefused_andNamed()
    {
        TestBridge bridge;
        bridge.stop();
        QVERIFY(QDir(bridge.runtime()).removeRecursively());
        QVERIFY(QFile::link(bridge.root(), bridge.runtime()));
        const auto run = bridge.serve();
        QCOMPARE(run.code, 1);
        QCOMPARE(lineOf(run).at("error").value("code", ""), "no_permission");
        QVERIFY(run.err.contains(bridge.runtime().toUtf8()));
    }

    void longPath_isRefused_inOneSentence()
    {
        const TestBridge bridge;
        const auto run = bridge.run({u"serve"_s, u"--id"_s, u"x"_s, u"--root"_s, bridge.root(), u"--data"_s,
                                     bridge.data(), u"--runtime"_s, u'/' + QString(120, u'a')});
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains("too long"));
    }

    void dataFolderThatCannotBeMade_isNamed()
    {
        const TestBridge bridge;
        const auto file = bridge.folder().write(u"a file"_s, "x");
        const auto run = bridge.run({u"serve"_s, u"--id"_s, u"x"_s, u"--root"_s, bridge.root(), u"--data"_s,
                                     file + u"/data"_s, u"--runtime"_s, bridge.folder().path(u"r2"_s)});
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains("a file"));
    }

    void relay_carriesBothDirections_andTheirEnds()
    {
        const TestBridge bridge;
        const auto run =
            bridge.run({u"relay"_s, QString::fromStdString(bridge.socket())}, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(run.code, 0);
        QVERIFY(run.out.startsWith("HTTP/1.1 401 "));
    }

    void relayToNowhere_saysSo()
    {
        const TestBridge bridge;
        const auto run = bridge.run({u"relay"_s, u"/nowhere.sock"_s});
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains("/nowhere.sock"));
    }
};

QTEST_GUILESS_MAIN(ServeTest)
#include "serve_test.moc"
