#include "remote/bridge/client/language.h"
#include "remote/bridge/server/language/language_servers.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "tests/support/process_end.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <csignal>
#include <set>

using namespace kalpana;
using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// The real clangd, through the real bridge, on a small project.
class LanguageTest final : public QObject {
    Q_OBJECT

    static QString clangd()
    {
        const auto plain = QStandardPaths::findExecutable(u"clangd"_s);
        return plain.isEmpty() ? QStandardPaths::findExecutable(u"clangd-19"_s) : plain;
    }

    static void writeProject(const TemporaryFolder& folder)
    {
        const auto root = folder.path(u"root"_s).toUtf8();
        folder.write(u"root/src/shape.h"_s, "#pragma once\n/// How large it is.\nint area(int side);\n");
        folder.write(u"root/src/shape.cpp"_s,
                     "#include \"shape.h\"\nint area(int side)\n{\n    return side * side;\n}\n");
        folder.write(u"root/main.cpp"_s,
                     "#include \"src/shape.h\"\n#include <stddef.h>\nint main()\n{\n"
                     "    const char* s = \"\xf0\x9f\x98\x80\"; int a = area(2);\n    size_t n = area(a);\n"
                     "    return (int)n + (s != nullptr);\n}\n");
        folder.write(u"root/wrong.cpp"_s, "int main()\n{\n    return \"no number\";\n}\n");
        Json commands = Json::array();
        for (const auto* file : {"main.cpp", "src/shape.cpp", "wrong.cpp"})
            commands.push_back(
                {{"directory", root.toStdString()}, {"file", file}, {"arguments", {"c++", "-std=c++17", "-c", file}}});
        folder.write(u"root/compile_commands.json"_s, QByteArray::fromStdString(commands.dump()));
    }

    static Json at(const char* path, int line, int character)
    {
        return {{"path", path}, {"line", line}, {"character", character}};
    }

    static std::set<std::string> places(const Json& reply)
    {
        std::set<std::string> found;
        if (reply.value("ok", false))
            for (const auto& place : reply.at("payload").at("locations"))
                found.insert(place.at("path").get<std::string>() + ':' + place.at("line").dump() + ':' +
                             place.at("character").dump());
        return found;
    }

