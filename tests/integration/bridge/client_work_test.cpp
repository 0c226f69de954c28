#include "remote/bridge/client/checkpoints.h"
#include "remote/bridge/client/git.h"
#include "remote/bridge/client/processes.h"
#include "tests/support/connected_client.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <mutex>

using namespace kalpana;
using namespace bridge::client;
using namespace Qt::StringLiterals;

/// The typed calls on Git, checkpoints and processes against the real bridge.
class ClientWorkTest final : public QObject {
    Q_OBJECT

    test::ConnectedClient m_with;

    void write(const QString& below, const QByteArray& content) const
    {
        m_with.bridge.folder().write(u"root/"_s + below, content);
    }
    QByteArray read(const QString& below) const { return m_with.bridge.folder().read(u"root/"_s + below); }
    QByteArray git(const QStringList& arguments, const QString& below = u"root/project"_s) const
    {
        QProcess process;
        process.setWorkingDirectory(m_with.bridge.folder().path(below));
        process.start(u"git"_s, arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qWarning("%s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
        return process.readAllStandardOutput().trimmed();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_with.client);
        git({u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, u"remote.git"_s}, u"."_s);
        git({u"clone"_s, u"-q"_s, u"remote.git"_s, u"root/project"_s}, u"."_s);
        git({u"config"_s, u"user.name"_s, u"Some Body"_s});
        git({u"config"_s, u"user.email"_s, u"some@example.org"_s});
    }

    void changes_areShownCommittedAndPushed()
    {
        auto& client = m_with.client;
        write(u"project/a.txt"_s, "one\n");
        write(u"project/b.txt"_s, "two\n");
        QCOMPARE(m_with.done(gitStatus(client, "project")).untracked, (std::vector<std::string>{"a.txt", "b.txt"}));
        const auto first = m_with.done(gitCommit(client, {.message = "First", .folder = "project", .all = true}));
        QCOMPARE(QByteArray::fromStdString(first), git({u"rev-parse"_s, u"HEAD"_s}));
        git({u"branch"_s, u"-M"_s, u"main"_s});
        const auto pushed = m_with.done(
            gitPush(client, {.folder = "project", .remote = "origin", .branch = "main", .setUpstream = true}));
        QVERIFY(pushed.messages.contains("main"));

        git({u"mv"_s, u"a.txt"_s, u"c.txt"_s});
        write(u"project/b.txt"_s, "2\n");
        const auto status = m_with.done(gitStatus(client, "project"));
        QCOMPARE(status.branch, "main");
        QCOMPARE(status.upstream, "origin/main");
        QCOMPARE(status.ahead, std::optional<std::uint64_t>(0));
        QCOMPARE(status.stagedCount, 1U);
        QCOMPARE(status.staged.at(0).what, GitChange::What::Renamed);
        QCOMPARE(status.staged.at(0).original, "a.txt");
        QCOMPARE(status.changed.at(0).path, "b.txt");
        const auto patch = m_with.done(gitDiff(client, {.folder = "project", .paths = {"b.txt"}}));
        QVERIFY(patch.text.contains("-two\n+2\n"));
        QVERIFY(m_with.done(gitDiff(client, {.folder = "project", .staged = true})).text.contains("rename to c.txt"));

        const auto second = m_with.done(gitCommit(client, {.message = "Second", .folder = "project", .all = true}));
        const auto log = m_with.done(gitLog(client, {.folder = "project", .limit = 1}));
        QVERIFY(log.more);
        QCOMPARE(log.commits.at(0).id, second);
        QCOMPARE(log.commits.at(0).parents, std::vector<std::string>{first});
        QCOMPARE(log.commits.at(0).author, "Some Body");
        QCOMPARE(log.commits.at(0).message, "Second");
        QCOMPARE(m_with.done(gitStatus(client, "project")).ahead, std::optional<std::uint64_t>(1));
        const auto nothing = m_with.failure(gitCommit(client, {.message = "None", .folder = "project"}));
        QVERIFY2(nothing.sentence.contains(u"nothing to commit"_s), qPrintable(nothing.sentence));
    }

    void branches_areMadeLeftAndRemoved_andPullBringsWhatOthersDid()
    {
        auto& client = m_with.client;
        using Action = GitBranchSpec::Action;
        const auto made =
            m_with.done(gitBranch(client, {.name = "side", .action = Action::Create, .folder = "project"}));
        const auto current = std::ranges::find_if(made, &GitBranch::isCurrent);
        QVERIFY(current != made.end() && current->name == "side" && !current->isRemote);
        (void)m_with.done(gitBranch(client, {.name = "main", .folder = "project"}));
        const auto left =
            m_with.done(gitBranch(client, {.name = "side", .action = Action::Delete, .folder = "project"}));
        QVERIFY(!std::ranges::contains(left, "side", &GitBranch::name));
        QCOMPARE(m_with.done(gitBranches(client, "project")).size(), left.size());

        (void)m_with.done(gitPush(client, {.folder = "project"}));
        git({u"clone"_s, u"-q"_s, u"remote.git"_s, u"other"_s}, u"."_s);
        m_with.bridge.folder().write(u"other/d.txt"_s, "new\n");
        git({u"add"_s, u"."_s}, u"other"_s);
        git({u"-c"_s, u"user.name=x"_s, u"-c"_s, u"user.email=x@example.org"_s, u"commit"_s, u"-qm"_s, u"Theirs"_s},
            u"other"_s);
        git({u"push"_s, u"-q"_s}, u"other"_s);
        QVERIFY(m_with.done(gitPull(client, {.folder = "project"})).output.contains("d.txt"));
        QCOMPARE(read(u"project/d.txt"_s), QByteArray("new\n"));
    }

    void repository_isCloned_andItIsToldHowFarThatIs()
    {
        auto& client = m_with.client;
        const auto url = "file://" + m_with.bridge.folder().path(u"remote.git"_s).toStdString();
        std::mutex mutex;
        std::vector<GitProgress> told;
        const auto cloned =
            m_with.done(gitClone(client, {.url = url, .folder = "copy", .depth = 1}, [&](const GitProgress& progress) {
                const std::scoped_lock lock(mutex);
                told.push_back(progress);
            }));
        QCOMPARE(cloned.path, "copy");
        QCOMPARE(read(u"copy/d.txt"_s), QByteArray("new\n"));
        {
            const std::scoped_lock lock(mutex);
            QVERIFY(!told.empty());
            for (const auto& progress : told)
                QVERIFY(!progress.phase.empty() && progress.percent >= 0 && progress.percent <= 100);
        }
        QCOMPARE(m_with.failure(gitClone(client, {.url = url, .folder = "copy"})).code, ErrorCode::Conflict);
        const auto refused = m_with.failure(gitClone(client, {.url = "ext::sh -c true", .folder = "other"}));
        QVERIFY2(refused.sentence.contains(u"\"ext\""_s), qPrintable(refused.sentence));
    }

    void nameThatIsNotUtf8_goesThereAndBack()
    {
        auto& client = m_with.client;
        QFile file(m_with.bridge.root() + u"/project/plain"_s);
        QVERIFY(file.open(QFile::WriteOnly));
        file.close();
        const QByteArray odd = m_with.bridge.root().toUtf8() + "/project/odd-\xff";
        QCOMPARE(::rename(file.fileName().toUtf8().constData(), odd.constData()), 0);
        QCOMPARE(m_with.done(gitStatus(client, "project")).untracked, std::vector<std::string>{"odd-\xff"});
        (void)m_with.done(gitCommit(client, {.message = "Odd", .folder = "project", .paths = {"odd-\xff"}}));
        QCOMPARE(m_with.done(gitStatus(client, "project")).untrackedCount, 0U);
        QCOMPARE(m_with.done(gitLog(client, {.folder = "project", .paths = {"odd-\xff"}})).commits.size(), 1U);
    }

    void checkpoints_areMadeComparedAndRestored()
    {
        auto& client = m_with.client;
        write(u"kept/x"_s, "1\n");
        write(u"kept/y"_s, "1\n");
        const auto made = m_with.done(createCheckpoint(client, "before"));
        QVERIFY(made.isNew);
        QCOMPARE(made.checkpoint.label, "before");
        QVERIFY(!m_with.done(createCheckpoint(client)).isNew);
        write(u"kept/x"_s, "2\n");
        write(u"kept/z"_s, "2\n");
        const auto diff =
            m_with.done(diffCheckpoint(client, {.from = made.checkpoint.id, .paths = {"kept"}, .patch = true}));
        QCOMPARE(diff.count, 2U);
        QCOMPARE(diff.files.at(0).path, "kept/x");
        QCOMPARE(diff.files.at(0).what, GitChange::What::Modified);
        QCOMPARE(diff.files.at(1).what, GitChange::What::Added);
        QVERIFY(diff.patch.text.contains("-1\n+2\n"));
        const auto restored = m_with.done(restoreCheckpoint(client, {.id = made.checkpoint.id, .paths = {"kept/x"}}));
        QCOMPARE(restored.restoredCount, 1U);
        QCOMPARE(read(u"kept/x"_s), QByteArray("1\n"));
        QCOMPARE(read(u"kept/z"_s), QByteArray("2\n"));
        (void)m_with.done(restoreCheckpoint(client, {.id = restored.before.id}));
        QCOMPARE(read(u"kept/x"_s), QByteArray("2\n"));
        const auto all = m_with.done(listCheckpoints(client));
        QVERIFY(std::ranges::contains(all.all, restored.before.id, &Checkpoint::id));
        QVERIFY(all.most > 0 && all.mostBytes > 0 && all.mostFileBytes > 0);
        QCOMPARE(m_with.failure(restoreCheckpoint(client, {.id = 4000})).code, ErrorCode::NotFound);
    }

    void process_isListedAndEnded()
    {
        auto& client = m_with.client;
        QProcess sleeper;
        sleeper.setWorkingDirectory(m_with.bridge.root());
        sleeper.start(u"sleep"_s, {u"1000"_s});
        QVERIFY(sleeper.waitForStarted());
        std::optional<Process> found;
        QTRY_VERIFY([&] {
            for (const auto& process : m_with.done(listProcesses(client)))
                if (process.pid == sleeper.processId() && process.name == "sleep")
                    found = process;
            return found.has_value();
        }());
        QCOMPARE(found->argv.back(), "1000");
        QVERIFY(found->memory > 0);
        QVERIFY(m_with.io.run(killProcess(client, *found, Signal::Kill)).has_value());
        QVERIFY(sleeper.waitForFinished());
        QCOMPARE(m_with.failure(killProcess(client, *found)).code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ClientWorkTest)
#include "client_work_test.moc"
