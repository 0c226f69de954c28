#include "remote/bridge/client/code_server.h"
#include "remote/bridge/client/commands.h"
#include "remote/bridge/client/files.h"
#include "remote/bridge/client/search.h"
#include "remote/bridge/client/workspace.h"
#include "remote/io/io_thread.h"
#include "tests/support/fake_bridge.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

using namespace kalpana;
using namespace bridge::client;
using bridge::protocol::Code;
using bridge::protocol::Frame;
using bridge::protocol::FrameKind;
using bridge::protocol::Request;

namespace {

/// A bridge that has answered hello, and its client.
struct Connected {
    io::IoThread io;
    test::FakeBridge bridge{io};
    ClientPointer client = io.run(Client::connect(bridge.stream(), Secret(std::string_view("the-token")))).value();
};

/// A bridge that takes an upload: confirms every `confirmEach` bytes, or holds its confirmations back.
struct UploadServer {
    explicit UploadServer(Connected& connection, std::uint64_t already = 0) : line(connection), received(already)
    {
        line.bridge.onRequest = [this](const Request& request) { answer(request); };
        line.bridge.onFrame = [this](const Frame& frame) { take(frame); };
    }

    void answer(const Request& request)
    {
        if (request.type == "upload.begin") {
            begun = request.payload;
            line.bridge.reply(request.id, Json{{"upload", 9}, {"offset", received}});
        } else if (request.type == "upload.end") {
            line.bridge.event("progress", Json{{"id", request.id}, {"phase", "unpack"}, {"done", 1}, {"total", 2}});
            line.bridge.reply(request.id, Json{{"installed", true}});
        }
    }
    void take(const Frame& frame)
    {
        inOrder = inOrder && frame.stream == 9 && frame.kind == FrameKind::UploadData && frame.offset == received;
        largest = std::max(largest, frame.bytes.size());
        content += frame.bytes;
        received += frame.bytes.size();
        mostUnconfirmed = std::max(mostUnconfirmed, received - confirmed);
        // As late as a client can stand it: when the whole window is out, or everything has come.
        if (!silent && (received - confirmed >= (8U << 20U) || received == expected)) {
            confirmed = received;
            line.bridge.event("upload.ack", Json{{"upload", 9}, {"offset", confirmed}});
        }
    }

    Connected& line;
    std::uint64_t received;
    std::uint64_t confirmed = received;
    std::uint64_t expected = 0;
    std::uint64_t mostUnconfirmed = 0;
    std::size_t largest = 0;
    bool inOrder = true;
    bool silent = false;
    std::string content;
    Json begun;
};

std::string noise(std::size_t size)
{
    std::string bytes(size, '\0');
    std::uint32_t state = 1;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

} // namespace

class CallsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readFile_asksAndReads()
    {
        Connected with;
        Json asked;
        with.bridge.onRequest = [&](const Request& request) {
            asked = request.payload;
            with.bridge.reply(request.id, Json{{"size", 5},
                                               {"hash", "ab"},
                                               {"encoding", "utf-8"},
                                               {"lineEnding", "lf"},
                                               {"text", "h\xc3\xa4llo"},
                                               {"truncated", false}});
        };
        const auto file = with.io.run(readFile(with.client, {.path = "a.txt", .offset = 3}));
        QVERIFY(file.has_value());
        QCOMPARE(file->text, "h\xc3\xa4llo");
        QCOMPARE(file->hash, "ab");
        QVERIFY(!file->binary);
        QCOMPARE(asked, (Json{{"path", "a.txt"}, {"offset", 3}}));
    }

