#include "core/agent/tool_call.h"
#include "tests/support/folder_tools.h"
#include "tests/support/temporary_folder.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

struct Box {
    test::TemporaryFolder folder;
    test::FolderTools tools{folder.path()};
    QString shown;

    Result<PreparedCall> prepare(const QString& tool, const QJsonObject& arguments)
    {
        return prepareCall({u"id"_s, tool, QString::fromUtf8(QJsonDocument(arguments).toJson())}, tools, {});
    }
    /// Done without asking; an error's sentence where it was refused.
    QString does(const QString& tool, const QJsonObject& arguments)
    {
        const auto prepared = prepare(tool, arguments);
        if (!prepared)
            return prepared.error().sentence;
        const auto result = prepared->run(tools, [this](const QString& text) { shown += text; }, {});
        return result ? result->text : result.error().sentence;
    }
};

} // namespace

class ToolCallTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void read_givesTheText_orTheLinesThatAreWanted()
    {
        Box box;
        box.folder.write(u"a.txt"_s, "one\ntwo\nthree\nfour");
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"a.txt"_s}}), u"one\ntwo\nthree\nfour"_s);
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"a.txt"_s}, {u"offset"_s, 2}, {u"limit"_s, 2}}),
                 u"two\nthree\n"_s);
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"a.txt"_s}, {u"offset"_s, 4}}), u"four"_s);
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"a.txt"_s}, {u"offset"_s, 9}}), u"[The file has no line 9.]"_s);
        const auto action = box.prepare(u"read_file"_s, {{u"path"_s, u"./a.txt"_s}})->action;
        QCOMPARE(action.tool + ' ' + action.argument, "read a.txt");
    }

    void read_ofALargeFile_keepsHeadAndTail_andSaysHowToReadOn()
    {
        Box box;
        box.folder.write(u"a.txt"_s, "begin\n" + QByteArray(100'000, 'x') + "\nend");
        const auto text = box.does(u"read_file"_s, {{u"path"_s, u"a.txt"_s}});
        QVERIFY(text.size() < 40'000);
        QVERIFY(text.startsWith(u"begin"_s) && text.endsWith(u"end"_s));
        QVERIFY(text.contains(u"offset and limit"_s));
    }

    void read_ofWhatIsNoText_isASentence()
    {
        Box box;
        box.folder.write(u"a.bin"_s, QByteArray("a\0b", 3));
        box.folder.write(u"empty"_s, "");
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"a.bin"_s}}), u"a.bin is a binary file of 3 bytes."_s);
        QCOMPARE(box.does(u"read_file"_s, {{u"path"_s, u"empty"_s}}), u"[The file is empty.]"_s);
        QCOMPARE(box.prepare(u"read_file"_s, {{u"path"_s, u"/etc/passwd"_s}}).error().code, ErrorCode::Usage);
    }

    void edit_replacesTheOnePlace_andShowsItBefore()
    {
        Box box;
        box.folder.write(u"a.c"_s, "int a;\nint b;\n");
        const auto prepared =
            box.prepare(u"edit_file"_s, {{u"path"_s, u"a.c"_s}, {u"old"_s, u"int b"_s}, {u"new"_s, u"long b"_s}});
        QVERIFY(prepared.has_value());
        QCOMPARE(prepared->permission.kind, PermissionRequest::Preview::Diff);
        QVERIFY(prepared->permission.preview.contains(u"-int b;\n+long b;\n"_s));
        QCOMPARE(box.folder.read(u"a.c"_s), "int a;\nint b;\n");
        QVERIFY(prepared->run(box.tools, {}, {}).value().ok);
        QCOMPARE(box.folder.read(u"a.c"_s), "int a;\nlong b;\n");
    }

    void edit_ofNoPlaceOrSeveral_changesNothing()
    {
        Box box;
        box.folder.write(u"a.c"_s, "int a;\nint b;\n");
        QVERIFY(box.does(u"edit_file"_s, {{u"path"_s, u"a.c"_s}, {u"old"_s, u"int c"_s}, {u"new"_s, u""_s}})
                    .contains(u"does not stand in a.c"_s));
        QVERIFY(box.does(u"edit_file"_s, {{u"path"_s, u"a.c"_s}, {u"old"_s, u"int"_s}, {u"new"_s, u""_s}})
                    .contains(u"2 times"_s));
        QVERIFY(box.does(u"edit_file"_s, {{u"path"_s, u"a.c"_s}, {u"old"_s, u"int a"_s}, {u"new"_s, u"int a"_s}})
                    .contains(u"nothing was changed"_s));
        QCOMPARE(box.folder.read(u"a.c"_s), "int a;\nint b;\n");
    }

    void edit_keepsTheFilesEndsOfLines()
    {
        Box box;
        box.folder.write(u"a.txt"_s, "one\r\ntwo\r\nthree\r\n");
        box.does(u"edit_file"_s, {{u"path"_s, u"a.txt"_s}, {u"old"_s, u"one\ntwo\n"_s}, {u"new"_s, u"1\n2\n"_s}});
        QCOMPARE(box.folder.read(u"a.txt"_s), "1\r\n2\r\nthree\r\n");
    }

    void fileThatChangesWhileTheUserThinks_isAConflict()
    {
        Box box;
        box.folder.write(u"a.c"_s, "int a;\n");
        for (const auto& call :
             {std::pair{u"edit_file"_s,
                        QJsonObject{{u"path"_s, u"a.c"_s}, {u"old"_s, u"int"_s}, {u"new"_s, u"long"_s}}},
              std::pair{u"write_file"_s, QJsonObject{{u"path"_s, u"new.c"_s}, {u"content"_s, u"mine"_s}}}}) {
            const auto prepared = box.prepare(call.first, call.second);
            QVERIFY(prepared.has_value());
            const auto path = call.second.value(u"path"_s).toString();
            box.folder.write(path, "int theirs;\n");
            const auto result = prepared->run(box.tools, {}, {});
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Conflict);
            QVERIFY(result.error().sentence.contains(path));
            QCOMPARE(box.folder.read(path), "int theirs;\n");
        }
    }

    void write_makesFilesWithTheirFolders()
    {
        Box box;
        const auto prepared = box.prepare(u"write_file"_s, {{u"path"_s, u"x/y/z.txt"_s}, {u"content"_s, u"hi\n"_s}});
        QVERIFY(prepared->permission.preview.contains(u"--- /dev/null"_s));
        QVERIFY(!prepared->permission.always.isEmpty());
        QVERIFY(prepared->run(box.tools, {}, {}).has_value());
        QCOMPARE(box.folder.read(u"x/y/z.txt"_s), "hi\n");
    }

    void write_ofAGitHook_cannotBeAllowedForGood()
    {
        Box box;
        const auto prepared =
            box.prepare(u"write_file"_s, {{u"path"_s, u".git/hooks/pre-commit"_s}, {u"content"_s, u"x"_s}});
        QVERIFY(prepared->permission.always.isEmpty());
        QVERIFY(prepared->always.empty());
    }

    void list_andSearch_nameWhatIsThere()
    {
        Box box;
        box.folder.write(u"src/a.c"_s, "int a;\nint needle;\n");
        QCOMPARE(box.does(u"list_folder"_s, {}), u"src/\n"_s);
        QCOMPARE(box.does(u"list_folder"_s, {{u"path"_s, u"src"_s}}), u"src/a.c\n"_s);
        QCOMPARE(box.does(u"search"_s, {{u"query"_s, u"needle"_s}}), u"src/a.c:2: int needle;\n"_s);
        QCOMPARE(box.does(u"search"_s, {{u"query"_s, u"absent"_s}}), u"[Nothing was found.]"_s);
    }

    void run_givesOutputAndExitCode_andShowsItMeanwhile()
    {
        Box box;
        const auto prepared = box.prepare(u"run_command"_s, {{u"command"_s, u"echo out; echo err >&2; exit 3"_s}});
        QCOMPARE(prepared->permission.preview, u"echo out; echo err >&2; exit 3"_s);
        const auto result = prepared->run(box.tools, [&](const QString& text) { box.shown += text; }, {});
        QVERIFY(!result->ok);
        QVERIFY2(result->text.startsWith(u"Exit code 3"_s), qPrintable(result->text));
        for (const auto& piece : {u"out\n"_s, u"err\n"_s}) {
            QVERIFY(result->text.contains(piece));
            QVERIFY(box.shown.contains(piece));
        }
        QVERIFY(box.does(u"run_command"_s, {{u"command"_s, u"kill -KILL $$"_s}}).startsWith(u"Ended by signal KILL"_s));
        QVERIFY(box.does(u"run_command"_s, {{u"command"_s, u"true"_s}}).endsWith(u"[No output.]"_s));
    }

    void preview_hidesNothing()
    {
        Box box;
        const auto prepared = box.prepare(u"run_command"_s, {{u"command"_s, u"rm -r x #\r\x1b[2Kls"_s}});
        QCOMPARE(prepared->permission.preview, u"rm -r x #⟨U+000D⟩⟨U+001B⟩[2Kls"_s);
        QCOMPARE(prepared->always[0].line, "rm -r x #\r\x1b[2Kls");
    }

    void run_withAFlood_isBounded_andKeepsTheEnd()
    {
        Box box;
        const auto text = box.does(u"run_command"_s, {{u"command"_s, u"yes line | head -n 500000; echo the end"_s}});
        QVERIFY(text.size() < 40'000);
        QVERIFY(text.endsWith(u"the end\n"_s));
        QVERIFY(box.shown.size() <= 200'000);
    }

    void unknownTool_isToldToTheModel()
    {
        Box box;
        QVERIFY(box.does(u"format_disk"_s, {}).contains(u"no tool format_disk"_s));
        QVERIFY(titleOf({u"id"_s, u"format_disk"_s, {}}).contains(u"format_disk"_s));
    }

    void title_isForPeople_whateverTheArgumentsAre()
    {
        QCOMPARE(titleOf({{}, u"read_file"_s, u"{\"path\": \"a\\nb\"}"_s}), u"Read a b"_s);
        QCOMPARE(titleOf({{}, u"list_folder"_s, u"nonsense"_s}), u"List ."_s);
    }
};

QTEST_GUILESS_MAIN(ToolCallTest)
#include "tool_call_test.moc"
