#include "remote/bridge/client/editor.h"
#include "tests/support/connected_client.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLocalSocket>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace kalpana;
using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

namespace {

/// The far end of the line that our extension holds in a window of the editor.
class Window final {
public:
    explicit Window(const TestBridge& bridge, const QString& file = {}, bool focused = true)
    {
        m_socket.connectToServer(bridge.runtime() + u"/editor.sock"_s);
        if (m_socket.waitForConnected(5000) && !file.isEmpty())
            tell(bridge.root() + u'/' + file, focused);
    }

    void tell(const QString& path, bool focused = true)
    {
        Json editor{{"path", path.toStdString()},
                    {"language", "python"},
                    {"dirty", false},
                    {"line", 3},
                    {"column", 1},
                    {"endLine", 5},
                    {"endColumn", 9}};
        say({{"type", "state"}, {"focused", focused}, {"editor", editor}});
    }
    void say(const Json& message) { write(QByteArray::fromStdString(message.dump()) + '\n'); }
    void write(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(5000)) {
        }
    }
    /// The next thing that it is asked; null where nothing comes.
    Json heard(int timeoutMs = 10000)
    {
        QElapsedTimer time;
        time.start();
        while (!m_socket.canReadLine() && time.elapsed() < timeoutMs)
            m_socket.waitForReadyRead(50);
        return m_socket.canReadLine() ? Json::parse(m_socket.readLine().toStdString()) : Json();
    }
    void answer(const Json& asked, const std::string& error = {})
    {
        say({{"type", "taken"}, {"id", asked.at("id")}});
        Json reply{{"type", "answer"}, {"id", asked.at("id")}};
        if (!error.empty())
            reply["error"] = error;
        say(reply);
    }
    bool isClosed()
    {
        if (m_socket.state() == QLocalSocket::ConnectedState)
            m_socket.waitForReadyRead(10);
        return m_socket.state() != QLocalSocket::ConnectedState;
    }
    void leave() { m_socket.abort(); }

private:
    QLocalSocket m_socket;
};

std::string codeOf(const Json& reply)
{
    return reply.contains("error") ? reply.at("error").value("code", "") : std::string();
}

std::string messageOf(const Json& reply)
{
    return reply.contains("error") ? reply.at("error").value("message", "") : std::string();
}

} // namespace

