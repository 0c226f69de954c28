#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Snapshots of a workspace's folder by a real bridge and the real git.
class CheckpointTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<TestBridge> m_bridge;
    std::unique_ptr<RawBridgeClient> m_client;

    QString path(const QString& below) const { return m_bridge->root() + u'/' + below; }
    QString write(const QString& below, const QByteArray& content) const
    {
        return m_bridge->folder().write(u"root/"_s + below, content);
    }
    QByteArray read(const QString& below) const { return m_bridge->folder().read(u"root/"_s + below); }
    bool exists(const QString& below) const { return QFileInfo::exists(path(below)); }

    QByteArray run(const QString& folder, const QString& program, const QStringList& arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qWarning("%s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
        return process.readAll();
    }
    QByteArray git(const QStringList& arguments, const QString& below = {}) const
    {
        return run(path(below), u"git"_s,
                   QStringList{u"-c"_s, u"user.name=Somebody"_s, u"-c"_s, u"user.email=s@example.org"_s, u"-c"_s,
                               u"protocol.file.allow=always"_s} +
                       arguments);
    }

    Json ask(const std::string& type, const Json& payload = Json::object())
    {
        const auto reply = m_client->request(type, payload, 60000);
        if (!reply.is_object() || !reply.value("ok", false)) {
            qWarning("%s", reply.dump().c_str());
            return Json::object();
        }
        return reply.at("payload");
    }
    std::uint32_t create(const std::string& label = "")
    {
        return ask("checkpoint.create", {{"label", label}}).value("checkpoint", 0U);
    }
    Json restore(std::uint32_t id, const Json& paths = Json::array())
    {
        return ask("checkpoint.restore", {{"checkpoint", id}, {"paths", paths}});
    }
    /// "path change" of each.
    static QStringList changes(const Json& files)
    {
        QStringList lines;
        for (const auto& file : files)
            lines << QString::fromStdString(file.at("path").get<std::string>() + ' ' +
                                            file.value("change", file.value("reason", "")));
        lines.sort();
        return lines;
    }

private Q_SLOTS:
    void init()
    {
        m_bridge = std::make_unique<TestBridge>();
        m_client = std::make_unique<RawBridgeClient>();
        QVERIFY(m_bridge->connect(*m_client));
    }
    void cleanup()
    {
        m_client.reset();
        m_bridge.reset();
    }

    void folderWithoutRepository_isKeptAndRestored_andThatIsUndone()
    {
        write(u"a.txt"_s, "one\n");
        write(u"sub/b.txt"_s, "two\n");
        write(u"run.sh"_s, "#!/bin/sh\n");
        QVERIFY(QFile(path(u"run.sh"_s)).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(QFile::link(u"sub/b.txt"_s, path(u"link"_s)));
        const auto first = create("before");
        QCOMPARE(first, 1U);

        write(u"a.txt"_s, "changed\n");
        QVERIFY(QDir(path(u"sub"_s)).removeRecursively());
        write(u"sub"_s, "now a file\n");
        write(u"new/deep/c.txt"_s, "new\n");
        QVERIFY(QFile::remove(path(u"run.sh"_s)) && QFile::remove(path(u"link"_s)));

        const auto restored = restore(first);
        QCOMPARE(changes(restored.at("restored")),
                 (QStringList{u"a.txt modified"_s, u"link added"_s, u"new/deep/c.txt deleted"_s, u"run.sh added"_s,
                              u"sub deleted"_s, u"sub/b.txt added"_s}));
        QCOMPARE(restored.at("keptCount"), Json(0));
        QCOMPARE(read(u"a.txt"_s), QByteArray("one\n"));
        QCOMPARE(read(u"sub/b.txt"_s), QByteArray("two\n"));
        QVERIFY(QFileInfo(path(u"run.sh"_s)).isExecutable());
        QCOMPARE(QFileInfo(path(u"link"_s)).readSymLink(), u"sub/b.txt"_s);
        QVERIFY(!exists(u"new"_s));

        (void)restore(restored.at("before").at("checkpoint").get<std::uint32_t>());
        QCOMPARE(read(u"a.txt"_s), QByteArray("changed\n"));
        QCOMPARE(read(u"sub"_s), QByteArray("now a file\n"));
        QCOMPARE(read(u"new/deep/c.txt"_s), QByteArray("new\n"));
        QVERIFY(!exists(u"run.sh"_s) && !QFileInfo(path(u"link"_s)).isSymLink());
        QVERIFY(!exists(u".git"_s));
    }

    void nothingChanged_isTheSameCheckpoint()
    {
        write(u"a"_s, "1");
        const auto first = ask("checkpoint.create", {{"label", "x\ny \"z\""}});
        QCOMPARE(first.at("isNew"), Json(true));
        const auto second = ask("checkpoint.create", {{"label", "other"}});
        QCOMPARE(second.at("isNew"), Json(false));
        QCOMPARE(second.at("checkpoint"), first.at("checkpoint"));
        const auto listed = ask("checkpoint.list").at("checkpoints");
        QCOMPARE(listed.size(), std::size_t{1});
        QCOMPARE(listed.at(0).at("label"), Json("x\ny \"z\""));
    }

    void emptyFolder_canBeGoneBackTo()
    {
        const auto empty = create();
        write(u"a"_s, "1");
        (void)restore(empty);
        QVERIFY(!exists(u"a"_s));
    }

    void usersRepositoryAndIndex_areUntouched_andTrackedFilesThatAreIgnoredAreKept()
    {
        git({u"init"_s, u"-q"_s});
        write(u".gitignore"_s, "*.log\nout/\n");
        write(u"kept.log"_s, "tracked\n");
        write(u"tracked"_s, "1\n");
        git({u"add"_s, u"-f"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"first"_s});
        write(u"tracked"_s, "2\n");
        git({u"add"_s, u"tracked"_s});
        write(u"tracked"_s, "3\n");
        write(u"untracked"_s, "u\n");
        write(u"other.log"_s, "ignored\n");
        write(u"out/x"_s, "ignored\n");
        const auto before = git({u"status"_s, u"--porcelain=v2"_s, u"--branch"_s});
        const auto index = read(u".git/index"_s);

        const auto created = ask("checkpoint.create");
        QCOMPARE(changes(created.at("skipped")), (QStringList{u"other.log ignored"_s, u"out/ ignored"_s}));
        write(u"kept.log"_s, "spoilt\n");
        write(u"tracked"_s, "4\n");
        QVERIFY(QFile::remove(path(u"untracked"_s)));
        (void)restore(created.at("checkpoint").get<std::uint32_t>());
        QCOMPARE(read(u"kept.log"_s), QByteArray("tracked\n"));
        QCOMPARE(read(u"tracked"_s), QByteArray("3\n"));
        QCOMPARE(read(u"untracked"_s), QByteArray("u\n"));
        QCOMPARE(read(u"other.log"_s), QByteArray("ignored\n"));
        QCOMPARE(read(u".git/index"_s), index);
        QCOMPARE(git({u"status"_s, u"--porcelain=v2"_s, u"--branch"_s}), before);
    }

    void hostileSettings_runNothing_andConvertNothing()
    {
        git({u"init"_s, u"-q"_s});
        const auto touch = u"touch "_s + path(u"../pwned"_s);
        for (const auto& name : {u"core.fsmonitor"_s, u"filter.x.clean"_s, u"filter.x.smudge"_s, u"filter.x.process"_s,
                                 u"diff.x.command"_s, u"diff.x.textconv"_s, u"filter.lfs.clean"_s,
                                 u"filter.lfs.smudge"_s, u"core.pager"_s, u"diff.external"_s})
            git({u"config"_s, name, touch});
        git({u"config"_s, u"core.hooksPath"_s, u"hooks"_s});
        for (const auto& hook :
             {u"post-checkout"_s, u"post-index-change"_s, u"reference-transaction"_s, u"pre-commit"_s}) {
            write(u"hooks/"_s + hook, "#!/bin/sh\n" + touch.toUtf8() + '\n');
            QFile(path(u"hooks/"_s + hook)).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        write(u".gitattributes"_s,
              "* text=auto eol=crlf filter=x diff=x ident\n*.bin filter=lfs\n*.u working-tree-encoding=UTF-16\n");
        const QByteArray pointer("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n");
        write(u"a.txt"_s, "x\r\ny\n$Id$\n");
        write(u"b.bin"_s, pointer);
        write(u"c.u"_s, "not UTF-16");
        const auto first = create();
        for (const auto& name : {u"a.txt"_s, u"b.bin"_s, u"c.u"_s})
            write(name, "changed");
        const auto patch = ask("checkpoint.diff", {{"from", first}, {"patch", true}});
        QCOMPARE(patch.at("filesCount"), Json(3));
        (void)restore(first);
        QCOMPARE(read(u"a.txt"_s), QByteArray("x\r\ny\n$Id$\n"));
        QCOMPARE(read(u"b.bin"_s), pointer);
        QCOMPARE(read(u"c.u"_s), QByteArray("not UTF-16"));
        QVERIFY(!QFileInfo::exists(path(u"../pwned"_s)));
    }

    void submodulesAndNestedRepositories_areKeptWithTheirFiles()
    {
        const auto origin = m_bridge->folder().path(u"origin"_s);
        m_bridge->folder().write(u"origin/in.txt"_s, "in\n");
        for (const auto& arguments : {QStringList{u"init"_s, u"-q"_s}, QStringList{u"add"_s, u"."_s},
                                      QStringList{u"commit"_s, u"-qm"_s, u"x"_s}})
            git(arguments, u"../origin"_s);
        git({u"init"_s, u"-q"_s});
        git({u"submodule"_s, u"--quiet"_s, u"add"_s, origin, u"lib/sub"_s});
        git({u"init"_s, u"-q"_s, u"nested"_s});
        git({u"init"_s, u"-q"_s, u"nested/inner"_s});
        write(u"nested/n.txt"_s, "n\n");
        write(u"nested/inner/i.txt"_s, "i\n");
        const auto first = create();
        write(u"lib/sub/in.txt"_s, "changed\n");
        write(u"lib/sub/more.txt"_s, "more\n");
        QVERIFY(QFile::remove(path(u"nested/inner/i.txt"_s)));
        write(u"nested/n.txt"_s, "changed\n");
        const auto restored = restore(first);
        QCOMPARE(changes(restored.at("restored")),
                 (QStringList{u"lib/sub/in.txt modified"_s, u"lib/sub/more.txt deleted"_s,
                              u"nested/inner/i.txt added"_s, u"nested/n.txt modified"_s}));
        QCOMPARE(read(u"lib/sub/in.txt"_s), QByteArray("in\n"));
        QCOMPARE(read(u"nested/inner/i.txt"_s), QByteArray("i\n"));
        QCOMPARE(git({u"status"_s, u"--porcelain"_s}, u"lib/sub"_s), QByteArray());
        QVERIFY(exists(u"nested/inner/.git/HEAD"_s));
    }

    void chosenPaths_onlyAreRestored()
    {
        write(u"a"_s, "1");
        write(u"d/b"_s, "1");
        write(u"d/c"_s, "1");
        write(u"d*"_s, "1");
        const auto first = create();
        for (const auto& name : {u"a"_s, u"d/b"_s, u"d/c"_s, u"d*"_s, u"dd"_s})
            write(name, "2");
        const auto restored = restore(first, {"d/b", "d*"});
        QCOMPARE(changes(restored.at("restored")), (QStringList{u"d* modified"_s, u"d/b modified"_s}));
        QCOMPARE(read(u"d/b"_s), QByteArray("1"));
        QCOMPARE(read(u"d/c"_s), QByteArray("2"));
        (void)restore(first, {"d"});
        QCOMPARE(read(u"d/c"_s), QByteArray("1"));
        QCOMPARE(read(u"a"_s), QByteArray("2"));
        QCOMPARE(read(u"dd"_s), QByteArray("2"));
    }

    void namesOfAnyBytes_areKept()
    {
        const QByteArray odd("line\nbreak\t\"q\" \xff\xfe");
        const QByteArray full = QFile::encodeName(m_bridge->root()) + '/' + odd;
        const auto put = [&](const char* text) {
            const std::unique_ptr<FILE, int (*)(FILE*)> file(::fopen(full.constData(), "w"), ::fclose);
            return file && ::fputs(text, file.get()) >= 0;
        };
        QVERIFY(put("1"));
        const auto first = create();
        QVERIFY(put("22"));
        const auto compared = ask("checkpoint.diff", {{"from", first}}).at("files").at(0);
        QCOMPARE(QByteArray::fromBase64(QByteArray::fromStdString(compared.at("pathBytes").get<std::string>())), odd);
        const auto restored =
            ask("checkpoint.restore", {{"checkpoint", first}, {"pathsBytes", {odd.toBase64().toStdString()}}});
        QCOMPARE(restored.at("restoredCount"), Json(1));
        struct stat facts{};
        QVERIFY(::stat(full.constData(), &facts) == 0 && facts.st_size == 1);
        QVERIFY(::unlink(full.constData()) == 0);
    }

    void largeAndGeneratedFiles_areSkippedAndNamed_andNeverWrittenOver()
    {
        write(u"big"_s, "small yet\n");
        write(u"node_modules/m.js"_s, "x");
        const auto first = create();
        QFile big(path(u"big"_s));
        QVERIFY(big.open(QFile::ReadWrite) && big.resize(11 << 20));
        write(u"a"_s, "1");
        const auto second = ask("checkpoint.create");
        QCOMPARE(changes(second.at("skipped")), (QStringList{u"big too_big"_s, u"node_modules/ ignored"_s}));
        const auto restored = restore(first);
        QCOMPARE(restored.at("kept").at(0).at("path"), Json("big"));
        QCOMPARE(changes(restored.at("restored")), (QStringList{u"a deleted"_s}));
        QCOMPARE(QFileInfo(path(u"big"_s)).size(), 11 << 20);
    }

    void restore_leavesFoldersWithIgnoredFilesAlone()
    {
        write(u".gitignore"_s, "*.o\n");
        write(u"x"_s, "a file\n");
        const auto first = create();
        QVERIFY(QFile::remove(path(u"x"_s)));
        write(u"x/made.o"_s, "precious\n");
        const auto restored = restore(first);
        QCOMPARE(restored.at("kept").at(0).at("path"), Json("x"));
        QCOMPARE(read(u"x/made.o"_s), QByteArray("precious\n"));
    }

    void modeOfAChangedFile_staysPrivate()
    {
        const auto secret = write(u".env"_s, "A=1\n");
        QVERIFY(::chmod(QFile::encodeName(secret).constData(), 0600) == 0);
        const auto first = create();
        write(u".env"_s, "A=2\n");
        (void)restore(first);
        struct stat facts{};
        QVERIFY(::stat(QFile::encodeName(secret).constData(), &facts) == 0);
        QCOMPARE(facts.st_mode & 0777U, 0600U);
        QCOMPARE(read(u".env"_s), QByteArray("A=1\n"));
    }

    void diffOfTwo_namesFiles_andShowsLines()
    {
        write(u"a"_s, "one\ntwo\n");
        const auto first = create();
        write(u"a"_s, "one\n2\n");
        write(u"b"_s, "b\n");
        const auto second = create();
        QVERIFY(QFile::remove(path(u"b"_s)));
        const auto compared = ask("checkpoint.diff", {{"from", first}, {"to", second}, {"patch", true}});
        QCOMPARE(changes(compared.at("files")), (QStringList{u"a modified"_s, u"b added"_s}));
        QVERIFY(compared.at("patch").get<std::string>().contains("-two\n+2\n"));
        QCOMPARE(compared.at("truncated"), Json(false));
        const auto now = ask("checkpoint.diff", {{"from", second}, {"paths", {"b"}}});
        QCOMPARE(changes(now.at("files")), (QStringList{u"b deleted"_s}));
    }

    void diffWithCounts_tellsLinesModesAndContents()
    {
        write(u"a"_s, "one\ntwo\n");
        write(u"b"_s, QByteArray(3, '\0'));
        const auto first = create();
        write(u"a"_s, "one\n2\nthree\n");
        write(u"b"_s, QByteArray(4, '\0'));
        QVERIFY(QFile(path(u"a"_s)).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto files = ask("checkpoint.diff", {{"from", first}, {"counts", true}}).at("files");
        QCOMPARE(files.at(0).at("added"), Json(2));
        QCOMPARE(files.at(0).at("removed"), Json(1));
        QCOMPARE(files.at(0).at("modeBefore"), Json("100644"));
        QCOMPARE(files.at(0).at("mode"), Json("100755"));
        QVERIFY(files.at(0).at("object") != files.at(0).at("objectBefore"));
        QCOMPARE(files.at(1).at("binary"), Json(true));
    }

    void restoreUnchangedSince_keepsWhatChanged_andLeavesTheRestAlone()
    {
        for (const auto& name : {u"a"_s, u"b"_s, u"c"_s})
            write(name, "1");
        const auto first = create();
        write(u"a"_s, "2");
        write(u"b"_s, "2");
        const auto second = create();
        write(u"b"_s, "3");
        write(u"c"_s, "3");
        const auto restored = ask("checkpoint.restore", {{"checkpoint", first}, {"unchangedSince", second}});
        QCOMPARE(changes(restored.at("restored")), (QStringList{u"a modified"_s}));
        QCOMPARE(restored.at("keptCount"), Json(1));
        QCOMPARE(restored.at("kept").at(0).at("path"), Json("b"));
        QCOMPARE(restored.at("kept").at(0).at("changedSince"), Json(true));
        QCOMPARE(read(u"a"_s) + read(u"b"_s) + read(u"c"_s), QByteArray("133"));
        const auto gone = m_client->request("checkpoint.restore", {{"checkpoint", first}, {"unchangedSince", 99}});
        QCOMPARE(gone.at("error").at("code"), Json("not_found"));
    }

    void oldCheckpoints_arePruned()
    {
        for (int i = 0; i < 203; ++i) {
            write(u"a"_s, QByteArray::number(i));
            const auto created = ask("checkpoint.create");
            if (i < 200)
                QCOMPARE(created.at("pruned").size(), std::size_t{0});
            else
                QCOMPARE(created.at("pruned"), (Json{i - 199}));
        }
        const auto listed = ask("checkpoint.list").at("checkpoints");
        QCOMPARE(listed.size(), std::size_t{200});
        QCOMPARE(listed.front().at("checkpoint"), Json(4));
        const auto gone = m_client->request("checkpoint.restore", {{"checkpoint", 1}});
        QCOMPARE(gone.at("error").at("code"), Json("not_found"));
        QCOMPARE(gone.at("error").at("field"), Json("checkpoint"));
    }

    void stateInsideTheWorkspace_isNotInItsCheckpoints()
    {
        TestBridge outer;
        TestBridge bridge({.data = outer.root() + u"/deep er/data"_s});
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        QVERIFY(QDir(bridge.root()).removeRecursively());
        QVERIFY(QFile::link(outer.root(), bridge.root())); // its folder is now that which holds its data
        const auto ask = [&] { return client.request("checkpoint.create").at("payload"); };
        QCOMPARE(ask().at("isNew"), Json(true));
        QCOMPARE(ask().at("isNew"), Json(false));
    }

    void afterAKill_locksAndASpoiltIndexAreNoObstacle()
    {
        write(u"a"_s, "1");
        const auto first = create();
        const auto state = m_bridge->data() + u"/workspaces/test/state/checkpoints/"_s;
        signalProcess(m_bridge->pid(), SIGKILL);
        QVERIFY(m_client->waitUntil([&] { return !m_client->isConnected(); }));
        QFile lock(state + u"index.lock"_s);
        QVERIFY(lock.open(QFile::WriteOnly));
        QFile index(state + u"index"_s);
        QVERIFY(index.open(QFile::WriteOnly) && index.write("DIRC spoilt") > 0 && index.flush());
        QCOMPARE(m_bridge->serve().code, 0);
        QVERIFY(m_bridge->connect(*m_client));
        QCOMPARE(create(), first);
        write(u"a"_s, "2");
        QCOMPARE(create(), first + 1);
    }

    void badRequests_areRefused()
    {
        const auto refused = [&](const std::string& type, const Json& payload, const char* field) {
            const auto reply = m_client->request(type, payload);
            QCOMPARE(reply.at("error").at("code"), Json("bad_request"));
            QCOMPARE(reply.at("error").at("field"), Json(field));
        };
        refused("checkpoint.restore", Json::object(), "checkpoint");
        refused("checkpoint.restore", {{"checkpoint", 1}, {"paths", {"../x"}}}, "paths");
        refused("checkpoint.restore", {{"checkpoint", 1}, {"paths", {"/etc/passwd"}}}, "paths");
        refused("checkpoint.restore", {{"checkpoint", 1}, {"pathsBytes", {"?"}}}, "pathsBytes");
        refused("checkpoint.diff", {{"from", 1}, {"to", -1}}, "to");
        refused("checkpoint.restore", {{"checkpoint", 1}, {"unchangedSince", -1}}, "unchangedSince");
        refused("checkpoint.file", {{"checkpoint", 1}}, "paths");
        refused("checkpoint.file", {{"checkpoint", 1}, {"paths", {"a", "b"}}}, "paths");
        refused("checkpoint.file", {{"checkpoint", 1}, {"paths", {"../x"}}}, "paths");
        refused("checkpoint.create", {{"label", std::string(1001, 'x')}}, "label");
    }

    void withoutGit_aSentenceSaysSo()
    {
        TestBridge bridge({.variables = {u"PATH=/nowhere"_s}});
        RawBridgeClient client;
        QVERIFY(bridge.connect(client));
        const auto message = client.request("checkpoint.create").at("error").value("message", "");
        QVERIFY2(message.contains("has no program \"git\""), message.c_str());
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
