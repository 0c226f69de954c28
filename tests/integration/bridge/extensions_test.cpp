#include "remote/bridge/client/code_server.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// The real code-server installs real extensions; the registry that it may ask is an address where nobody listens.
class ExtensionsTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_data;

    TestBridge::Setup setup() const
    {
        return {
            .variables =
                {u"EXTENSIONS_GALLERY={\"serviceUrl\": \"http://127.0.0.1:1/\", \"itemUrl\": \"http://127.0.0.1:1/\"}"_s,
                 u"NODE_OPTIONS=--no-such-option"_s},
            .data = m_data.path()};
    }

    static QString packed(const TestBridge& bridge, const QString& name, const QString& version)
    {
        const auto path = bridge.folder().path(u"root/%1.vsix"_s.arg(name));
        QProcess::execute(u"python3"_s, {QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/programs/pack_extension.py"),
                                         path, name, version});
        return path;
    }

    static Json install(RawBridgeClient& client, const Json& extensions)
    {
        return client.request("codeserver.extensions", {{"version", "real"}, {"extensions", extensions}}, 120000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString archive = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
        if (archive.isEmpty())
            QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
        const auto folder = m_data.path(u"code-server/real"_s);
        QVERIFY(QDir().mkpath(folder));
        QCOMPARE(QProcess::execute(u"tar"_s, {u"-xzf"_s, archive, u"-C"_s, folder, u"--strip-components=1"_s}), 0);
    }

    void init() { QDir(m_data.path(u"extensions"_s)).removeRecursively(); }

    void fileOfAnExtension_isInstalledOnce()
    {
        TestBridge bridge(setup());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        const auto path = packed(bridge, u"one"_s, u"1.0.0"_s).toStdString();
        auto reply = install(client, {path});
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        QCOMPARE(reply.at("payload").at("installed").dump(), Json({path}).dump());
        QVERIFY(QDir(m_data.path(u"extensions/kalpana.one-1.0.0"_s)).exists());
        QCOMPARE(client.events().back().at("payload").value("phase", ""), "extensions");
        QCOMPARE(client.events().back().at("payload").value("done", 0), 1);

        // By its content, by its id in any case and by its version.
        reply = install(client, {"one.vsix", "Kalpana.One", "kalpana.one@1.0.0"});
        QCOMPARE(reply.at("payload").at("wasThere").size(), std::size_t(3));
        packed(bridge, u"one"_s, u"2.0.0"_s);
        reply = install(client, {"one.vsix"});
        QCOMPARE(reply.at("payload").at("installed").size(), std::size_t(1));
        QVERIFY(QDir(m_data.path(u"extensions/kalpana.one-2.0.0"_s)).exists());
    }

    void ourExtensionOfTheEditor_isNotAmongTheUsers()
    {
        TestBridge bridge(setup());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        packed(bridge, u"mine"_s, u"1.0.0"_s);
        QVERIFY(install(client, {"mine.vsix"}).value("ok", false));
        QFile list(m_data.path(u"extensions/extensions.json"_s));
        QVERIFY(list.open(QFile::ReadOnly));
        const auto before = list.readAll();
        const auto started = client.request("codeserver.start", {{"version", "real"}}, 120000);
        QVERIFY2(started.value("ok", false), started.dump().c_str());
        // Beside those that code-server brings along, as one of these, by links: its release stays as it was published.
        const auto built = m_data.path(u"workspaces/"_s) +
                           QDir(m_data.path(u"workspaces"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0) +
                           u"/state/builtin-extensions"_s;
        QVERIFY(QFile::exists(built + u"/kalpana.editor-link/extension.js"_s));
        QCOMPARE(QFile::symLinkTarget(built + u"/git"_s), m_data.path(u"code-server/real/lib/vscode/extensions/git"_s));
        QVERIFY(!QFile::exists(m_data.path(u"code-server/real/lib/vscode/extensions/kalpana.editor-link"_s)));

        packed(bridge, u"later"_s, u"1.0.0"_s);
        QVERIFY(install(client, {"later.vsix"}).value("ok", false));
        QProcess listing;
        listing.start(m_data.path(u"code-server/real/lib/node"_s),
                      {m_data.path(u"code-server/real"_s), u"--list-extensions"_s, u"--extensions-dir"_s,
                       m_data.path(u"extensions"_s), u"--user-data-dir"_s, bridge.folder().path(u"user"_s)});
        QVERIFY(listing.waitForFinished(60000));
        auto names = QString::fromUtf8(listing.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        names.removeIf([](const QString& line) { return line.startsWith(u'['); }); // of its log
        QVERIFY2(names.contains(u"kalpana.mine"_s) && names.contains(u"kalpana.later"_s) && names.size() == 2,
                 qPrintable(names.join(u' ')));
        QVERIFY(list.seek(0));
        QVERIFY(before.contains("kalpana.mine") && !list.readAll().contains("editor-link"));
        QVERIFY(client.request("codeserver.stop", Json::object(), 60000).value("ok", false));
    }

    void oneThatFails_isNamed_andStopsNoOther()
    {
        TestBridge bridge(setup());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        bridge.folder().write(u"root/damaged.vsix"_s, "not a zip");
        const auto good = packed(bridge, u"two"_s, u"1.0.0"_s).toStdString();
        const auto reply = install(client, {"damaged.vsix", "nobody.nothing", "missing.vsix", good});
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        const auto& payload = reply.at("payload");
        QCOMPARE(payload.at("installed").dump(), Json({good}).dump());
        QCOMPARE(payload.at("failed").size(), std::size_t(3));
        const std::array said{"End of central directory", "ECONNREFUSED", "No such file"};
        for (std::size_t i = 0; i < said.size(); ++i) {
            const auto& failure = payload.at("failed").at(i);
            const auto message = failure.value("message", "");
            QVERIFY2(message.contains(failure.value("extension", "?")) && message.contains(said[i]), message.c_str());
        }
    }

    void whatIsNoExtension_isRefused_andSoIsAVersionThatIsNotThere()
    {
        TestBridge bridge(setup());
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        for (const auto* wrong : {"", "name", "--force", "a.b --force", "-a.b", "a.b@", "a b.c", "../x"})
            QCOMPARE(install(client, {wrong}).at("error").value("field", ""), "extensions");
        const auto reply = client.request("codeserver.extensions", {{"version", "9"}, {"extensions", Json::array()}});
        QCOMPARE(reply.at("error").value("code", ""), "not_found");
    }

    void twoBridgesAtOnce_loseNothing()
    {
        TestBridge first(setup());
        auto other = setup();
        other.options = {u"--id"_s, u"other"_s};
        TestBridge second(other);
        RawBridgeClient one;
        RawBridgeClient two;
        QVERIFY(first.connect(one) && second.connect(two));
        const auto send = [](RawBridgeClient& client, const QString& path) {
            return client.send("codeserver.extensions", {{"version", "real"}, {"extensions", {path.toStdString()}}});
        };
        const auto sentOne = send(one, packed(first, u"three"_s, u"1.0.0"_s));
        const auto sentTwo = send(two, packed(second, u"four"_s, u"1.0.0"_s));
        QCOMPARE(one.reply(sentOne, 60000).at("payload").at("installed").size(), std::size_t(1));
        QCOMPARE(two.reply(sentTwo, 60000).at("payload").at("installed").size(), std::size_t(1));
        const auto list = m_data.read(u"extensions/extensions.json"_s);
        QVERIFY2(list.contains("kalpana.three") && list.contains("kalpana.four"), list);
    }

    void desktop_hearsOfEach_andOfProgress()
    {
        TestBridge bridge(setup());
        io::IoThread io;
        host::LocalHost host{io.executor()};
        auto stream = io.run(host.openSocket(bridge.socket()));
        QVERIFY(stream.has_value());
        const auto token = bridge.token();
        const auto client =
            io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(token))));
        QVERIFY(client.has_value());
        const auto path = packed(bridge, u"five"_s, u"1.0.0"_s).toStdString();
        std::vector<std::uint64_t> progress;
        const auto done = io.run(bridge::client::installExtensions(
            *client, "real", {path, "missing.vsix"},
            [&progress](std::uint64_t number, std::uint64_t) { progress.push_back(number); }));
        QVERIFY2(done.has_value(), qPrintable(done ? QString() : done.error().detail));
        QCOMPARE(done->installed, std::vector<std::string>{path});
        QCOMPARE(done->failed.at(0).extension, u"missing.vsix"_s);
        QVERIFY(done->failed.at(0).message.contains(u"missing.vsix"_s));
        QCOMPARE(progress, (std::vector<std::uint64_t>{0, 1, 2}));

        const auto merged = io.run(bridge::client::mergeCodeServerSettings(*client, {{"a", 1}}));
        QVERIFY2(merged.has_value(), qPrintable(merged ? QString() : merged.error().detail));
        QCOMPARE(merged->set, std::vector<std::string>{"a"});
    }
};

QTEST_GUILESS_MAIN(ExtensionsTest)
#include "extensions_test.moc"
