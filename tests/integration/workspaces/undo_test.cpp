#include "core/agent/http_model.h"
#include "core/agent/putting_back.h"
#include "core/agent/turn.h"
#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/test_bridge.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

class Events final : public EventSink {
public:
    void event(const Event& event) override
    {
        all.append(event.body);
        if (std::holds_alternative<ToolOutput>(event.body) && stopsAtOutput)
            stop.request_stop();
    }
    template <typename Kind>
    QList<Kind> of() const
    {
        QList<Kind> found;
        for (const auto& body : all)
            if (const auto* one = std::get_if<Kind>(&body))
                found.append(*one);
        return found;
    }
    QList<EventBody> all;
    bool stopsAtOutput = false;
    std::stop_source stop;
};

class Yes final : public PermissionPrompt {
public:
    Result<Decision> ask(const PermissionRequest&, std::stop_token) override { return Decision::Once; }
};

QJsonObject call(const QString& tool, const QJsonObject& arguments)
{
    static int number = 0;
    return {{"id"_L1, u"c%1"_s.arg(++number)}, {"name"_L1, tool}, {"arguments"_L1, arguments}};
}

QJsonObject command(const QString& line)
{
    return call(u"run_command"_s, {{"command"_L1, line}});
}

/// A model that makes these calls, one after the other, and is done.
QByteArray script(const QList<QJsonObject>& calls)
{
    QJsonArray replies;
    for (const auto& one : calls)
        replies.append(QJsonObject{{"steps"_L1, QJsonArray{QJsonObject{{"tools"_L1, QJsonArray{one}}}}}});
    replies.append(QJsonObject{{"steps"_L1, QJsonArray{QJsonObject{{"text"_L1, "Done."_L1}}}}});
    return QJsonDocument(QJsonObject{{"replies"_L1, replies}}).toJson();
}

} // namespace

/// What a turn changes in a real repository, by tools and by commands, through a real bridge: told, and taken back.
class UndoTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<test::TestBridge> m_bridge;
    io::IoThread m_io;
    host::LocalHost m_host{m_io.executor()};
    std::shared_ptr<workspaces::Line> m_line;
    test::TemporaryFolder m_data;
    settings::Settings m_settings = settings::Settings::load(m_data.path()).value();
    std::unique_ptr<ChatStore> m_store = ChatStore::open(m_data.path(u"chats.db"_s)).value();
    std::unique_ptr<workspaces::BridgeTools> m_tools;

    QString path(const QString& below) const { return m_bridge->root() + u'/' + below; }
    void write(const QString& below, const QByteArray& bytes) const
    {
        m_bridge->folder().write(u"root/"_s + below, bytes);
    }
    QByteArray read(const QString& below) const { return m_bridge->folder().read(u"root/"_s + below); }

    void git(const QStringList& arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_bridge->root());
        process.start(u"git"_s,
                      QStringList{u"-c"_s, u"user.name=Ada"_s, u"-c"_s, u"user.email=ada@example.org"_s} + arguments);
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    /// Every file outside of .git: whether it is a program, and its bytes, or where a link leads.
    QMap<QString, QByteArray> tree() const
    {
        QMap<QString, QByteArray> files;
        QDirIterator all(m_bridge->root(), QDir::Files | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const QFileInfo info(all.next());
            const auto name = QDir(m_bridge->root()).relativeFilePath(info.filePath());
            QFile file(info.filePath());
            if (name.startsWith(u".git/"_s))
                continue;
            if (info.isSymLink())
                files[name] = "link " + info.readSymLink().toUtf8();
            else if (file.open(QFile::ReadOnly))
                files[name] = QByteArray(info.isExecutable() ? "x " : "- ") + file.readAll();
        }
        return files;
    }

    void connectTo(test::TestBridge::Setup setup)
    {
        m_bridge = std::make_unique<test::TestBridge>(std::move(setup));
        m_line = std::make_shared<workspaces::Line>(m_io.executor());
        auto stream = m_io.run(m_host.openSocket(m_bridge->socket()));
        QVERIFY(stream.has_value());
        const auto client =
            m_io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(m_bridge->token()))));
        QVERIFY(client.has_value());
        m_line->set({.host = nullptr, .client = *client, .ideSocket = {}});
        m_tools = std::make_unique<workspaces::BridgeTools>(m_io, m_line, m_settings);
    }

    Result<TurnOutcome> turn(const QList<QJsonObject>& calls, Events& events, const QString& words = u"Do it."_s,
                             std::optional<Chat> chat = {})
    {
        test::ScriptedModelServer server(script(calls), "sk-test");
        const auto model = httpModel({.address = server.address(),
                                      .model = u"scripted"_s,
                                      .key = Secret(std::string_view("sk-test")),
                                      .retries = {.attempts = 1}})
                               .value();
        Yes yes;
        return runTurn({.model = *model,
                        .tools = *m_tools,
                        .permissions = yes,
                        .store = *m_store,
                        .sink = events,
                        .chat = chat ? *chat : m_store->create(u"ws"_s).value()},
                       {.text = words}, events.stop.get_token());
    }

