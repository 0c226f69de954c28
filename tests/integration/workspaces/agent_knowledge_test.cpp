#include "tests/integration/workspaces/agent_box.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

/// What the agent asks of git and language servers: the real ones, through a real bridge.
class AgentKnowledgeTest final : public QObject {
    Q_OBJECT

    test::AgentBox m_box;

    void git(const QStringList& arguments) const { (void)m_box.git(arguments); }
    QString ask(const QString& tool, const QJsonObject& arguments) { return m_box.ask(tool, arguments); }

private Q_SLOTS:
    void initTestCase()
    {
        m_box.connect();
        const auto& folder = m_box.bridge.folder();
        folder.write(u"root/src/shape.h"_s, "#pragma once\nint area(int side);\n");
        folder.write(u"root/src/shape.cpp"_s,
                     "#include \"shape.h\"\nint area(int side)\n{\n    return side * side;\n}\n");
        folder.write(u"root/main.cpp"_s, "#include \"src/shape.h\"\nint main()\n{\n    return area(2);\n}\n");
        folder.write(u"root/wrong.cpp"_s, "int main()\n{\n    return \"no number\";\n}\n");
        folder.write(u"root/notes.txt"_s, "Nothing.\n");
        QJsonArray commands;
        for (const auto& file : {u"main.cpp"_s, u"src/shape.cpp"_s, u"wrong.cpp"_s})
            commands.append(QJsonObject{{"directory"_L1, m_box.bridge.root()},
                                        {"file"_L1, file},
                                        {"arguments"_L1, QJsonArray{"c++"_L1, "-c"_L1, file}}});
        folder.write(u"root/compile_commands.json"_s, QJsonDocument(commands).toJson());
    }

    void cleanupTestCase() { m_box.disconnect(); }

    void repository_whereThereIsNone_isSaidInGitsWords()
    {
        const auto told = ask(u"git_status"_s, {});
        QVERIFY2(told.startsWith(u"Error: "_s) && told.contains(u"repository"_s), qPrintable(told));
    }

    void repository_isTold()
    {
        git({u"init"_s, u"-q"_s, u"-b"_s, u"main"_s});
        git({u"add"_s, u"src"_s, u"main.cpp"_s});
        git({u"commit"_s, u"-qm"_s, u"first"_s});
        m_box.bridge.folder().write(u"root/src/shape.h"_s, "#pragma once\n// Squares.\nint area(int side);\n");
        m_box.bridge.folder().write(u"root/main.cpp"_s,
                                    "#include \"src/shape.h\"\nint main()\n{\n    return area(3);\n}\n");
        git({u"add"_s, u"main.cpp"_s});
        const auto status = ask(u"git_status"_s, {});
        QVERIFY2(status.startsWith(u"On branch main at "_s), qPrintable(status));
        QVERIFY2(status.contains(u"Staged:\n  modified: main.cpp\n"_s), qPrintable(status));
        QVERIFY2(status.contains(u"Changed, not staged:\n  modified: src/shape.h\n"_s), qPrintable(status));
        QVERIFY2(status.contains(u"Untracked:\n"_s) && status.contains(u"  notes.txt\n"_s), qPrintable(status));

        QVERIFY(ask(u"git_diff"_s, {}).contains(u"+// Squares."_s));
        QVERIFY(!ask(u"git_diff"_s, {}).contains(u"area(3)"_s));
        QVERIFY(ask(u"git_diff"_s, {{"staged"_L1, true}}).contains(u"+    return area(3);"_s));
        QCOMPARE(ask(u"git_diff"_s, {{"path"_L1, "notes.txt"_L1}}), u"[There is no difference.]"_s);
        QVERIFY(ask(u"git_diff"_s, {{"from"_L1, "no-such-branch"_L1}}).startsWith(u"Error: "_s));
        QVERIFY(ask(u"git_diff"_s, {{"path"_L1, "../.."_L1}}).startsWith(u"Error: "_s));
    }

    void files_areFoundByTheirName()
    {
        QVERIFY(ask(u"find_files"_s, {{"name"_L1, "shapecpp"_L1}}).split(u'\n').contains(u"src/shape.cpp"_s));
        QCOMPARE(ask(u"find_files"_s, {{"name"_L1, "zzzz"_L1}}), u"[No file has such a name.]"_s);
    }