/// The requests that reach into the editor, with a far end of the test's own in the extension's place.
class EditorTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;
    RawBridgeClient m_client;

    Json state() { return m_client.request("editor.state").at("payload"); }
    QString shown() { return QString::fromStdString(state().value("editor", Json::object()).value("path", "")); }
    bool isConnected() { return state().value("connected", false); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_bridge.connect(m_client));
        m_bridge.folder().write(u"root/src/a.py"_s, "one\ntwo\nthree\nfour\nfive five\n");
        m_bridge.folder().write(u"root/b.py"_s, "b\n");
        m_bridge.folder().write(u"secret"_s, "secret\n");
        QVERIFY(QFile::link(m_bridge.folder().path(u"secret"_s), m_bridge.root() + u"/out"_s));
    }
    void cleanup()
    {
        QTRY_VERIFY(!isConnected()); // the windows of a test go with it
    }

    void socket_isForTheUserAlone()
    {
        struct stat facts{};
        QCOMPARE(::stat(QFile::encodeName(m_bridge.runtime() + u"/editor.sock"_s).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0600U);
        if (::geteuid() != 0)
            return;
        // Where the folder and the socket let others in all the same, the bridge does not hear them.
        for (const auto& path : {m_bridge.folder().path(), m_bridge.runtime()})
            ::chmod(QFile::encodeName(path).constData(), 0755);
        auto above = QDir(m_bridge.folder().path());
        for (; above.cdUp() && !above.isRoot() && above.path() != u"/tmp"_s;)
            ::chmod(QFile::encodeName(above.path()).constData(), 0755);
        ::chmod(QFile::encodeName(m_bridge.runtime() + u"/editor.sock"_s).constData(), 0666);
        QProcess other;
        other.start(u"setpriv"_s, {u"--reuid=65534"_s, u"--clear-groups"_s, u"python3"_s, u"-c"_s,
                                   u"import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\n"
                                   "s.sendall(b'{\"type\":\"state\",\"focused\":true}\\n')\nprint(len(s.recv(1)))"_s,
                                   m_bridge.runtime() + u"/editor.sock"_s});
        QVERIFY(other.waitForFinished(20000));
        const auto said = other.readAllStandardOutput() + other.readAllStandardError();
        QVERIFY2(said.startsWith("0") || said.contains("ConnectionReset") || said.contains("BrokenPipe"),
                 said.constData());
        QVERIFY(!isConnected());
        for (const auto& path : {m_bridge.folder().path(), m_bridge.runtime()})
            ::chmod(QFile::encodeName(path).constData(), 0700);
        ::chmod(QFile::encodeName(m_bridge.runtime() + u"/editor.sock"_s).constData(), 0600);
    }

    void withoutAnEditor_aSentenceSaysWhatToDo()
    {
        QCOMPARE(state().dump(), Json({{"connected", false}, {"focused", false}}).dump());
        for (const auto& reply :
             {m_client.request("editor.open", {{"path", "b.py"}}), m_client.request("editor.insert", {{"text", "x"}})})
            QVERIFY2(messageOf(reply).contains("Open the workspace's editor"), reply.dump().c_str());
    }

    void open_getsAWholePathBelowTheWorkspace()
    {
        Window window(m_bridge, u"b.py"_s);
        QTRY_VERIFY(isConnected());
        const auto id = m_client.send("editor.open", {{"path", "./src//a.py"}, {"line", 4}, {"column", 2}});
        const auto reply = [&] { return m_client.reply(id); };
        const auto asked = window.heard();
        QCOMPARE(asked.value("type", ""), "open");
        QCOMPARE(asked.value("path", ""), (m_bridge.root() + u"/src/a.py"_s).toStdString());
        QCOMPARE(asked.value("line", 0), 4);
        QCOMPARE(asked.value("column", 0), 2);
        QCOMPARE(asked.value("folder", true), false);
        window.answer(asked);
        QVERIFY(reply().value("ok", false));

        const auto folder = m_client.send("editor.open", {{"path", (m_bridge.root() + u"/src"_s).toStdString()}});
        const auto second = window.heard();
        QCOMPARE(second.value("folder", false), true);
        window.answer(second);
        QVERIFY(m_client.reply(folder).value("ok", false));
    }

    void open_refusesWhatIsNotThere_orLeadsOut()
    {
        Window window(m_bridge, u"b.py"_s);
        QTRY_VERIFY(isConnected());
        QCOMPARE(codeOf(m_client.request("editor.open", {{"path", "no/such.py"}})), "not_found");
        for (const auto* out : {"../secret", "/etc/passwd", "src/../../secret", "out"})
            QCOMPARE(codeOf(m_client.request("editor.open", {{"path", out}})), "outside_workspace");
        QCOMPARE(::mkfifo(QFile::encodeName(m_bridge.root() + u"/pipe"_s).constData(), 0600), 0);
        QVERIFY(!messageOf(m_client.request("editor.open", {{"path", "pipe"}})).empty());
        for (const Json& wrong :
             {Json::object(), Json{{"path", 1}}, Json{{"path", "b.py"}, {"line", -1}},
              Json{{"path", "b.py"}, {"line", "4"}}, Json{{"path", "b.py"}, {"line", 4294967296U}}}) {
            const auto reply = m_client.request("editor.open", wrong);
            QVERIFY2(codeOf(reply) == "bad_request", (wrong.dump() + reply.dump()).c_str());
        }
        QVERIFY(window.heard(0).is_null()); // the editor was asked nothing of all this
    }

    void insert_putsTextAtTheCursor_orSaysWhyNot()
    {
        Window window(m_bridge, u"b.py"_s);
        QTRY_VERIFY(isConnected());
        const std::string text = "a \"quoted\"\nline\twith ünïcödé and \xF0\x9F\x99\x82\n";
        const auto id = m_client.send("editor.insert", {{"text", text}});
        const auto asked = window.heard();
        QCOMPARE(asked.value("type", ""), "insert");
        QCOMPARE(asked.value("text", ""), text);
        window.answer(asked);
        QVERIFY(m_client.reply(id).value("ok", false));
        for (const auto& [said, expected] :
             {std::pair("no_document", "No text is open"), std::pair("read_only", "can't be changed"),
              std::pair("the roof is on fire", "It said: the roof is on fire")}) {
            const auto failing = m_client.send("editor.insert", {{"text", "x"}});
            window.answer(window.heard(), said);
            const auto reply = m_client.reply(failing);
            QVERIFY2(messageOf(reply).contains(expected), reply.dump().c_str());
        }
        QCOMPARE(codeOf(m_client.request("editor.insert", {{"text", ""}})), "bad_request");
        QCOMPARE(codeOf(m_client.request("editor.insert")), "bad_request");
        QVERIFY(messageOf(m_client.request("editor.insert", {{"text", std::string(1U << 21U, 'x')}}))
                    .contains("over a megabyte"));
        QVERIFY(window.heard(0).is_null());
    }

    void state_isOfTheWindowThatTheUserTurnedToLast()
    {
        Window first(m_bridge, u"src/a.py"_s);
        QTRY_COMPARE(shown(), u"src/a.py"_s);
        const auto editor = state().at("editor");
        QCOMPARE(editor.value("line", 0), 3);
        QCOMPARE(editor.value("endLine", 0), 5);
        QCOMPARE(editor.value("language", ""), "python");
        Window second(m_bridge, u"b.py"_s);
        QTRY_COMPARE(shown(), u"b.py"_s);
        first.tell(m_bridge.root() + u"/src/a.py"_s, false);
        first.tell(m_bridge.root() + u"/src/a.py"_s, true);
        QTRY_COMPARE(shown(), u"src/a.py"_s);
        first.leave();
        QTRY_COMPARE(shown(), u"b.py"_s);
        // What is open from elsewhere, or is no file, is told to nobody.
        second.tell(u"/etc/passwd"_s);
        QTRY_VERIFY(!state().contains("editor"));
        second.tell(m_bridge.root() + u"/b.py"_s);
        QTRY_COMPARE(shown(), u"b.py"_s);
        second.say({{"type", "state"}, {"focused", true}, {"editor", nullptr}});
        QTRY_VERIFY(!state().contains("editor"));
    }

    void watch_tellsEachChange()
    {
        const auto watch = m_client.send("editor.watch");
        const auto last = [&] {
            Json payload;
            for (const auto& event : m_client.events())
                if (event.at("event") == "editor.state" && event.at("payload").value("id", 0U) == watch)
                    payload = event.at("payload");
            return payload;
        };
        QVERIFY(m_client.waitUntil([&] { return last().is_object() && !last().value("connected", true); }));
        {
            Window window(m_bridge, u"b.py"_s);
            QVERIFY(
                m_client.waitUntil([&] { return last().value("editor", Json::object()).value("path", "") == "b.py"; }));
        }
        QVERIFY(m_client.waitUntil([&] { return !last().value("connected", true); }));
        (void)m_client.request("request.cancel", {{"id", watch}});
        QCOMPARE(codeOf(m_client.reply(watch)), "cancelled");
    }

    void aWindowWhosePageHasGone_isPassedOver()
    {
        Window there(m_bridge, u"b.py"_s);
        QTRY_COMPARE(shown(), u"b.py"_s);
        Window gone(m_bridge, u"src/a.py"_s); // says nothing any more
        QTRY_COMPARE(shown(), u"src/a.py"_s);
        const auto id = m_client.send("editor.open", {{"path", "b.py"}});
        QCOMPARE(gone.heard().value("type", ""), "open");
        there.answer(there.heard());
        QVERIFY(m_client.reply(id).value("ok", false));
        QTRY_COMPARE(shown(), u"b.py"_s); // and is not the one in front any more
        // One that goes while it is asked is not waited for.
        const auto second = m_client.send("editor.insert", {{"text", "x"}});
        QVERIFY(there.heard().is_object());
        there.leave();
        gone.answer(gone.heard());
        QVERIFY(m_client.reply(second).value("ok", false));
    }

    void whatIsNoProtocol_endsTheLine_andNothingElse()
    {
        Window well(m_bridge, u"b.py"_s);
        QTRY_COMPARE(shown(), u"b.py"_s);
        for (const QByteArray& bytes : {QByteArray("not json\n"), QByteArray("[1]\n"), QByteArray("\n"),
                                        QByteArray(70'000, 'x'), QByteArray("\xff\xfe\n")}) {
            Window odd(m_bridge);
            odd.write(bytes);
            QTRY_VERIFY2(odd.isClosed(), bytes.first(std::min<qsizetype>(bytes.size(), 9)).constData());
        }
        // Wrong fields and answers to nothing are passed over.
        for (const Json& odd :
             {Json{{"type", "answer"}, {"id", 99}}, Json{{"type", 7}}, Json{{"type", "state"}, {"focused", "yes"}},
              Json{{"type", "dance"}}, Json{{"type", "taken"}}})
            well.say(odd);
        well.say({{"type", "state"}, {"focused", true}, {"editor", {{"path", "relative"}, {"line", -1}}}});
        QTRY_VERIFY(!state().contains("editor"));
        QVERIFY(isConnected());
    }

    void windowsBeyondTheThirtySecond_areTurnedAway()
    {
        std::vector<std::unique_ptr<Window>> windows;
        for (int i = 0; i < 32; ++i)
            windows.push_back(std::make_unique<Window>(m_bridge, u"b.py"_s));
        QTRY_COMPARE(shown(), u"b.py"_s);
        Window late(m_bridge);
        QTRY_VERIFY(late.isClosed());
    }

    void desktopsCalls_sayWhatTheBridgeSays()
    {
        using namespace bridge::client;
        ConnectedClient desktop;
        desktop.bridge.folder().write(u"root/b.py"_s, "b\n");
        const auto none = desktop.failure(openInEditor(desktop.client, {.path = "b.py"}));
        QVERIFY2(none.sentence.startsWith(u"No editor of this workspace is there."_s), qPrintable(none.sentence));
        const auto missing = desktop.failure(openInEditor(desktop.client, {.path = "no/such.py"}));
        QCOMPARE(missing.code, ErrorCode::NotFound);
        QVERIFY2(missing.sentence.contains(u"no/such.py"_s), qPrintable(missing.sentence));
        QCOMPARE(desktop.failure(openInEditor(desktop.client, {.path = "/etc/passwd"})).code, ErrorCode::NoPermission);
        QVERIFY(!desktop.done(editorState(desktop.client)).isConnected);
        const Window window(desktop.bridge, u"b.py"_s);
        const auto file = [&] { return desktop.done(editorState(desktop.client)).file; };
        QTRY_COMPARE(file(), (ShownFile{u"b.py"_s, u"python"_s, 3, 1, 5, 9, false}));
    }
};

QTEST_GUILESS_MAIN(EditorTest)
#include "editor_test.moc"
