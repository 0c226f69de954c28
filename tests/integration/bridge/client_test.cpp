#include "remote/bridge/client/code_server.h"
#include "remote/bridge/client/commands.h"
#include "remote/bridge/client/files.h"
#include "remote/bridge/client/search.h"
#include "remote/bridge/client/workspace.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "tests/support/test_bridge.h"

#include <QCryptographicHash>
#include <QTest>

#include <sstream>

using namespace kalpana;
using namespace bridge::client;

namespace {

/// The real bridge and a client on its socket.
struct Connected {
    test::TestBridge bridge;
    io::IoThread io;
    host::LocalHost host{io.executor()};
    Result<ClientPointer> made = connect(bridge.token());
    ClientPointer client = made ? *made : nullptr;

    Result<ClientPointer> connect(const std::string& token)
    {
        auto stream = io.run(host.openSocket(bridge.socket()));
        if (!stream)
            return std::unexpected(stream.error());
        return io.run(Client::connect(std::move(*stream), Secret(std::string_view(token))));
    }
};

std::string sha256(const std::string& bytes)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString();
}

asio::awaitable<Result<Error>> waitForLoss(ClientPointer client)
{
    auto error = co_await client->lost();
    co_return error;
}

} // namespace

class ClientTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hello_knowsTheBridge_andAWrongTokenIsRefused()
    {
        Connected with;
        QVERIFY2(with.made.has_value(), qPrintable(with.made ? QString() : with.made.error().sentence));
        QCOMPARE(with.client->hello().pid, with.bridge.pid());
        QCOMPARE(QString::fromStdString(with.client->hello().root), with.bridge.root());
        const auto refused = with.connect("wrong");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Authentication);
    }

    void files_areWrittenReadListedAndFound()
    {
        Connected with;
        QVERIFY(with.client);
        const auto written =
            with.io.run(writeFile(with.client, {.path = "notes.md", .text = "n\xc3\xa4me\n", .expectedHash = ""}));
        QVERIFY2(written.has_value(),
                 qPrintable(written ? QString() : written.error().sentence + written.error().detail));
        const auto read = with.io.run(readFile(with.client, {.path = "notes.md"}));
        QCOMPARE(read->text, "n\xc3\xa4me\n");
        QCOMPARE(read->hash, written->hash);
        QCOMPARE(
            with.io.run(writeFile(with.client, {.path = "notes.md", .text = "x", .expectedHash = ""})).error().code,
            ErrorCode::Conflict);
        const auto listing = with.io.run(listFolder(with.client, {}));
        QVERIFY2(listing.has_value(), qPrintable(listing ? QString() : listing.error().detail));
        QCOMPARE(listing->entries.size(), std::size_t(1));
        const auto found = with.io.run(search(with.client, {.query = "n\xc3\xa4me"}));
        QVERIFY2(found.has_value(), qPrintable(found ? QString() : found.error().detail));
        QCOMPARE(found->matches.at(0).path, "notes.md");
        QCOMPARE(with.io.run(readFile(with.client, {.path = "missing"})).error().code, ErrorCode::NotFound);
        QCOMPARE(with.io.run(readFile(with.client, {.path = "../../etc/passwd"})).error().code,
                 ErrorCode::NoPermission);
    }

    void command_streams_andEndsByAStop()
    {
        Connected with;
        QVERIFY(with.client);
        std::string out;
        const auto sink = [&](OutputChannel channel, std::string_view text) {
            out += (channel == OutputChannel::Out ? "O" : "E") + std::string(text);
        };
        const auto ended =
            with.io.run(runCommand(with.client, {.shell = "cat; echo oops >&2; exit 3", .input = "in\n"}, sink));
        QVERIFY2(ended.has_value(), qPrintable(ended ? QString() : ended.error().detail));
        QCOMPARE(ended->exitCode, 3);
        QVERIFY(out.find("Oin\n") != std::string::npos);
        QVERIFY(out.find("Eoops\n") != std::string::npos);

        std::stop_source source;
        const auto stopAtOutput = [&](OutputChannel, std::string_view) { source.request_stop(); };
        const auto stopped =
            with.io.run(runCommand(with.client, {.shell = "echo on; sleep 1000"}, stopAtOutput), source.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(with.io.run(status(with.client)).has_value());
    }

    void keptCommand_isFollowedOverAnotherConnection()
    {
        Connected with;
        QVERIFY(with.client);
        QByteArray printed;
        const auto sink = [&](OutputChannel, std::string_view text) { printed += QByteArrayView(text); };
        const auto loseAtOutput = [&](OutputChannel channel, std::string_view text) {
            sink(channel, text);
            with.client->close();
        };
        const auto kept = std::make_shared<KeptCommand>();
        const auto lost = with.io.run(
            runKeptCommand(with.client, {.shell = "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two; exit 6"},
                           loseAtOutput, kept));
        QCOMPARE(lost.error().code, ErrorCode::ConnectionLost);
        QVERIFY(kept->number != 0);
        const auto other = with.connect(with.bridge.token());
        QVERIFY(other.has_value());
        QVERIFY(with.io.run(writeFile(*other, {.path = "go", .text = {}})).has_value());
        const auto result = with.io.run(followCommand(*other, sink, kept));
        QVERIFY2(result.has_value(), qPrintable(result ? QString() : result.error().sentence));
        QCOMPARE(result->exitCode, 6);
        QCOMPARE(printed, "one\ntwo\n");
        QVERIFY(with.io.run(endCommand(*other, kept->number)).has_value());
        QCOMPARE(with.io.run(endCommand(*other, 4711)).error().code, ErrorCode::NotFound);
    }

    void uploadWithAWrongHash_isRefused_andNothingIsInstalled()
    {
        Connected with;
        QVERIFY(with.client);
        const std::string archive(3U << 20U, 'x');
        const auto upload = [&](const std::string& hash) {
            return with.io.run(uploadCodeServer(with.client, {.version = "4.0.0", .sha256 = hash},
                                                std::make_shared<std::istringstream>(archive), archive.size(), {}));
        };
        const auto wrong = upload(std::string(64, 'a'));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::ChecksumMismatch);
        QVERIFY(!upload(sha256(archive)).has_value()); // The right hash of what is no archive.
        QVERIFY(with.io.run(installedCodeServers(with.client))->empty());
    }

    void status_andShutdown()
    {
        Connected with;
        QVERIFY(with.client);
        const auto state = with.io.run(status(with.client));
        QVERIFY2(state.has_value(), qPrintable(state ? QString() : state.error().detail));
        QVERIFY(state->codeServer.state == CodeServerStatus::State::Absent);
        QVERIFY(state->load.memoryTotal > 0);
        QVERIFY(!with.io.run(prepareWorkspace(with.client))->created);
        const auto ended = with.io.run(shutdown(with.client));
        QVERIFY2(ended.has_value(), qPrintable(ended ? QString() : ended.error().sentence + ended.error().detail));
        QCOMPARE(with.io.run(waitForLoss(with.client))->code, ErrorCode::ConnectionLost);
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