    void definition_isFoundByTheSymbol_withItsLine()
    {
        const QJsonObject arguments{{"path"_L1, "main.cpp"_L1}, {"line"_L1, 4}, {"symbol"_L1, "area"_L1}};
        QTRY_VERIFY2_WITH_TIMEOUT(
            ask(u"find_definition"_s, arguments).contains(u"src/shape.cpp:2: int area(int side)"_s),
            qPrintable(ask(u"find_definition"_s, arguments)), 60000);
    }

    void references_areFound()
    {
        const QJsonObject arguments{{"path"_L1, "src/shape.h"_L1}, {"line"_L1, 3}, {"symbol"_L1, "area"_L1}};
        QTRY_VERIFY2_WITH_TIMEOUT(ask(u"find_references"_s, arguments).contains(u"main.cpp:4: return area(3);"_s),
                                  qPrintable(ask(u"find_references"_s, arguments)), 60000);
    }

    void symbolThatIsNotThere_isAnErrorThatSaysWhatToDo()
    {
        const auto told =
            ask(u"find_definition"_s, {{"path"_L1, "main.cpp"_L1}, {"line"_L1, 2}, {"symbol"_L1, "area"_L1}});
        QVERIFY2(told.contains(u"does not stand in line 2 of main.cpp"_s), qPrintable(told));
        QVERIFY(ask(u"find_definition"_s, {{"path"_L1, "none.cpp"_L1}, {"line"_L1, 1}, {"symbol"_L1, "x"_L1}})
                    .startsWith(u"Error: "_s));
    }

    void problems_areTold_alsoThatThereAreNone()
    {
        QTRY_VERIFY2_WITH_TIMEOUT(
            ask(u"get_diagnostics"_s, {{"path"_L1, "wrong.cpp"_L1}}).startsWith(u"wrong.cpp:3: error: "_s),
            qPrintable(ask(u"get_diagnostics"_s, {{"path"_L1, "wrong.cpp"_L1}})), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(
            ask(u"get_diagnostics"_s, {{"path"_L1, "src/shape.cpp"_L1}}).contains(u"finds no problem"_s), 60000);
    }

    void outline_namesWhatAFileDeclares()
    {
        QTRY_VERIFY_WITH_TIMEOUT(ask(u"outline"_s, {{"path"_L1, "src/shape.cpp"_L1}}).contains(u"2: function area"_s),
                                 60000);
    }

    void languageWithoutAServer_isSaid()
    {
        const auto told = ask(u"get_diagnostics"_s, {{"path"_L1, "notes.txt"_L1}});
        QVERIFY2(told.startsWith(u"Error: "_s), qPrintable(told));
    }

    void languageServers_areThoseOfTheSettings_andAWrongSettingIsNamed()
    {
        const auto key = u"language.servers"_s;
        const auto diagnostics = [this] { return ask(u"get_diagnostics"_s, {{"path"_L1, "notes.txt"_L1}}); };
        const QJsonArray argv{"sh"_L1, "-c"_L1, "echo 'the one for texts' >&2; exit 3"_L1};
        QVERIFY(m_box.settings.setValue(key, QJsonObject{{".txt"_L1, argv}}).has_value());
        QVERIFY2(diagnostics().contains(u"the one for texts"_s), qPrintable(diagnostics()));
        QVERIFY(m_box.settings.setValue(key, QJsonObject{{".txt"_L1, "sh"_L1}}).has_value());
        QVERIFY2(diagnostics().contains(u"\"language.servers\""_s), qPrintable(diagnostics()));
        QVERIFY(m_box.settings.setValue(key, QJsonValue::Undefined).has_value());
    }

    void lineThatIsDown_endsTheCall()
    {
        m_box.line->clear({ErrorCode::ConnectionLost, u"The line is down."_s});
        QCOMPARE(ask(u"git_status"_s, {}), u"Error: The line is down."_s);
    }
};

QTEST_GUILESS_MAIN(AgentKnowledgeTest)
#include "agent_knowledge_test.moc"