    static std::string messageOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("message", "") : reply.dump();
    }

    /// The processes of a bridge's language servers.
    static std::vector<int> serversOf(int bridge)
    {
        QProcess pgrep;
        pgrep.start(u"pgrep"_s, {u"-P"_s, QString::number(bridge), u"clangd"_s});
        pgrep.waitForFinished();
        std::vector<int> pids;
        for (const auto& line : pgrep.readAllStandardOutput().split('\n'))
            if (!line.isEmpty())
                pids.push_back(line.toInt());
        return pids;
    }

    TestBridge m_bridge;
    RawBridgeClient m_client;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!clangd().isEmpty(), "There is no clangd here.");
        writeProject(m_bridge.folder());
        QVERIFY(m_bridge.connect(m_client));
    }

    void definition_isFoundInAnotherFile()
    {
        // Behind a character that is two UTF-16 units, four bytes and one column.
        const auto inHeader = places(m_client.request("language.definition", at("main.cpp", 4, 35)));
        QVERIFY2(!inHeader.empty(), "nothing was found");
        QTRY_COMPARE_WITH_TIMEOUT(places(m_client.request("language.definition", at("main.cpp", 4, 35))),
                                  (std::set<std::string>{"src/shape.cpp:1:4"}), 30000);
        const auto reply = m_client.request("language.definition", at("main.cpp", 4, 35));
        QVERIFY(reply.at("payload").value("server", "").starts_with("clangd"));
        QCOMPARE(reply.at("payload").at("locations").at(0).at("endCharacter"), Json(8));
        QCOMPARE(places(m_client.request("language.definition", at("main.cpp", 3, 0))), std::set<std::string>{});
    }

    void definitionOutsideOfTheWorkspace_isMarked()
    {
        const auto reply = m_client.request("language.definition", at("main.cpp", 5, 6));
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        const auto& place = reply.at("payload").at("locations").at(0);
        QVERIFY(place.at("outside").get<bool>());
        QVERIFY(place.at("path").get<std::string>().starts_with('/'));
    }

    void references_areFoundInAllFiles()
    {
        const std::set<std::string> all{"main.cpp:4:34", "main.cpp:5:15", "src/shape.cpp:1:4", "src/shape.h:2:4"};
        QTRY_COMPARE_WITH_TIMEOUT(places(m_client.request("language.references", at("src/shape.h", 2, 5))), all, 30000);
        auto uses = at("src/shape.h", 2, 5);
        uses["includeDeclaration"] = false;
        QCOMPARE(places(m_client.request("language.references", uses)).size(), std::size_t(2));
    }

    void hover_saysWhatItIs()
    {
        const auto reply = m_client.request("language.hover", at("main.cpp", 5, 16));
        const auto text = reply.at("payload").value("text", "");
        QVERIFY2(text.contains("area") && text.contains("How large it is."), reply.dump().c_str());
        QCOMPARE(m_client.request("language.hover", at("main.cpp", 3, 0)).at("payload").value("text", "?"), "");
    }

    void diagnostics_areThoseOfTheFileOnDisk()
    {
        auto reply = m_client.request("language.diagnostics", {{"path", "wrong.cpp"}});
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        QVERIFY(reply.at("payload").at("complete").get<bool>());
        const auto& told = reply.at("payload").at("diagnostics").at(0);
        QCOMPARE(told.at("severity"), Json("error"));
        QCOMPARE(told.at("line"), Json(2));
        QCOMPARE(told.at("character"), Json(11));
        m_bridge.folder().write(u"root/wrong.cpp"_s, "int main()\n{\n    return 0;\n}\n");
        reply = m_client.request("language.diagnostics", {{"path", "wrong.cpp"}});
        QCOMPARE(reply.at("payload").at("diagnostics").size(), std::size_t(0));
    }

    void symbols_ofAFile_andOfTheWorkspace()
    {
        const auto reply = m_client.request("language.symbols", {{"path", "src/shape.cpp"}});
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        const auto& symbol = reply.at("payload").at("symbols").at(0);
        QCOMPARE(symbol.at("name"), Json("area"));
        QCOMPARE(symbol.at("kind"), Json("function"));
        QCOMPARE(symbol.at("path"), Json("src/shape.cpp"));
        const auto found = [this] {
            const auto payload = m_client.request("language.symbols", {{"query", "area"}, {"languageId", "cpp"}});
            return payload.at("payload").at("symbols");
        };
        QTRY_VERIFY_WITH_TIMEOUT(!found().empty(), 30000);
        QCOMPARE(found().at(0).at("name"), Json("area"));
    }

    void killedServer_isStartedAgain_forTheQuestion()
    {
        (void)m_client.request("language.hover", at("main.cpp", 5, 16));
        for (int death = 0; death < 2; ++death) {
            const auto before = serversOf(m_bridge.pid());
            QCOMPARE(before.size(), std::size_t(1));
            test::signalProcess(before.front(), SIGKILL);
            const auto reply = m_client.request("language.hover", at("main.cpp", 5, 16));
            QVERIFY2(reply.value("ok", false), reply.dump().c_str());
            QVERIFY(serversOf(m_bridge.pid()) != before);
        }
    }

    void serverThatAlwaysEnds_saysWhatItSaid_andIsNotAskedForEver()
    {
        auto asked = at("main.cpp", 0, 0);
        asked["command"] = {"sh", "-c", "echo 'no such toolchain' >&2; exit 3"};
        asked["languageId"] = "cpp";
        auto said = messageOf(m_client.request("language.hover", asked));
        QVERIFY2(said.contains("sh ended with code 3") && said.contains("no such toolchain"), said.c_str());
        for (int i = 0; i < 10 && !said.contains("in a row"); ++i)
            said = messageOf(m_client.request("language.hover", asked));
        QVERIFY2(said.contains("in a row"), said.c_str());
    }

    void serverThatTalksNonsense_isEnded()
    {
        auto asked = at("main.cpp", 0, 0);
        asked["command"] = {"sh", "-c", "echo hello; yes; exec sleep 1000"};
        const auto said = messageOf(m_client.request("language.hover", asked));
        QVERIFY2(said.contains("no message of the Language Server Protocol"), said.c_str());
    }

    void hostWithoutTheProgram_saysWhatToInstall()
    {
        m_bridge.folder().write(u"root/main.rs"_s, "fn main() {}\n");
        const auto said = messageOf(m_client.request("language.hover", at("main.rs", 0, 3)));
        QVERIFY2(said.contains("rust-analyzer") && said.contains("Install"), said.c_str());
        m_bridge.folder().write(u"root/notes.txt"_s, "x");
        QVERIFY(messageOf(m_client.request("language.hover", at("notes.txt", 0, 0))).contains("notes.txt"));
    }

    void whatIsWrongInARequest_isNamed()
    {
        const auto fieldOf = [this](const char* type, const Json& payload) {
            return m_client.request(type, payload).at("error").value("field", "");
        };
        QCOMPARE(fieldOf("language.hover", {{"path", "main.cpp"}, {"line", 1}}), "character");
        QCOMPARE(fieldOf("language.symbols", Json::object()), "path");
        QCOMPARE(fieldOf("language.symbols", {{"query", "x"}}), "languageId");
        QCOMPARE(fieldOf("language.diagnostics", {{"path", "main.cpp"}, {"servers", "clangd"}}), "servers");
        QCOMPARE(fieldOf("language.diagnostics", {{"path", "main.cpp"}, {"servers", {{"cpp", "clangd"}}}}), "servers");
        QCOMPARE(fieldOf("language.diagnostics", {{"path", "main.cpp"}, {"servers", {{"cpp", Json::array()}}}}),
                 "servers");
        const auto codeOf = [this](const char* path) {
            return m_client.request("language.diagnostics", {{"path", path}}).at("error").value("code", "");
        };
        QCOMPARE(codeOf("../x.cpp"), "outside_workspace");
        QCOMPARE(codeOf("missing.cpp"), "not_found");
    }

    void desktop_readsAllAnswers()
    {
        using namespace bridge::client;
        io::IoThread io;
        host::LocalHost host{io.executor()};
        auto stream = io.run(host.openSocket(m_bridge.socket()));
        QVERIFY(stream.has_value());
        const auto token = m_bridge.token();
        const auto client = io.run(Client::connect(std::move(*stream), Secret(std::string_view(token))));
        QVERIFY(client.has_value());
        const CodePosition use{.path = "main.cpp", .line = 5, .character = 16};
        const auto definition = io.run(definitionOf(*client, use));
        QVERIFY2(definition.has_value(), qPrintable(definition ? QString() : definition.error().detail));
        QVERIFY(!definition->locations.empty() && !definition->locations.front().outside);
        QVERIFY(io.run(referencesTo(*client, use))->locations.size() >= 2);
        QVERIFY(io.run(hoverAt(*client, use))->text.contains("area"));
        m_bridge.folder().write(u"root/wrong.cpp"_s, "int main() { return x; }\n");
        const auto diagnostics = io.run(diagnosticsOf(*client, "wrong.cpp"));
        QVERIFY(diagnostics->complete);
        QCOMPARE(diagnostics->diagnostics.front().severity, "error");
        QCOMPARE(io.run(symbolsOf(*client, "src/shape.cpp"))->symbols.front().name, "area");
        QVERIFY(io.run(findSymbols(*client, "area", "cpp")).has_value());
        QCOMPARE(io.run(hoverAt(*client, {.path = "none.cpp"})).error().code, ErrorCode::NotFound);

        // What the user chose is asked instead of what is usual, by language or by the end of the name.
        const LanguageServers chosen{{"cpp", {"sh", "-c", "echo 'the chosen one' >&2; exit 3"}},
                                     {".shape", {clangd().toStdString(), "--log=error"}}};
        const auto failed = io.run(hoverAt(*client, use, chosen));
        QVERIFY(!failed.has_value());
        QVERIFY2(failed.error().sentence.contains(u"the chosen one"_s), qPrintable(failed.error().sentence));
        m_bridge.folder().write(u"root/a.shape"_s, "x\n");
        QVERIFY(io.run(symbolsOf(*client, "a.shape", chosen)).has_value());
        QVERIFY(!io.run(symbolsOf(*client, "a.shape")).has_value());
        QVERIFY(io.run(hoverAt(*client, use)).has_value());
    }

    void bridgeThatEnds_leavesNoServer()
    {
        TestBridge bridge;
        writeProject(bridge.folder());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        QVERIFY(client.request("language.hover", at("main.cpp", 5, 16)).value("ok", false));
        const auto servers = serversOf(bridge.pid());
        QCOMPARE(servers.size(), std::size_t(1));
        QCOMPARE(bridge.stop().code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(servers.front()), 30000);
    }

    void servers_areBounded_andEndWhenNobodyAsks()
    {
        using namespace bridge::server;
        const TemporaryFolder folder;
        writeProject(folder);
        boost::asio::io_context loop{1};
        Children children(loop.get_executor());
        Workers workers;
        const Root root(folder.path(u"root"_s).toStdString());
        LanguageServers servers(loop.get_executor(), children, workers, root,
                                {.most = 1, .idle = std::chrono::milliseconds(300)});
        std::vector<Outcome<LanguageAnswer>> answers;
        std::size_t most = 0;
        const auto ask = [&]() -> boost::asio::awaitable<void> {
            for (const auto* log : {"--log=error", "--log=info"}) {
                answers.push_back(co_await servers.ask(
                    {.program = {{clangd().toStdString(), log}, "cpp"}, .path = "main.cpp", .method = {}}, {}));
                most = std::max(most, servers.count());
            }
            while (children.count() > 0)
                co_await delay(std::chrono::milliseconds(20));
            loop.stop();
        };
        boost::asio::co_spawn(loop, ask(), boost::asio::detached);
        loop.run_for(std::chrono::seconds(60));
        QCOMPARE(answers.size(), std::size_t(2));
        QVERIFY(answers.at(0).has_value() && answers.at(1).has_value());
        QCOMPARE(most, std::size_t(1));
        QCOMPARE(children.count(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(LanguageTest)
#include "language_test.moc"