private Q_SLOTS:
    void init()
    {
        connectTo({});
        write(u"src/a.txt"_s, "one\ntwo\nthree\n");
        write(u"src/crlf.txt"_s, "one\r\ntwo\r\n");
        write(u"latin.txt"_s, "caf\xe9\n");
        write(u"picture.bin"_s, QByteArray(4, '\0'));
        write(u"go.sh"_s, "#!/bin/sh\n");
        write(u"old/name.txt"_s, "a name\nof two lines\n");
        QVERIFY(QFile::link(u"src/a.txt"_s, path(u"link"_s)));
        git({u"init"_s, u"-q"_s});
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"first"_s});
        write(u"untracked.txt"_s, "mine\n");
    }
    void cleanup()
    {
        m_tools.reset();
        m_line->finish({ErrorCode::Cancelled, u"The workspace was closed."_s});
        m_line->clear({ErrorCode::Cancelled, u"The workspace was closed."_s});
        m_bridge.reset();
    }

    void whatToolsAndCommandsChanged_isTold_undoneToTheFirstByte_andDoneAgain()
    {
        const auto before = tree();
        Events events;
        const QJsonObject edit{{"path"_L1, "src/a.txt"_L1}, {"old"_L1, "two"_L1}, {"new"_L1, "2"_L1}};
        const QJsonObject make{{"path"_L1, "new/b.txt"_L1}, {"content"_L1, "b\n"_L1}};
        const auto line = u"printf 'x\\r\\n' >> src/crlf.txt; printf '\\351\\n' >> latin.txt; printf x >> picture.bin; "
                          "chmod +x go.sh; rm link untracked.txt; mkdir new2; mv old/name.txt new2/name.txt"_s;
        QCOMPARE(turn({call(u"edit_file"_s, edit), call(u"write_file"_s, make), command(line)}, events,
                      u"Make it\nbetter."_s),
                 TurnOutcome::Answered);
        QCOMPARE(events.of<CheckpointTaken>().size(), 1);
        const auto changes = events.of<TurnChanged>();
        QCOMPARE(changes.size(), 1);
        QMap<QString, FileChange> files;
        for (const auto& file : changes[0].files)
            files[file.path] = file;
        QCOMPARE(files.keys(), (QStringList{u"go.sh"_s, u"latin.txt"_s, u"link"_s, u"new/b.txt"_s, u"new2/name.txt"_s,
                                            u"picture.bin"_s, u"src/a.txt"_s, u"src/crlf.txt"_s, u"untracked.txt"_s}));
        QVERIFY((files[u"src/a.txt"_s] == FileChange{.path = u"src/a.txt"_s, .added = 1, .removed = 1}));
        QCOMPARE(files[u"new/b.txt"_s].kind, ChangedFile::Kind::Added);
        QCOMPARE(files[u"link"_s].kind, ChangedFile::Kind::Deleted);
        QCOMPARE(files[u"new2/name.txt"_s].kind, ChangedFile::Kind::Renamed);
        QCOMPARE(files[u"new2/name.txt"_s].original, u"old/name.txt"_s);
        QVERIFY(files[u"picture.bin"_s].binary);
        QVERIFY(std::holds_alternative<TurnFinished>(events.all.last()));
        const auto after = tree();
        QVERIFY(after != before);

        const auto undone = m_tools->restore({.to = changes[0].before, .since = changes[0].after}, {});
        QVERIFY2(undone.has_value(), qPrintable(undone ? QString() : undone.error().sentence));
        QVERIFY(undone->kept.isEmpty());
        QCOMPARE(tree(), before);
        const auto again = m_tools->restore({.to = undone->before.id, .since = undone->after.id}, {});
        QVERIFY(again.has_value());
        QCOMPARE(tree(), after);
        QCOMPARE(m_tools->checkpoints({}).value().value(0).label, u"Before “Make it better.”"_s);
    }

    void fortyCalls_byToolsAndCommands_areUndoneToTheFirstByte()
    {
        const auto before = tree();
        QList<QJsonObject> calls;
        for (int i = 0; i < 40; ++i) {
            const auto name = u"made/%1/file.txt"_s.arg(i % 7);
            switch (i % 4) {
            case 0:
                calls << command(
                    u"mkdir -p made/%1 && echo %2 >> %3 && rm -f untracked.txt"_s.arg(i % 7).arg(i).arg(name));
                break;
            case 1:
                calls << call(u"write_file"_s, {{"path"_L1, name}, {"content"_L1, u"of %1\r\n"_s.arg(i)}});
                break;
            case 2:
                calls << command(u"git mv -f src/a.txt src/b.txt 2>/dev/null || git mv -f src/b.txt src/a.txt; "
                                 "chmod +x latin.txt"_s);
                break;
            default:
                calls << call(u"edit_file"_s, {{"path"_L1, "src/crlf.txt"_L1},
                                               {"old"_L1, i == 3 ? u"one"_s : u"one%1"_s.arg(i - 4)},
                                               {"new"_L1, u"one%1"_s.arg(i)}});
            }
        }
        Events events;
        QCOMPARE(turn(calls, events), TurnOutcome::Answered);
        const auto results = events.of<ToolCallFinished>();
        QCOMPARE(results.size(), 40);
        for (const auto& result : results)
            QVERIFY2(result.ok, qPrintable(result.result));
        QCOMPARE(events.of<CheckpointTaken>().size(), 1);
        const auto changed = events.of<TurnChanged>().value(0);
        const auto after = tree();
        QVERIFY(after != before && after[u"src/crlf.txt"_s] == "- one39\r\ntwo\r\n");
        const auto undone = m_tools->restore({.to = changed.before, .since = changed.after}, {});
        QVERIFY(undone.has_value() && undone->kept.isEmpty());
        QCOMPARE(tree(), before);
        QVERIFY(m_tools->restore({.to = undone->before.id, .since = undone->after.id}, {}).has_value());
        QCOMPARE(tree(), after);
    }

    void whatTheUserChangedSince_isKeptAndNamed_andTheRestIsUndone()
    {
        Events events;
        QCOMPARE(turn({command(u"echo agent >> src/a.txt; echo agent > made; echo agent >> go.sh"_s)}, events),
                 TurnOutcome::Answered);
        const auto changed = events.of<TurnChanged>().value(0);
        QCOMPARE(changed.count, 3);
        write(u"src/a.txt"_s, "mine, all mine\n"); // what the turn changed, and
        write(u"latin.txt"_s, "mine too\n");       // what it did not
        const auto undone = m_tools->restore({.to = changed.before, .since = changed.after}, {});
        QVERIFY(undone.has_value());
        QCOMPARE(undone->kept.size(), 1);
        QCOMPARE(undone->kept[0].path, QByteArray("src/a.txt"));
        QVERIFY(undone->kept[0].changedSince);
        QCOMPARE(read(u"src/a.txt"_s), QByteArray("mine, all mine\n"));
        QCOMPARE(read(u"latin.txt"_s), QByteArray("mine too\n"));
        QCOMPARE(read(u"go.sh"_s), QByteArray("#!/bin/sh\n"));
        QVERIFY(!QFile::exists(path(u"made"_s)));
    }

    void severalTurns_arePutBackToAMessage_butNotWhatTheUserDidBetweenThem()
    {
        const auto chat = m_store->create(u"ws"_s).value();
        Events events;
        QVERIFY(turn({command(u"echo zero >> go.sh"_s)}, events, u"Zero."_s, chat));
        const auto before = tree();
        const auto behind = m_store->events(chat.id).value().last().sequence;
        QVERIFY(turn({command(u"echo one >> src/a.txt; echo one >> latin.txt; echo one > made"_s)}, events, u"One."_s,
                     chat));
        write(u"latin.txt"_s, "mine\n"); // between the turns
        QVERIFY(turn({command(u"echo two >> src/a.txt; rm made; mv old/name.txt old/other.txt"_s)}, events, u"Two."_s,
                     chat));
        write(u"untracked.txt"_s, "still mine\n"); // behind them

        const auto history = m_store->events(chat.id).value();
        QVERIFY(!isCutOff(history));
        QCOMPARE(standingChanges(history).size(), 3);
        const auto changes = standingChanges(history, behind);
        QCOMPARE(changes.size(), 2);
        const auto preview = previewPuttingBack(*m_tools, changes, {});
        QVERIFY2(preview, qPrintable(preview ? QString() : preview.error().sentence));
        QCOMPARE(preview->kept, QStringList{u"latin.txt"_s});
        QCOMPARE(preview->back, (QStringList{u"made"_s, u"old/name.txt"_s, u"old/other.txt"_s, u"src/a.txt"_s}));
        QVERIFY(tree() != before);

        const auto done = putBack(*m_tools, *m_store, chat.id, changes, {});
        QVERIFY2(done, qPrintable(done ? QString() : done.error().sentence));
        QCOMPARE(done->kept, QStringList{u"latin.txt"_s});
        auto expected = before;
        expected[u"latin.txt"_s] = "- mine\n";
        expected[u"untracked.txt"_s] = "- still mine\n";
        QCOMPARE(tree(), expected);
        QCOMPARE(standingChanges(m_store->events(chat.id).value()).size(), 1); // the turn before
        QVERIFY(previewPuttingBack(*m_tools, {}, {})->back.isEmpty());

        // It is undone as it was done: the first turn's changes first.
        for (int turns = 0; turns < 2; ++turns) {
            const auto events2 = m_store->events(chat.id).value();
            const auto& restored = std::get<CheckpointRestored>(events2[events2.size() - 1 - 2 * turns].body);
            const RestoreRequest again{.to = restored.before, .since = restored.after};
            const auto redone = m_tools->restore(again, {});
            QVERIFY(redone);
            QVERIFY(m_store->append(chat.id, CheckpointRestored{.to = again.to,
                                                                .since = again.since,
                                                                .before = redone->before.id,
                                                                .after = redone->after.id}));
        }
        QVERIFY(read(u"src/a.txt"_s).endsWith("one\ntwo\n"));
        QVERIFY(QFile::exists(path(u"old/other.txt"_s)) && !QFile::exists(path(u"made"_s)));
        QCOMPARE(read(u"untracked.txt"_s), "still mine\n");
        QCOMPARE(standingChanges(m_store->events(chat.id).value()).size(), 3);
    }

    void aTurnThatWasCutOff_isNotPutBack()
    {
        QList<Event> history{{.sequence = 1, .body = UserMessage{.text = u"a"_s}},
                             {.sequence = 2, .body = CheckpointTaken{.id = 1}}};
        QVERIFY(isCutOff(history));
        QVERIFY(!isCutOff(history, 2));
        history.append({.sequence = 3, .body = TurnChanged{.before = 1, .after = 2}});
        QVERIFY(!isCutOff(history));
    }

    void aTurnThatOnlyReads_takesNoCheckpoint()
    {
        Events events;
        QCOMPARE(turn({call(u"read_file"_s, {{"path"_L1, "src/a.txt"_L1}})}, events), TurnOutcome::Answered);
        QVERIFY(events.of<CheckpointTaken>().isEmpty() && events.of<TurnChanged>().isEmpty());
        QVERIFY(m_tools->checkpoints({}).value().isEmpty());
    }

    void aTurnThatIsStopped_tellsWhatItHadChanged()
    {
        Events events;
        events.stopsAtOutput = true;
        const auto outcome = turn({command(u"echo agent > src/a.txt; echo ready; sleep 1000"_s)}, events);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Cancelled);
        const auto* changed = std::get_if<TurnChanged>(&events.all.last());
        QVERIFY(changed != nullptr);
        QCOMPARE(changed->files.value(0).path, u"src/a.txt"_s);
    }

    void whereNoCheckpointCanBeTaken_thatIsSaidOnce_andTheWorkIsDone()
    {
        cleanup();
        connectTo({.variables = {u"PATH=/nowhere"_s}}); // a host without git
        const QJsonObject make{{"path"_L1, "b.txt"_L1}, {"content"_L1, "b\n"_L1}};
        const auto chat = m_store->create(u"ws"_s).value();
        Events events;
        QCOMPARE(turn({call(u"write_file"_s, make)}, events, u"Do it."_s, chat), TurnOutcome::Answered);
        QCOMPARE(read(u"b.txt"_s), QByteArray("b\n"));
        const auto said = events.of<CheckpointTaken>();
        QCOMPARE(said.size(), 1);
        QCOMPARE(said[0].id, 0U);
        QVERIFY2(said[0].problem.contains(u"git"_s), qPrintable(said[0].problem));
        QVERIFY(events.of<TurnChanged>().isEmpty());
        const QJsonObject other{{"path"_L1, "c.txt"_L1}, {"content"_L1, "c\n"_L1}};
        Events later;
        QCOMPARE(turn({call(u"write_file"_s, other)}, later, u"Again."_s, chat), TurnOutcome::Answered);
        QVERIFY(later.of<CheckpointTaken>().isEmpty());
        QCOMPARE(read(u"c.txt"_s), QByteArray("c\n"));
    }

    void fileOfACheckpoint_isReadAsItWas_andOneThatIsNotThereIsNoError()
    {
        const auto first = m_tools->take(u"x"_s, {});
        QVERIFY(first.has_value());
        write(u"latin.txt"_s, "other\n");
        const auto held = m_tools->file(first->id, "latin.txt", {});
        QVERIFY(held.has_value());
        QCOMPARE(held->bytes, QByteArray("caf\xe9\n"));
        QCOMPARE(held->mode, QByteArray("100644"));
        const auto link = m_tools->file(first->id, "link", {}).value();
        QCOMPARE(link.mode, QByteArray("120000"));
        QCOMPARE(link.bytes, QByteArray("src/a.txt"));
        QVERIFY(!m_tools->file(first->id, "none", {}).value().isThere());
        QVERIFY(!m_tools->file(first->id, "src", {}).value().isThere());
        QVERIFY(!m_tools->file(0, "none", {}).value().isThere());
        const QByteArray large(3'000'001, 'x');
        write(u"large.txt"_s, large);
        QCOMPARE(m_tools->file(0, "large.txt", {}).value().bytes, large);
        const auto second = m_tools->take(u"y"_s, {});
        QCOMPARE(m_tools->file(second->id, "large.txt", {}).value().bytes, large);
    }

    void replacingAFileThatChangedMeanwhile_isAConflict_andBytesStayExact()
    {
        const auto now = m_tools->file(0, "src/crlf.txt", {});
        QVERIFY(now.has_value());
        const QByteArray mixed("\xEF\xBB\xBFone\r\ntwo\nthree");
        QVERIFY(m_tools->replace("src/crlf.txt", mixed, now->hash, {}).has_value());
        QCOMPARE(read(u"src/crlf.txt"_s), mixed);
        const auto late = m_tools->replace("src/crlf.txt", "x", now->hash, {});
        QVERIFY(!late && late.error().code == ErrorCode::Conflict);
        QCOMPARE(read(u"src/crlf.txt"_s), mixed);
    }
};

QTEST_GUILESS_MAIN(UndoTest)
#include "undo_test.moc"