    void writeFile_ofAChangedFile_isConflict_andNamesIt()
    {
        Connected with;
        with.bridge.onRequest = [&](const Request& request) {
            with.bridge.refuse(request.id, Code::Conflict, "hash differs");
        };
        const auto written = with.io.run(writeFile(with.client, {.path = "a.txt", .text = "x", .expectedHash = "old"}));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Conflict);
        QVERIFY(written.error().sentence.contains(QStringLiteral("a.txt")));
    }

    void replyWithoutItsFields_isProtocol()
    {
        Connected with;
        with.bridge.onRequest = [&](const Request& request) { with.bridge.reply(request.id, Json::object()); };
        QCOMPARE(with.io.run(readFile(with.client, {.path = "a"})).error().code, ErrorCode::Protocol);
        QCOMPARE(with.io.run(status(with.client)).error().code, ErrorCode::Protocol);
        QCOMPARE(with.io.run(startCodeServer(with.client, {.version = "4"})).error().code, ErrorCode::Protocol);
    }

    void listFolder_andSearch_readTheirRows()
    {
        Connected with;
        with.bridge.onRequest = [&](const Request& request) {
            if (request.type == "file.list")
                with.bridge.reply(
                    request.id,
                    Json{
                        {"entries", Json::array({Json{{"path", "src"}, {"kind", "folder"}, {"size", 0}, {"mtimeMs", 5}},
                                                 Json{{"path", "a"}, {"kind", "file"}, {"size", 7}, {"mtimeMs", 6}}})},
                        {"truncated", true}});
            else
                with.bridge.reply(
                    request.id,
                    Json{{"matches", Json::array({Json{{"path", "a"}, {"line", 3}, {"column", 2}, {"text", "x y"}}})},
                         {"truncated", false},
                         {"engine", "own"}});
        };
        const auto listing = with.io.run(listFolder(with.client, {}));
        QVERIFY(listing.has_value());
        QCOMPARE(listing->entries.size(), std::size_t(2));
        QVERIFY(listing->entries[0].kind == FolderEntry::Kind::Folder);
        QCOMPARE(listing->entries[1].size, 7U);
        QVERIFY(listing->truncated);
        const auto found = with.io.run(search(with.client, {.query = "x"}));
        QVERIFY(found.has_value());
        QCOMPARE(found->matches.at(0).line, 3U);
        QCOMPARE(found->engine, "own");
    }

    void runCommand_streamsItsOutput_andTellsHowItEnded()
    {
        Connected with;
        Json asked;
        with.bridge.onRequest = [&](const Request& request) {
            asked = request.payload;
            with.bridge.frame(FrameKind::Output, request.id, 0, "out");
            with.bridge.frame(FrameKind::Errors, request.id, 0, "err");
            with.bridge.reply(request.id, Json{{"exitCode", 3},
                                               {"signal", nullptr},
                                               {"durationMs", 12},
                                               {"stdoutBytes", 3},
                                               {"stderrBytes", 3},
                                               {"truncated", false}});
        };
        std::string heard;
        const auto ended =
            with.io.run(runCommand(with.client, {.argv = {"make", "all"}, .cwd = "sub", .environment = {{"A", "b"}}},
                                   [&](OutputChannel channel, std::string_view text) {
                                       heard += (channel == OutputChannel::Out ? "O:" : "E:") + std::string(text);
                                   }));
        QVERIFY(ended.has_value());
        QCOMPARE(ended->exitCode, 3);
        QCOMPARE(ended->duration.count(), 12);
        QCOMPARE(heard, "O:outE:err");
        QCOMPARE(asked, (Json{{"argv", {"make", "all"}}, {"cwd", "sub"}, {"env", {{"A", "b"}}}}));
    }

    void status_readsStateAndLoad()
    {
        Connected with;
        with.bridge.onRequest = [&](const Request& request) {
            with.bridge.reply(
                request.id,
                Json{{"version", "0.1.0"},
                     {"pid", 7},
                     {"uptimeMs", 1500},
                     {"root", "/r"},
                     {"codeServer",
                      {{"state", "running"},
                       {"version", "4.1"},
                       {"pid", 8},
                       {"restarts", 1},
                       {"socket", "/s"},
                       {"error", {{"code", "failed"}, {"message", "it died"}}}}},
                     {"metrics", {{"cpuPercent", 12.5}, {"memoryUsed", 1000}, {"memoryTotal", 4000}, {"load1", 0.5}}}});
        };
        const auto state = with.io.run(status(with.client));
        QVERIFY(state.has_value());
        QVERIFY(state->codeServer.state == CodeServerStatus::State::Running);
        QCOMPARE(state->codeServer.socket, "/s");
        QCOMPARE(state->codeServer.error, "it died");
        QCOMPARE(state->load.cpuPercent, 12.5);
        QCOMPARE(state->load.memoryTotal, 4000);
    }

    void install_reportsItsProgress()
    {
        Connected with;
        with.bridge.onRequest = [&](const Request& request) {
            with.bridge.event("progress", Json{{"id", request.id}, {"phase", "fetch"}, {"done", 5}, {"total", 10}});
            with.bridge.refuse(request.id, Code::FetchFailed, "curl: (6) no such host");
        };
        std::vector<InstallProgress> heard;
        const auto installed =
            with.io.run(installCodeServer(with.client, {.version = "4.1", .sha256 = "00"}, "u",
                                          [&](const InstallProgress& progress) { heard.push_back(progress); }));
        QVERIFY(!installed);
        QCOMPARE(installed.error().code, ErrorCode::Download);
        QVERIFY(installed.error().sentence.contains(QStringLiteral("code-server 4.1")));
        QCOMPARE(heard.at(0).done, 5U);
    }

    void upload_sendsEverything_inParts_neverMoreThanTheWindow()
    {
        Connected with;
        UploadServer server(with);
        const auto archive = noise((20U << 20U) + 12345);
        server.expected = archive.size();
        std::uint64_t reported = 0;
        bool unpacking = false;
        const auto sent = with.io.run(uploadCodeServer(
            with.client, {.version = "4.1", .sha256 = "cafe"}, std::make_shared<std::istringstream>(archive),
            archive.size(), [&](const InstallProgress& progress) {
                if (progress.phase == InstallProgress::Phase::Fetch)
                    reported = progress.done;
                unpacking = unpacking || progress.phase == InstallProgress::Phase::Unpack;
            }));
        QVERIFY(sent.has_value());
        QVERIFY(server.content == archive);
        QVERIFY(server.inOrder);
        QVERIFY(server.largest <= (256U << 10U));
        QVERIFY(server.mostUnconfirmed <= (8U << 20U) + (256U << 10U));
        QCOMPARE(reported, archive.size());
        QVERIFY(unpacking);
        QCOMPARE(server.begun,
                 (Json{{"kind", "code-server"}, {"version", "4.1"}, {"sha256", "cafe"}, {"size", archive.size()}}));
    }

    void upload_goesOnWhereItWasCut()
    {
        Connected with;
        UploadServer server(with, 1000000);
        const auto archive = noise(3000000);
        server.expected = archive.size();
        const auto sent =
            with.io.run(uploadCodeServer(with.client, {.version = "4.1", .sha256 = "cafe"},
                                         std::make_shared<std::istringstream>(archive), archive.size(), {}));
        QVERIFY(sent.has_value());
        QVERIFY(server.inOrder);
        QVERIFY(server.content == archive.substr(1000000));
    }

    void uploadThatTheBridgeGivesUp_endsWithItsReason()
    {
        Connected with;
        UploadServer server(with);
        server.silent = true;
        auto told = false;
        with.bridge.onFrame = [&](const Frame& frame) {
            server.take(frame);
            if (!std::exchange(told, true))
                with.bridge.event("upload.failed", Json{{"upload", 9}, {"code", "no_space"}, {"message", "full"}});
        };
        const auto archive = noise(20U << 20U);
        const auto sent =
            with.io.run(uploadCodeServer(with.client, {.version = "4.1", .sha256 = "cafe"},
                                         std::make_shared<std::istringstream>(archive), archive.size(), {}));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::NoSpace);
        QVERIFY(sent.error().sentence.contains(QStringLiteral("code-server 4.1")));
    }

    void upload_ofAFileThatEndsEarly_isStorage()
    {
        Connected with;
        UploadServer server(with);
        const auto sent = with.io.run(uploadCodeServer(with.client, {.version = "4.1", .sha256 = "cafe"},
                                                       std::make_shared<std::istringstream>("short"), 1000, {}));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::Storage);
    }

    void upload_stopsAtOnce_whenTheConnectionEnds_orAStopIsAsked_data()
    {
        QTest::addColumn<bool>("lose");
        QTest::newRow("connection ends") << true;
        QTest::newRow("stop") << false;
    }
    void upload_stopsAtOnce_whenTheConnectionEnds_orAStopIsAsked()
    {
        QFETCH(bool, lose);
        Connected with;
        UploadServer server(with);
        server.silent = true;
        std::stop_source source;
        with.bridge.onFrame = [&](const Frame& frame) {
            server.take(frame);
            if (server.received < (8U << 20U))
                return;
            if (lose)
                with.bridge.close();
            else
                source.request_stop();
        };
        const auto archive = noise(20U << 20U);
        const auto sent =
            with.io.run(uploadCodeServer(with.client, {.version = "4.1", .sha256 = "cafe"},
                                         std::make_shared<std::istringstream>(archive), archive.size(), {}),
                        source.get_token());
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, lose ? ErrorCode::ConnectionLost : ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(CallsTest)
#include "calls_test.moc"
