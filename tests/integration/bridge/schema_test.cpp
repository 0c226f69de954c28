#include "remote/bridge/protocol/frame.h"
#include "tests/support/fake_code_server.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using kalpana::bridge::protocol::Frame;
using kalpana::bridge::protocol::FrameKind;
using Json = nlohmann::json;

/// What really goes over the wire, held against remote/bridge/protocol/schema.
class SchemaTest final : public QObject {
    Q_OBJECT

    const QString m_schemas = QStringLiteral(KALPANA_SOURCE_DIR "/remote/bridge/protocol/schema");
    TestBridge m_bridge;
    RawBridgeClient m_client;

    QByteArray contentOf(const QString& path) const
    {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// What is wrong with a document; empty where nothing is.
    QByteArray problems(const std::string& schemaName, const Json& document) const
    {
        const auto text = contentOf(m_schemas + u'/' + QString::fromStdString(schemaName) + u".json"_s);
        const auto json = Json::parse(text.toStdString(), nullptr, false);
        if (json.is_discarded())
            return "There is no schema " + QByteArray::fromStdString(schemaName);
        valijson::Schema schema;
        valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(json), schema);
        valijson::ValidationResults results;
        valijson::Validator validator;
        const valijson::adapters::NlohmannJsonAdapter target(document);
        if (validator.validate(schema, target, &results))
            return {};
        QByteArray said = QByteArray::fromStdString(schemaName + ": " + document.dump() + "\n");
        valijson::ValidationResults::Error error;
        while (results.popError(error)) {
            for (const auto& part : error.context)
                said += QByteArray::fromStdString(part);
            said += QByteArray::fromStdString(' ' + error.description + '\n');
        }
        return said;
    }

    void talkOfFiles()
    {
        const auto watch = m_client.send("file.watch", {{"path", ""}, {"recursive", true}, {"respectIgnore", true}});
        (void)m_client.waitUntil([this] { return !m_client.events().empty(); });
        (void)m_client.request("file.write", {{"path", "a"}, {"text", "needle\n"}, {"expectedHash", ""}});
        (void)m_client.request("file.read", {{"path", "a"}, {"offset", 0}, {"length", 3}});
        (void)m_client.request("file.read", {{"path", "missing"}});
        (void)m_client.request("file.read", {{"path", "a"}, {"line", 1}, {"lines", 1}});
        (void)m_client.request("file.read", {{"path", "a"}, {"bytes", true}});
        (void)m_client.request("file.edit", {{"path", "a"}, {"edits", {{{"old", "needle"}, {"new", "needles"}}}}});
        (void)m_client.request("file.edit", {{"path", "a"}, {"diff", "@@ -1 +1 @@\n-needles\n+needle\n"}});
        (void)m_client.request("file.edit", {{"path", "a"}, {"edits", {{{"old", "x"}, {"new", ""}, {"count", 2}}}}});
        (void)m_client.request("file.stat", {{"path", "a"}});
        (void)m_client.request("file.mkdir", {{"path", "made/below"}});
        (void)m_client.request("file.move", {{"from", "made"}, {"to", "moved"}});
        const auto deleted = m_client.request("file.delete", {{"path", "moved"}}).at("payload").at("item");
        (void)m_client.request("file.trash");
        (void)m_client.request("file.restore", {{"id", deleted.at("id")}, {"path", "back"}});
        (void)m_client.request("file.write",
                               {{"path", "b"}, {"text", "x"}, {"encoding", "utf-8"}, {"lineEnding", "exact"}});
        (void)m_client.request("file.move", {{"from", "b"}, {"to", "back"}, {"overwrite", true}});
        (void)m_client.request("file.delete", {{"path", "back"}, {"permanent", true}});
        (void)m_client.request("file.list",
                               {{"path", ""}, {"recursive", true}, {"respectIgnore", true}, {"limit", 10}});
        (void)m_client.request("search", {{"query", "needle"}, {"context", 1}, {"case", "smart"}});
        (void)m_client.request("search",
                               {{"query", "needle"}, {"include", {"a*"}}, {"stream", true}, {"engine", "own"}});
        (void)m_client.request("search.names", {{"query", "a"}});
        (void)m_client.waitUntil([this] {
            return std::ranges::any_of(m_client.events(),
                                       [](const Json& e) { return e.at("event") == "file.changed"; });
        });
        (void)m_client.request("request.cancel", {{"id", watch}});
        (void)m_client.reply(watch);
    }

