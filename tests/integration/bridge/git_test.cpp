#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

namespace {

/// Takes connections and says nothing.
class SilentServer final {
public:
    [[nodiscard]] std::string url() const
    {
        return "git://127.0.0.1:" + std::to_string(m_acceptor.local_endpoint().port()) + "/x.git";
    }

private:
    boost::asio::io_context m_loop;
    boost::asio::ip::tcp::acceptor m_acceptor{m_loop, {boost::asio::ip::address_v4::loopback(), 0}};
};

} // namespace

/// The host's git through a real bridge, with real repositories and a bare one as the remote.
class GitTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<TestBridge> m_bridge;
    std::unique_ptr<RawBridgeClient> m_client;

    QString path(const QString& below) const { return m_bridge->folder().path(below); }
    void write(const QString& below, const QByteArray& content) const
    {
        m_bridge->folder().write(u"root/"_s + below, content);
    }

    QByteArray git(const QStringList& arguments, const QString& below = u"root"_s) const
    {
        QProcess process;
        process.setWorkingDirectory(path(below));
        process.start(u"git"_s, arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qWarning("%s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    void cloneTo(const QString& below)
    {
        git({u"clone"_s, u"-q"_s, u"remote.git"_s, below}, u"."_s);
        git({u"config"_s, u"user.name"_s, u"Some Body"_s}, below);
        git({u"config"_s, u"user.email"_s, u"some@example.org"_s}, below);
    }

    Json ask(const std::string& type, const Json& payload = Json::object())
    {
        const auto reply = m_client->request(type, payload);
        if (!reply.is_object() || !reply.value("ok", false)) {
            qWarning("%s", reply.dump().c_str());
            return Json::object();
        }
        return reply.at("payload");
    }
    std::string failure(const std::string& type, const Json& payload = Json::object())
    {
        const auto reply = m_client->request(type, payload);
        return reply.contains("error") ? reply.at("error").value("message", "") : std::string();
    }
    static QStringList names(const Json& list, const char* word)
    {
        QStringList lines;
        for (const auto& item : list)
            lines << QString::fromStdString(item.at("path").get<std::string>() + ' ' + item.value(word, ""));
        return lines;
    }

    /// Folders of clones that are under way, or were left.
    QStringList halfMade(const QString& below = {}) const
    {
        return QDir(path(u"root/"_s + below)).entryList({u".kalpana-clone-*"_s}, QDir::Dirs | QDir::Hidden);
    }

    /// Somebody else pushes a change of "shared".
    void pushElsewhere(const QByteArray& content)
    {
        if (!QDir(path(u"elsewhere"_s)).exists())
            cloneTo(u"elsewhere"_s);
        m_bridge->folder().write(u"elsewhere/shared"_s, content);
        git({u"commit"_s, u"-qam"_s, u"Elsewhere"_s}, u"elsewhere"_s);
        git({u"push"_s, u"-q"_s}, u"elsewhere"_s);
    }

private Q_SLOTS:
    void init()
    {
        m_bridge = std::make_unique<TestBridge>();
        m_client = std::make_unique<RawBridgeClient>();
        QVERIFY(m_bridge->connect(*m_client));
        git({u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, u"remote.git"_s}, u"."_s);
        QVERIFY(QDir().rmdir(m_bridge->root()));
        cloneTo(u"root"_s);
        write(u"shared"_s, "one\n");
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"First"_s});
        git({u"push"_s, u"-q"_s, u"origin"_s, u"main"_s});
    }
    void cleanup()
    {
        m_client.reset();
        m_bridge.reset();
    }

    void status_tellsWhatIsStagedChangedAndUntracked()
    {
        for (const auto* name : {"a", "b", "c", "old name"})
            write(QLatin1String(name), "content of a file that is long enough\n" + QByteArray(name));
        QVERIFY(ask("git.commit", {{"message", "More"}, {"all", true}}).contains("commit"));
        write(u"a"_s, "changed\n");
        git({u"add"_s, u"a"_s});
        write(u"a"_s, "changed again\n");
        QVERIFY(QFile::remove(path(u"root/b"_s)));
        git({u"mv"_s, u"old name"_s, u"new name"_s});
        git({u"rm"_s, u"-q"_s, u"c"_s});
        write(u"new\nline"_s, "x");
        const auto status = ask("git.status");
        QCOMPARE(status.at("branch"), Json("main"));
        QCOMPARE(status.at("upstream"), Json("origin/main"));
        QCOMPARE(status.at("ahead"), Json(1));
        QCOMPARE(status.at("behind"), Json(0));
        QCOMPARE(names(status.at("staged"), "change"),
                 (QStringList{u"a modified"_s, u"c deleted"_s, u"new name renamed"_s}));
        QCOMPARE(status.at("staged").at(2).at("original"), Json("old name"));
        QCOMPARE(names(status.at("changed"), "change"), (QStringList{u"a modified"_s, u"b deleted"_s}));
        QCOMPARE(names(status.at("untracked"), ""), (QStringList{u"new\nline "_s}));
        QCOMPARE(status.at("conflictedCount"), Json(0));
    }

    void namesOfAnyBytes_areToldExactly_andCommitted()
    {
        const QByteArray odd("odd \xff\xfe\n\"name\"");
        const auto full = QFile::encodeName(path(u"root/"_s)) + odd;
        const std::unique_ptr<FILE, int (*)(FILE*)> file(::fopen(full.constData(), "w"), ::fclose);
        QVERIFY(file);
        const auto bytes = ask("git.status").at("untracked").at(0).at("pathBytes").get<std::string>();
        QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(bytes)), odd);
        QVERIFY(ask("git.commit", {{"message", "Odd"}, {"pathsBytes", {bytes}}}).contains("commit"));
        QCOMPARE(ask("git.status").at("untrackedCount"), Json(0));
        QCOMPARE(git({u"ls-files"_s, u"-z"_s}), QByteArray(odd + '\0' + QByteArray("shared\0", 7)));
        QVERIFY(::remove(full.constData()) == 0);
    }

    void diff_showsWorkTreeStagedAndRevisions()
    {
        write(u"shared"_s, "two\n");
        QVERIFY(ask("git.diff").at("patch").get<std::string>().contains("-one\n+two\n"));
        QCOMPARE(ask("git.diff", {{"staged", true}}).at("patch"), Json(""));
        git({u"commit"_s, u"-qam"_s, u"Second"_s});
        const auto patch = ask("git.diff", {{"from", "HEAD~1"}, {"to", "HEAD"}, {"paths", {"shared"}}});
        QVERIFY(patch.at("patch").get<std::string>().contains("+two"));
        write(u"shared"_s, QByteArray(2 << 20, 'x') + '\n');
        const auto large = ask("git.diff");
        QCOMPARE(large.at("truncated"), Json(true));
        QCOMPARE(large.at("patch").get<std::string>().size(), std::size_t{1} << 20U);
    }

    void log_hasWholeMessages_andPages()
    {
        write(u"shared"_s, "two\n");
        QVERIFY(ask("git.commit", {{"message", "Subject\n\nBody of\ntwo lines\n"}, {"all", true}}).contains("commit"));
        const auto log = ask("git.log", {{"limit", 1}});
        QCOMPARE(log.at("more"), Json(true));
        const auto& newest = log.at("commits").at(0);
        QCOMPARE(newest.at("message"), Json("Subject\n\nBody of\ntwo lines"));
        QCOMPARE(newest.at("author"), Json("Some Body"));
        QCOMPARE(newest.at("parents").size(), std::size_t{1});
        const auto rest = ask("git.log", {{"skip", 1}});
        QCOMPARE(rest.at("commits").size(), std::size_t{1});
        QCOMPARE(rest.at("commits").at(0).at("message"), Json("First"));
        QCOMPARE(rest.at("more"), Json(false));
    }

    void commit_takesOnlyTheseFiles_andFailsInGitsWords()
    {
        write(u"a"_s, "a\n");
        write(u"b"_s, "b\n");
        QVERIFY(ask("git.commit", {{"message", "Only a"}, {"paths", {"a"}}}).contains("commit"));
        QCOMPARE(names(ask("git.status").at("untracked"), ""), (QStringList{u"b "_s}));
        QVERIFY(QFile::remove(path(u"root/b"_s)));
        const auto nothing = failure("git.commit", {{"message", "Nothing"}});
        QVERIFY2(nothing.contains("nothing to commit"), nothing.c_str());
        const auto unmatched = failure("git.commit", {{"message", "x"}, {"paths", {"missing"}}});
        QVERIFY2(unmatched.contains("did not match any files"), unmatched.c_str());
    }

    void branches_areMadeSwitchedListedAndDeleted()
    {
        (void)ask("git.branch", {{"action", "create"}, {"name", "topic"}});
        QCOMPARE(ask("git.status").at("branch"), Json("topic"));
        const auto listed = ask("git.branch", {{"action", "switch"}, {"name", "main"}}).at("branches");
        QCOMPARE(listed.size(), std::size_t{3});
        QCOMPARE(listed.at(0).at("name"), Json("main"));
        QCOMPARE(listed.at(0).at("current"), Json(true));
        QCOMPARE(listed.at(2).at("name"), Json("origin/main"));
        QCOMPARE(listed.at(2).at("remote"), Json(true));
        QCOMPARE(ask("git.branch", {{"action", "delete"}, {"name", "topic"}}).at("branches").size(), std::size_t{2});
        const auto bad = failure("git.branch", {{"action", "create"}, {"name", "a..b"}});
        QVERIFY2(bad.contains("not a valid branch name"), bad.c_str());
    }

    void pushAndPull_moveCommits_andTellWhenTheyCannot()
    {
        write(u"mine"_s, "1\n");
        QVERIFY(ask("git.commit", {{"message", "Mine"}, {"all", true}}).contains("commit"));
        QVERIFY(ask("git.push").contains("messages"));
        QCOMPARE(ask("git.status").at("ahead"), Json(0));
        pushElsewhere("theirs\n");
        QVERIFY(ask("git.pull").contains("output"));
        QCOMPARE(m_bridge->folder().read(u"root/shared"_s), QByteArray("theirs\n"));

        pushElsewhere("theirs again\n");
        write(u"shared"_s, "mine too\n");
        QVERIFY(ask("git.commit", {{"message", "Mine too"}, {"all", true}}).contains("commit"));
        const auto rejected = failure("git.push");
        QVERIFY2(rejected.contains("[rejected]"), rejected.c_str());
        const auto diverged = failure("git.pull");
        QVERIFY2(diverged.contains("Not possible to fast-forward") || diverged.contains("can't be fast-forwarded"),
                 diverged.c_str());
        const auto conflict = failure("git.pull", {{"how", "merge"}});
        QVERIFY2(conflict.contains("CONFLICT (content): Merge conflict in shared"), conflict.c_str());
        const auto status = ask("git.status");
        QCOMPARE(names(status.at("conflicted"), "state"), (QStringList{u"shared UU"_s}));
        QCOMPARE(status.at("ahead"), Json(1));
        QCOMPARE(status.at("behind"), Json(1));
    }

    void clone_makesANewFolder_andTellsHowFarItIs()
    {
        for (int number = 0; number < 50; ++number)
            write(u"many/"_s + QString::number(number), QByteArray::number(number));
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"Many"_s});
        git({u"push"_s, u"-q"_s});
        const auto url = "file://" + path(u"remote.git"_s).toStdString();
        const auto cloned =
            ask("git.clone", {{"url", url}, {"folder", "below/here"}, {"branch", "main"}, {"depth", 1}});
        QCOMPARE(cloned.value("path", ""), "below/here");
        QCOMPARE(m_bridge->folder().read(u"root/below/here/many/7"_s), QByteArray("7"));
        QCOMPARE(git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}, u"root/below/here"_s).trimmed(), QByteArray("1"));
        QCOMPARE(ask("git.status", {{"cwd", "below/here"}}).value("branch", ""), "main");
        const auto isProgress = [](const Json& event) {
            return event.at("event") == "git.progress" && event.at("payload").at("percent") <= 100;
        };
        QVERIFY(std::ranges::any_of(m_client->events(), isProgress));
        // A folder that is there is left as it is.
        const auto again = m_client->request("git.clone", {{"url", url}, {"folder", "below/here"}});
        QCOMPARE(again.at("error").value("code", ""), "conflict");
        QVERIFY(QFile::exists(path(u"root/below/here/many/7"_s)));
    }

    void clone_bringsSubmodules_whereThatIsWanted()
    {
        git({u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s, u"../remote.git"_s,
             u"part"_s});
        git({u"commit"_s, u"-qm"_s, u"A part"_s});
        git({u"push"_s, u"-q"_s});
        const auto url = path(u"remote.git"_s).toStdString();
        QCOMPARE(ask("git.clone", {{"url", url}, {"folder", "plain"}}).value("path", ""), "plain");
        QVERIFY(!QFile::exists(path(u"root/plain/part/shared"_s)));
        // Git itself takes none from a path (protocol.file.allow); then nothing is left of the whole.
        const auto said = failure("git.clone", {{"url", url}, {"folder", "whole"}, {"recurse", true}});
        QVERIFY2(said.contains("transport 'file' not allowed"), said.c_str());
        QVERIFY(!QFile::exists(path(u"root/whole"_s)));
    }

    void clone_thatFails_leavesNothing_andSaysItInGitsWords()
    {
        const auto said = failure("git.clone", {{"url", path(u"none.git"_s).toStdString()}, {"folder", "new"}});
        QVERIFY2(said.contains("does not exist"), said.c_str());
        QVERIFY(!QFile::exists(path(u"root/new"_s)));
        const auto branch =
            failure("git.clone", {{"url", path(u"remote.git"_s).toStdString()}, {"folder", "new"}, {"branch", "none"}});
        QVERIFY2(branch.contains("none not found"), branch.c_str());
        QVERIFY(!QFile::exists(path(u"root/new"_s)));
    }

    void clone_thatIsCancelled_leavesNothing()
    {
        const SilentServer server;
        const auto id = m_client->send("git.clone", {{"url", server.url()}, {"folder", "new"}});
        QVERIFY(m_client->waitUntil([&] { return !halfMade().isEmpty(); }));
        (void)m_client->request("request.cancel", {{"id", id}});
        QCOMPARE(m_client->reply(id).at("error").value("code", ""), "cancelled");
        QVERIFY(halfMade().isEmpty());
        QVERIFY(!QFile::exists(path(u"root/new"_s)));
    }

    void clone_underWayWhenTheBridgeIsKilled_isRemovedByTheNext()
    {
        const SilentServer server;
        (void)m_client->send("git.clone", {{"url", server.url()}, {"folder", "below/new"}});
        QVERIFY(m_client->waitUntil([&] { return !halfMade(u"below/"_s).isEmpty(); }));
        write(u"below/mine"_s, "stays");
        signalProcess(m_bridge->pid(), SIGKILL);
        QVERIFY(m_client->waitUntil([&] { return !m_client->isConnected(); }));
        QCOMPARE(m_bridge->serve().code, 0);
        QTRY_VERIFY(halfMade(u"below/"_s).isEmpty());
        QCOMPARE(QDir(path(u"root/below"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList(u"mine"_s));
        QTRY_VERIFY(QDir(m_bridge->data() + u"/workspaces/test/state/clones"_s).isEmpty());
    }

    void clone_overWhatCameMeanwhile_leavesItAsItIs()
    {
        // The hook runs when the clone is whole, just before it gets its name.
        const auto folder = path(u"root/new"_s);
        m_bridge->folder().write(u"template/hooks/post-checkout"_s, "#!/bin/sh\nmkdir '" + folder.toUtf8() + "'\n");
        QFile(path(u"template/hooks/post-checkout"_s)).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        git({u"config"_s, u"--global"_s, u"init.templateDir"_s, path(u"template"_s)});
        const auto forget =
            qScopeGuard([this] { git({u"config"_s, u"--global"_s, u"--unset"_s, u"init.templateDir"_s}); });
        const auto said = failure("git.clone", {{"url", path(u"remote.git"_s).toStdString()}, {"folder", "new"}});
        QVERIFY2(said.contains("new is there already"), said.c_str());
        QVERIFY(QDir(folder).isEmpty());
        QVERIFY(halfMade().isEmpty());
    }

    void clone_takesNoAddressThatIsSomethingElse_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("named");
        QTest::newRow("a program") << u"ext::sh -c touch% pwned"_s << u"new"_s << u"helper \"ext\""_s;
        QTest::newRow("a descriptor") << u"fd::3"_s << u"new"_s << u"helper \"fd\""_s;
        QTest::newRow("an option") << u"--upload-pack=touch pwned"_s << u"new"_s << u"start with '-'"_s;
        QTest::newRow("two lines") << u"https://a.example/\nb"_s << u"new"_s << u"control characters"_s;
        QTest::newRow("nothing") << u""_s << u"new"_s << u"empty"_s;
        QTest::newRow("a word") << u"x.git"_s << u"new"_s << u"absolute path"_s;
        QTest::newRow("a host that is an option")
            << u"ssh://-oProxyCommand=touch%20pwned/x"_s << u"new"_s << u"strange hostname"_s;
        QTest::newRow("out") << u"https://a.example/b"_s << u"../new"_s << u"new"_s;
        QTest::newRow("the workspace itself") << u"https://a.example/b"_s << u"."_s << u"there already"_s;
    }
    void clone_takesNoAddressThatIsSomethingElse()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, folder);
        QFETCH(const QString, named);
        const auto said = failure("git.clone", {{"url", url.toStdString()}, {"folder", folder.toStdString()}});
        QVERIFY2(said.contains(named.toStdString()), said.c_str());
        QVERIFY(!QFile::exists(path(u"root/new"_s)) && !QFile::exists(path(u"new"_s)));
        QVERIFY(!QFile::exists(path(u"root/pwned"_s)) && !QFile::exists(path(u"pwned"_s)));
    }

    void options_areNoNames()
    {
        for (const auto& [type, field] : std::vector<std::pair<std::string, std::string>>{
                 {"git.diff", "from"}, {"git.log", "revision"}, {"git.push", "remote"}, {"git.pull", "remote"}}) {
            const auto reply = m_client->request(type, {{field, "--upload-pack=touch /tmp/pwned"}});
            QCOMPARE(reply.at("error").at("code"), Json("bad_request"));
            QCOMPARE(reply.at("error").at("field"), Json(field));
        }
    }

    void watcherOfARepository_isNotRunByStatus()
    {
        git({u"config"_s, u"core.fsmonitor"_s, u"touch "_s + path(u"pwned"_s)});
        QVERIFY(ask("git.status").contains("branch"));
        QVERIFY(ask("git.diff").contains("patch"));
        QVERIFY(!QFile::exists(path(u"pwned"_s)));
    }

    void cancelled_gitIsEnded()
    {
        write(u".git/hooks/pre-commit"_s, "#!/bin/sh\necho $$ > running\nexec sleep 1000\n");
        QFile(path(u"root/.git/hooks/pre-commit"_s))
            .setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        write(u"a"_s, "a");
        const auto id = m_client->send("git.commit", {{"message", "x"}, {"all", true}});
        QVERIFY(m_client->waitUntil([&] { return !m_bridge->folder().read(u"root/running"_s).trimmed().isEmpty(); }));
        (void)m_client->request("request.cancel", {{"id", id}});
        QCOMPARE(m_client->reply(id).at("error").at("code"), Json("cancelled"));
        const auto process = u"/proc/"_s + QString::fromLatin1(m_bridge->folder().read(u"root/running"_s).trimmed());
        QTRY_VERIFY(!QFile::exists(process + u"/exe"_s));
    }

    void outsideOfARepository_itIsGitThatSaysSo()
    {
        QVERIFY(QDir(path(u"root/.git"_s)).removeRecursively());
        const auto said = failure("git.status");
        QVERIFY2(said.contains("not a git repository"), said.c_str());
    }
};

QTEST_GUILESS_MAIN(GitTest)
#include "git_test.moc"
