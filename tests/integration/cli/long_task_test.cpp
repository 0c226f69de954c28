#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_sshd.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

constexpr int modules = 8;

QJsonObject call(const QString& name, const QJsonObject& arguments)
{
    static int count = 0;
    return {{u"id"_s, u"call_%1"_s.arg(++count)}, {u"name"_s, name}, {u"arguments"_s, arguments}};
}

/// The calls of the task: in each module a function is renamed, its test is written and an old file goes.
QList<QJsonObject> task()
{
    QList<QJsonObject> calls{call(u"list_folder"_s, {{u"recursive"_s, true}}),
                             call(u"search"_s, {{u"query"_s, u"def old"_s}})};
    for (int i = 0; i < modules; ++i) {
        const auto file = u"src/m%1.py"_s.arg(i);
        calls << call(u"read_file"_s, {{u"path"_s, file}})
              << call(u"edit_file"_s, {{u"path"_s, file}, {u"old"_s, u"def old"_s}, {u"new"_s, u"def new"_s}})
              << call(u"write_file"_s,
                      {{u"path"_s, u"tests/deep/t%1.py"_s.arg(i)}, {u"content"_s, u"ok = %1\n"_s.arg(i)}})
              << call(u"run_command"_s, {{u"command"_s, u"echo line%1 >> log.txt"_s.arg(i)}});
    }
    calls << call(u"delete_file"_s, {{u"path"_s, u"old/gone.txt"_s}})
          << call(u"run_command"_s, {{u"command"_s, u"mv data.bin moved.bin"_s}})
          << call(u"edit_file"_s, {{u"path"_s, u"dos.txt"_s}, {u"old"_s, u"two"_s}, {u"new"_s, u"2"_s}})
          << call(u"run_command"_s, {{u"command"_s, u"python3 -c 'import src.m3 as m; print(m.new())'"_s}})
          << call(u"git_status"_s, {}) << call(u"read_file"_s, {{u"path"_s, u"log.txt"_s}});
    return calls;
}

/// Where it is to stall, nothing has come of that reply yet.
QByteArray script(const QList<QJsonObject>& calls, int stallsAt = -1)
{
    QJsonArray replies;
    for (int i = 0; i < calls.size(); ++i) {
        QJsonArray steps;
        if (i == stallsAt)
            steps.append(QJsonObject{{u"stall"_s, true}});
        steps.append(QJsonObject{{u"text"_s, u"Step %1. "_s.arg(i + 1)}});
        steps.append(QJsonObject{{u"tools"_s, QJsonArray{calls.at(i)}}});
        replies.append(QJsonObject{{u"steps"_s, steps}});
    }
    replies.append(QJsonObject{{u"steps"_s, QJsonArray{QJsonObject{{u"text"_s, u"All done."_s}}}}});
    return QJsonDocument(QJsonObject{{u"byHistory"_s, true}, {u"replies"_s, replies}}).toJson();
}

} // namespace