    void talk()
    {
        TemporaryFolder files;
        const auto fake = FakeCodeServer::make(files.path(), u"1.0.0"_s);
        (void)m_client.request("hello", {{"client", "test"}});
        (void)m_client.request("status");
        (void)m_client.request("workspace.prepare");
        talkOfFiles();
        (void)m_client.request("command.run", {{"shell", "echo hi"}});
        (void)m_client.request("command.run", {{"argv", {"false"}},
                                               {"cwd", ""},
                                               {"env", {{"A", "b"}}},
                                               {"stdin", ""},
                                               {"timeoutMs", 10000},
                                               {"maxOutput", 5}});
        const auto reading = m_client.send("command.run", {{"shell", "cat"}, {"input", true}});
        (void)m_client.waitUntil([&] {
            return std::ranges::any_of(m_client.events(),
                                       [](const Json& e) { return e.at("event") == "command.input"; });
        });
        m_client.sendBinary(encode(Frame{FrameKind::CommandInput, reading, 0, "typed"}));
        m_client.sendBinary(encode(Frame{FrameKind::CommandInput, reading, 5, {}}));
        (void)m_client.reply(reading);
        const auto kept = m_client.request("command.run", {{"shell", "echo kept"}, {"keep", true}});
        const auto number = kept.at("payload").at("command");
        (void)m_client.request("command.follow", {{"command", number}, {"stdoutFrom", 1}, {"stderrFrom", 0}});
        (void)m_client.request("command.list");
        (void)m_client.request("command.end", {{"command", number}});
        (void)m_client.request("request.cancel", {{"id", 4}});
        (void)m_client.request("codeserver.list");
        (void)m_client.request(
            "codeserver.install",
            {{"version", "9"}, {"sha256", fake.sha256.toStdString()}, {"url", "http://127.0.0.1:1/x"}});
        const auto begun = m_client.request("upload.begin", {{"kind", "code-server"},
                                                             {"version", "1.0.0"},
                                                             {"sha256", fake.sha256.toStdString()},
                                                             {"size", fake.size}});
        const auto upload = begun.at("payload").at("upload").get<std::uint32_t>();
        m_client.sendBinary(encode(Frame{FrameKind::UploadData, upload + 1, 0, "lost"}));
        m_client.sendBinary(encode(Frame{FrameKind::UploadData, upload, 0, contentOf(fake.archive).toStdString()}));
        (void)m_client.request("upload.end", {{"upload", upload}});
        (void)m_client.request("codeserver.start", {{"version", "1.0.0"}, {"proxyUri", "http://x"}});
        (void)m_client.request("status");
        (void)m_client.request("codeserver.log", {{"lines", 5}});
        (void)m_client.request("codeserver.extensions", {{"version", "1.0.0"}, {"extensions", {"missing.vsix"}}});
        (void)m_client.request("codeserver.settings", {{"settings", {{"a", 1}, {"update.mode", "manual"}}}});
        (void)m_client.request("codeserver.stop");
        talkOfTerminals();
        talkOfCheckpoints();
        talkOfGit();
        talkOfQuestions();
        talkOfProcesses();
        talkOfLanguages();
        talkOfEditors();
        (void)m_client.request("shutdown");
    }

