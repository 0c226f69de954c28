#include "remote/holder/ask_holder.h"
#include "remote/holder/holder_path.h"
#include "remote/holder/holder_socket.h"
#include "remote/holder/line_connection.h"
#include "tests/support/temporary_folder.h"

#include <QFileInfo>
#include <QTest>

#include <semaphore>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;
using holder::HolderSocket;

namespace {

holder::Handlers answers()
{
    return {.enterAddress = [] { return Result<QUrl>(QUrl(u"http://a.localhost:1/__kalpana/enter?token=t"_s)); },
            .status = [] { return QJsonObject{{u"phase"_s, u"running"_s}}; },
            .release = [] {}};
}

} // namespace

class HolderSocketTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holder_answersWithAddressAndStatus()
    {
        const test::TemporaryFolder data;
        const auto socket = HolderSocket::listen(data.path(), u"a-0001"_s, answers());
        QVERIFY(socket.has_value());
        QCOMPARE(holder::askForAddress(data.path(), u"a-0001"_s).value(),
                 QUrl(u"http://a.localhost:1/__kalpana/enter?token=t"_s));
        QCOMPARE(holder::askForStatus(data.path(), u"a-0001"_s)->value("phase"_L1).toString(), u"running"_s);
    }

    void holdersFailure_comesAsItsSentence()
    {
        const test::TemporaryFolder data;
        auto handlers = answers();
        handlers.enterAddress = []() -> Result<QUrl> { return failure(ErrorCode::NotFound, u"Not yet."_s); };
        const auto socket = HolderSocket::listen(data.path(), u"a-0001"_s, handlers);
        const auto address = holder::askForAddress(data.path(), u"a-0001"_s);
        QCOMPARE(address.error().sentence, u"Not yet."_s);
    }

    void nobodyHolds_isNotFound_alsoAfterTheHolderWasKilled()
    {
        const test::TemporaryFolder data;
        QCOMPARE(holder::askForStatus(data.path(), u"a-0001"_s).error().code, ErrorCode::NotFound);
        const auto path = holder::socketPath(data.path(), u"a-0001"_s);
        QVERIFY(holder::makeSocketFolder(path).has_value());
        leaveStaleSocket(path);
        QCOMPARE(holder::askForStatus(data.path(), u"a-0001"_s).error().code, ErrorCode::NotFound);
        QVERIFY(HolderSocket::listen(data.path(), u"a-0001"_s, answers()).has_value());
    }

    void secondHolder_isAConflict_butNotOfAnotherWorkspaceOrDataFolder()
    {
        const test::TemporaryFolder data;
        const test::TemporaryFolder other;
        auto first = HolderSocket::listen(data.path(), u"a-0001"_s, answers());
        QCOMPARE(HolderSocket::listen(data.path(), u"a-0001"_s, answers()).error().code, ErrorCode::Conflict);
        QVERIFY(HolderSocket::listen(data.path(), u"b-0001"_s, answers()).has_value());
        QVERIFY(HolderSocket::listen(other.path(), u"a-0001"_s, answers()).has_value());
        first->reset();
        QVERIFY(HolderSocket::listen(data.path(), u"a-0001"_s, answers()).has_value());
    }

    void release_returnsOnceTheHolderHasLetGo()
    {
        const test::TemporaryFolder data;
        std::binary_semaphore asked(0);
        auto handlers = answers();
        handlers.release = [&] { asked.release(); };
        auto socket = std::move(HolderSocket::listen(data.path(), u"a-0001"_s, handlers).value());
        std::jthread owner([&] {
            asked.acquire();
            socket.reset();
        });
        QVERIFY(holder::askToRelease(data.path(), u"a-0001"_s).has_value());
        owner.join();
        QCOMPARE(holder::askForStatus(data.path(), u"a-0001"_s).error().code, ErrorCode::NotFound);
    }

    void unknownRequestAndNonsense_areRefused_andTheNextIsAnswered()
    {
        const test::TemporaryFolder data;
        const auto socket = HolderSocket::listen(data.path(), u"a-0001"_s, answers());
        QVERIFY(!send(data.path(), "{\"type\":\"dance\"}\n").contains("\"ok\":true"));
        QCOMPARE(send(data.path(), "nonsense\n"), QByteArray());
        QVERIFY(holder::askForStatus(data.path(), u"a-0001"_s).has_value());
    }

    void socketAndFolder_areTheOwnersAlone()
    {
        const test::TemporaryFolder data;
        const auto socket = HolderSocket::listen(data.path(), u"a-0001"_s, answers());
        const auto path = holder::socketPath(data.path(), u"a-0001"_s);
        struct stat found{};
        QCOMPARE(::stat(qPrintable(path), &found), 0);
        QCOMPARE(found.st_mode & 0777U, 0600U);
        QCOMPARE(::stat(qPrintable(QFileInfo(path).path()), &found), 0);
        QCOMPARE(found.st_mode & 0777U, 0700U);
    }

    void openFolder_isRefused()
    {
        const test::TemporaryFolder data;
        const auto folder = QFileInfo(holder::socketPath(data.path(), u"a-0001"_s)).path();
        QVERIFY(holder::makeSocketFolder(folder + u"/x"_s).has_value());
        QCOMPARE(::chmod(qPrintable(folder), 0755), 0);
        const auto refused = HolderSocket::listen(data.path(), u"a-0001"_s, answers());
        ::chmod(qPrintable(folder), 0700);
        QCOMPARE(refused.error().code, ErrorCode::Storage);
        QVERIFY(refused.error().sentence.contains(folder));
    }

    void longRunTimeFolder_fallsBackToTmp()
    {
        const test::TemporaryFolder data;
        const auto before = qgetenv("XDG_RUNTIME_DIR");
        const auto deep = data.path(u"x"_s.repeated(60));
        QCOMPARE(::mkdir(qPrintable(deep), 0700), 0);
        qputenv("XDG_RUNTIME_DIR", deep.toUtf8());
        const auto path = holder::socketPath(data.path(), u"a-0001"_s);
        qputenv("XDG_RUNTIME_DIR", before);
        QVERIFY2(path.startsWith(u"/tmp/kalpana-%1/holders/"_s.arg(::getuid())), qPrintable(path));
    }

private:
    static int connected(const QString& path, bool asServer)
    {
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        qstrncpy(address.sun_path, qPrintable(path), sizeof address.sun_path);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        const int done =
            asServer ? ::bind(socket, generic, sizeof address) : ::connect(socket, generic, sizeof address);
        return done == 0 ? socket : -1;
    }
    static void leaveStaleSocket(const QString& path) { ::close(connected(path, true)); }
    static QByteArray send(const QString& data, const QByteArray& line)
    {
        const int socket = connected(holder::socketPath(data, u"a-0001"_s), false);
        if (::write(socket, line.constData(), static_cast<std::size_t>(line.size())) < 0)
            return {};
        QByteArray reply(4096, '\0');
        reply.resize(std::max<qsizetype>(0, ::read(socket, reply.data(), 4096)));
        ::close(socket);
        return reply;
    }
};

QTEST_GUILESS_MAIN(HolderSocketTest)
#include "holder_socket_test.moc"