/// The agent at a long task: 40 calls of tools, by kalpanactl over a real sshd, in a real repository with a real
/// bridge. What is in its way, the line and the program itself, goes on the way.
class LongTaskTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<test::TemporaryFolder>();
        m_sshd = std::make_unique<test::TestSshd>();
        makeRepository();
        m_before = tree();
        auto store = workspace::Store::open(m_folder->path(u"data"_s)).value();
        QVERIFY(store
                    .insert({.id = u"long-task-0001"_s,
                             .name = u"api"_s,
                             .host = u"box"_s,
                             .folder = m_folder->path(u"work"_s),
                             .remoteData = m_folder->path(u"remote"_s),
                             .sshConfig = m_sshd->configFile()})
                    .has_value());
        m_folder->write(u"rules.json"_s, R"({"rules": [
            {"tool": "delete", "path": "old/gone.txt", "decision": "allow"},
            {"tool": "run", "command": "python3 -c *", "decision": "allow"},
            {"tool": "run", "line": "python3 -c 'import src.m3 as m; print(m.new())'", "decision": "allow"}]})");
    }
    void cleanup()
    {
        if (m_sshd)
            (void)kalpanactl({u"stop"_s, u"api"_s});
    }

    void fortyCalls_endWithTheExpectedTree_andAreUndoneToTheLastByte()
    {
        const auto calls = task();
        QVERIFY(calls.size() >= 40);
        serve(script(calls));
        const auto ran = kalpanactl(ask({u"Rename it all"_s}));
        QVERIFY2(ran.exitCode == 0, ran.error);
        expectChanged();
        const auto undone = kalpanactl({u"undo"_s, u"api"_s});
        QVERIFY2(undone.exitCode == 0, undone.error);
        QCOMPARE(tree(), m_before);
        QCOMPARE(kalpanactl({u"undo"_s, u"api"_s}).exitCode, 3); // nothing is left to undo
    }

    void theLineIsCut_andTheProgramIsKilled_andTheTaskGoesOn()
    {
        auto calls = task();
        serve(script(calls, 12));
        {
            test::RunningKalpanactl agent(arguments(ask({u"--json"_s, u"Rename it all"_s})));
            QTRY_COMPARE_WITH_TIMEOUT(m_server->stalled(), 1, 60'000);
            m_sshd->killConnections();
            m_server->release();
            QVERIFY(agent.waitForEnd() > 0);
            QVERIFY2(agent.out().contains("turn-failed"), agent.out());
        }
        calls.insert(12, calls.at(12)); // that one was not done: the model asks for it once more
        serve(script(calls, 25));
        {
            test::RunningKalpanactl agent(arguments(ask({u"--continue"_s})));
            QTRY_COMPARE_WITH_TIMEOUT(m_server->stalled(), 1, 60'000);
            agent.kill();
        }
        serve(script(calls));
        const auto ran = kalpanactl(ask({u"--continue"_s}));
        QVERIFY2(ran.exitCode == 0, ran.error);
        expectChanged();
        m_folder->write(u"work/src/m0.py"_s, "mine\n");
        const auto undone = kalpanactl({u"undo"_s, u"api"_s});
        QVERIFY2(undone.exitCode == 0, undone.error);
        QVERIFY2(undone.out.contains("src/m0.py"), undone.out);
        auto expected = m_before;
        expected[u"src/m0.py"_s] = "mine\n";
        QCOMPARE(tree(), expected);
    }

    void theLineIsCutWhileACommandRuns_andItIsSaid()
    {
        serve(script({call(u"run_command"_s, {{u"command"_s, u"touch begun; exec sleep 600"_s}})}));
        test::RunningKalpanactl agent(arguments(ask({u"--json"_s, u"Wait"_s})));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder->path(u"work/begun"_s)), 60'000);
        m_sshd->killConnections();
        QVERIFY(agent.waitForEnd() > 0);
        QVERIFY2(agent.out().contains("turn-failed"), agent.out());
    }

private:
    void makeRepository()
    {
        for (int i = 0; i < modules; ++i)
            m_folder->write(u"work/src/m%1.py"_s.arg(i),
                            "def old():\n    return %d\n"_ba.replace("%d", QByteArray::number(i)));
        m_folder->write(u"work/old/gone.txt"_s, "gone\n");
        m_folder->write(u"work/dos.txt"_s, "one\r\ntwo\r\nthree\r\n");
        m_folder->write(u"work/data.bin"_s, QByteArray("\0\1\2\xff\xfe", 5));
        m_folder->write(u"work/latin.txt"_s, "caf\xe9\n");
        m_folder->write(u"work/.gitignore"_s, "__pycache__/\n");
        for (const auto& arguments : {QStringList{u"init"_s, u"-q"_s}, QStringList{u"add"_s, u"-A"_s},
                                      QStringList{u"-c"_s, u"user.name=Ada"_s, u"-c"_s, u"user.email=a@example.org"_s,
                                                  u"commit"_s, u"-qm"_s, u"first"_s}}) {
            QProcess git;
            git.setWorkingDirectory(m_folder->path(u"work"_s));
            git.start(u"git"_s, arguments);
            QVERIFY(git.waitForFinished() && git.exitCode() == 0);
        }
    }
    /// Each file's bytes, without Git's own and what Python leaves.
    [[nodiscard]] QMap<QString, QByteArray> tree() const
    {
        QMap<QString, QByteArray> files;
        const QDir folder(m_folder->path(u"work"_s));
        QDirIterator all(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            QFile file(all.next());
            const auto path = folder.relativeFilePath(file.fileName());
            if (path.startsWith(u".git/"_s) || path.contains(u"__pycache__"_s))
                continue;
            if (file.open(QFile::ReadOnly))
                files.insert(path, file.readAll());
        }
        return files;
    }
    void expectChanged()
    {
        auto expected = m_before;
        QByteArray log;
        for (int i = 0; i < modules; ++i) {
            expected[u"src/m%1.py"_s.arg(i)].replace("def old", "def new");
            expected[u"tests/deep/t%1.py"_s.arg(i)] = "ok = " + QByteArray::number(i) + '\n';
            log += "line" + QByteArray::number(i) + '\n';
        }
        expected[u"log.txt"_s] = log;
        expected.remove(u"old/gone.txt"_s);
        expected[u"moved.bin"_s] = expected.take(u"data.bin"_s);
        expected[u"dos.txt"_s] = "one\r\n2\r\nthree\r\n";
        QCOMPARE(tree(), expected);
    }
    void serve(const QByteArray& replies)
    {
        m_server = std::make_unique<test::ScriptedModelServer>(replies, "sk-test");
        m_folder->write(u"data/settings.json"_s,
                        QJsonDocument(QJsonObject{{u"model.address"_s, m_server->address().toString()},
                                                  {u"model.name"_s, u"scripted"_s}})
                            .toJson());
        qputenv("KALPANA_MODEL_API_KEY", "sk-test");
    }
    [[nodiscard]] QStringList ask(const QStringList& words) const
    {
        return QStringList{u"ask"_s, u"api"_s} + words +
               QStringList{u"--yes"_s, u"--rules"_s, m_folder->path(u"rules.json"_s)};
    }
    [[nodiscard]] QStringList arguments(const QStringList& words) const
    {
        return QStringList{u"--data-dir"_s, m_folder->path(u"data"_s)} + words;
    }
    [[nodiscard]] test::Ran kalpanactl(const QStringList& words) const { return test::kalpanactl(arguments(words)); }

    std::unique_ptr<test::TemporaryFolder> m_folder;
    std::unique_ptr<test::TestSshd> m_sshd;
    std::unique_ptr<test::ScriptedModelServer> m_server;
    QMap<QString, QByteArray> m_before;
};

QTEST_GUILESS_MAIN(LongTaskTest)
#include "long_task_test.moc"