    void talkOfQuestions()
    {
        const auto watch = m_client.send("credential.watch");
        (void)m_client.request("credential.answer", {{"question", 99}, {"refused", true}}); // by now it watches
        QProcess asking;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"KALPANA_CONTROL"_s, m_bridge.runtime() + u"/control.sock"_s);
        asking.setProcessEnvironment(environment);
        asking.start(TestBridge::program(), {u"credential"_s, u"get"_s});
        asking.write("protocol=https\nhost=example.org\npath=a/b\nusername=me\n\n");
        QVERIFY(asking.waitForStarted() && asking.waitForBytesWritten()); // no event loop runs here
        asking.closeWriteChannel();
        const auto isAsked = [](const Json& event) { return event.at("event") == "credential.asked"; };
        QVERIFY(m_client.waitUntil([&] { return std::ranges::any_of(m_client.events(), isAsked); }));
        (void)m_client.request("credential.answer", {{"question", 1}, {"username", "me"}, {"password", "secret"}});
        QVERIFY(asking.waitForFinished());
        (void)m_client.request("request.cancel", {{"id", watch}});
        (void)m_client.reply(watch);
    }

    void talkOfEditors()
    {
        const auto watch = m_client.send("editor.watch");
        m_bridge.folder().write(u"root/shown.py"_s, "one\n");
        QLocalSocket editor;
        editor.connectToServer(m_bridge.runtime() + u"/editor.sock"_s);
        QVERIFY(editor.waitForConnected());
        const auto say = [&editor](const QString& line) {
            editor.write(line.toUtf8() + '\n');
            editor.waitForBytesWritten(); // no event loop runs here
        };
        say(uR"({"type":"state","focused":true,"editor":{"path":"%1/shown.py","language":"python","dirty":true,"line":1,"column":1,"endLine":1,"endColumn":4}})"_s
                .arg(m_bridge.root()));
        (void)m_client.waitUntil([this] {
            return m_client.events().back().at("event") == "editor.state" &&
                   m_client.events().back().at("payload").contains("editor");
        });
        (void)m_client.request("editor.state");
        for (const auto& [type, payload] : {std::pair("editor.open", Json{{"path", "shown.py"}, {"line", 1}}),
                                            std::pair("editor.insert", Json{{"text", "x"}})}) {
            const auto id = m_client.send(type, payload);
            QVERIFY(m_client.request("status").value("ok", false)); // by then it is asked
            QVERIFY(editor.waitForReadyRead());
            const auto asked = Json::parse(editor.readLine().toStdString());
            say(uR"({"type":"answer","id":%1})"_s.arg(asked.at("id").get<int>()));
            (void)m_client.reply(id);
        }
        (void)m_client.request("request.cancel", {{"id", watch}});
        (void)m_client.reply(watch);
    }

    void talkOfLanguages()
    {
        m_bridge.folder().write(u"root/x.cpp"_s, "int one;\nint two = one + three;\n");
        const Json at{{"path", "x.cpp"}, {"line", 1}, {"character", 10}};
        (void)m_client.request("language.definition", at);
        auto uses = at;
        uses["includeDeclaration"] = true;
        (void)m_client.request("language.references", uses);
        auto chosen = at;
        chosen["servers"] = {{".zig", {"zls", "--log-level=err"}}};
        (void)m_client.request("language.hover", chosen);
        (void)m_client.request("language.diagnostics", {{"path", "x.cpp"}, {"timeoutMs", 20000}});
        (void)m_client.request("language.symbols", {{"path", "x.cpp"}, {"languageId", "cpp"}});
        (void)m_client.request("language.symbols", {{"query", "one"}, {"path", "x.cpp"}});
    }

    void talkOfGit()
    {
        (void)m_client.request(
            "command.run", {{"shell", "git init -q -b main . && git config user.name A && git config user.email a "
                                      "&& git init -q --bare ../remote.git && git remote add origin ../remote.git"}});
        (void)m_client.request("git.commit", {{"message", "First\n\nBody."}, {"all", true}, {"cwd", ""}});
        (void)m_client.request("file.write", {{"path", "a"}, {"text", "for git\n"}});
        (void)m_client.request("file.write", {{"path", "new"}, {"text", "new\n"}});
        (void)m_client.request("git.status");
        (void)m_client.request("git.diff", {{"paths", {"a"}}});
        (void)m_client.request("git.commit", {{"message", "Second"}, {"paths", {"a"}}});
        (void)m_client.request("git.log", {{"limit", 1}, {"skip", 0}, {"revision", "HEAD"}});
        (void)m_client.request("git.push", {{"remote", "origin"}, {"branch", "main"}, {"setUpstream", true}});
        (void)m_client.request("git.pull", {{"how", "merge"}});
        (void)m_client.request("git.clone", {{"url", "file://" + m_bridge.folder().path(u"remote.git"_s).toStdString()},
                                             {"folder", "cloned"},
                                             {"branch", "main"},
                                             {"depth", 1},
                                             {"recurse", false}});
        (void)m_client.request("git.status");
        (void)m_client.request("git.branch", {{"action", "create"}, {"name", "other"}, {"from", "HEAD"}});
    }

    void talkOfCheckpoints()
    {
        m_bridge.folder().write(u"root/node_modules/x"_s, "x");
        (void)m_client.request("checkpoint.create", {{"label", "first"}});
        (void)m_client.request("file.write", {{"path", "a"}, {"text", "other\n"}});
        (void)m_client.request("checkpoint.diff", {{"from", 1}, {"paths", {"a"}}, {"patch", true}, {"counts", true}});
        (void)m_client.request("checkpoint.file", {{"checkpoint", 1}, {"paths", {"a"}}});
        (void)m_client.request("checkpoint.restore", {{"checkpoint", 1}, {"paths", {"a"}}});
        (void)m_client.request("checkpoint.list");
    }

    void talkOfProcesses()
    {
        const auto sleeping = m_client.send("command.run", {{"shell", "exec sleep 1000"}});
        for (const char* what : {"ports", "metrics"}) {
            const auto watch = m_client.send(std::string(what) + ".watch");
            (void)m_client.waitUntil([&] { return m_client.events().back().at("payload").value("id", 0U) == watch; });
            (void)m_client.request("request.cancel", {{"id", watch}});
            (void)m_client.reply(watch);
        }
        Json processes = Json::array();
        (void)m_client.waitUntil([&] {
            processes = m_client.request("processes.list").at("payload").at("processes");
            return !processes.empty() && processes.back().value("name", "") == "sleep";
        });
        (void)m_client.request(
            "process.kill",
            {{"pid", processes.back().at("pid")}, {"startTime", processes.back().at("startTime")}, {"signal", "KILL"}});
        (void)m_client.reply(sleeping);
    }

    void talkOfTerminals()
    {
        const auto watch = m_client.send("terminal.watch");
        const auto created = m_client.request("terminal.create", {{"argv", {"sh", "-c", "read line; exit 3"}},
                                                                  {"cwd", ""},
                                                                  {"env", {{"A", "b"}}},
                                                                  {"rows", 24},
                                                                  {"cols", 80},
                                                                  {"title", "A terminal"},
                                                                  {"backing", "pty"},
                                                                  {"agentTexts", {{"AGENTS.md", "Be kind."}}}});
        const auto session = created.at("payload").at("session").get<std::uint32_t>();
        const auto attach = m_client.send("terminal.attach", {{"session", session}, {"from", 0}, {"window", 65536}});
        m_client.acknowledge(attach);
        const auto other = m_client.send("terminal.attach", {{"session", session}, {"lines", 10}, {"answers", false}});
        (void)m_client.request("terminal.snapshot", {{"session", session}, {"lines", 10}});
        m_client.sendEvent("terminal.resize", {{"session", session}, {"rows", 30}, {"cols", 100}});
        m_client.sendEvent("terminal.repaint", {{"id", other}, {"lines", 5}});
        m_client.sendBinary(encode(Frame{FrameKind::TerminalInput, session, 0, "x\r"}));
        (void)m_client.reply(attach);
        (void)m_client.request("terminal.list");
        (void)m_client.request("terminal.start",
                               {{"session", session}, {"env", Json::object()}, {"rows", 9}, {"cols", 9}});
        (void)m_client.request("terminal.end", {{"session", session}});
        const auto deaf = m_client.request("terminal.create", {{"argv", {"sh", "-c", "stty raw; sleep 1000"}}})
                              .at("payload")
                              .at("session")
                              .get<std::uint32_t>();
        (void)m_client.send("terminal.attach", {{"session", deaf}});
        for (int piece = 0; piece < 70; ++piece)
            m_client.sendBinary(encode(Frame{FrameKind::TerminalInput, deaf, 0, std::string(65536, 'x')}));
        (void)m_client.waitUntil([this] { return m_client.events().back().at("event") == "terminal.refused"; });
        (void)m_client.request("terminal.end", {{"session", deaf}});
        const auto inTmux = m_client.request("terminal.create", {{"argv", {"cat"}}, {"backing", "tmux"}});
        (void)m_client.request("terminal.end", {{"session", inTmux.at("payload").at("session")}});
        (void)m_client.request("request.cancel", {{"id", watch}});
        (void)m_client.reply(watch);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_bridge.connect(m_client));
        talk();
    }

    void everyRequestAndReply_fitsItsSchema()
    {
        QSet<QString> seen;
        for (const auto& exchange : m_client.exchanges()) {
            const auto type = exchange.at("type").get<std::string>();
            const auto& reply = exchange.at("reply");
            const Json request{{"v", "1"}, {"id", reply.at("id")}, {"type", type}, {"payload", exchange.at("request")}};
            for (const auto& frame : {request, reply})
                QCOMPARE(problems("frame", frame), QByteArray());
            if (!reply.at("ok").get<bool>())
                continue;
            QCOMPARE(problems(type, {{"request", exchange.at("request")}, {"reply", reply.at("payload")}}),
                     QByteArray());
            seen.insert(QString::fromStdString(type));
        }
        // Each schema of a request was met, so none is out of date. (Nothing is fetched here, so nothing is installed
        // by address; and a watch ends by being cancelled only, so it has no reply but an error.)
        for (const auto& name : QDir(m_schemas).entryList({u"*.json"_s}))
            if (name != u"frame.json"_s && !name.startsWith(u"event."_s) && !name.endsWith(u".watch.json"_s) &&
                name != u"codeserver.install.json"_s)
                QVERIFY2(seen.contains(name.chopped(5)), qPrintable(name));
    }

    void everyEvent_fitsItsSchema()
    {
        QSet<QString> seen;
        auto events = m_client.events();
        events.insert(events.end(), m_client.eventsSent().begin(), m_client.eventsSent().end());
        for (const auto& event : events) {
            QCOMPARE(problems("frame", event), QByteArray());
            QCOMPARE(problems("event." + event.at("event").get<std::string>(), event.at("payload")), QByteArray());
            seen.insert(QString::fromStdString(event.at("event").get<std::string>()));
        }
        for (const auto& name : QDir(m_schemas).entryList({u"event.*.json"_s}))
            QVERIFY2(seen.contains(name.sliced(6).chopped(5)), qPrintable(name));
    }

    void schema_refusesWhatIsWrong()
    {
        QVERIFY(!problems("frame", {{"v", "2"}, {"id", 1}, {"type", "hello"}}).isEmpty());
        QVERIFY(
            !problems("file.write", {{"request", {{"path", "a"}}}, {"reply", {{"size", 1}, {"hash", "x"}}}}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "schema_test.moc"
