#include "core/agent/tool_arguments.h"
#include "core/agent/tool_table.h"

#include <QJsonArray>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

class ToolArgumentsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wrongArguments_areRefused_namingTheField_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, QString tool, QString arguments, QString says) {
            QTest::newRow(name) << tool << arguments << says;
        };
        row("not JSON", u"read_file"_s, u"{'path':"_s, u"not valid JSON"_s);
        row("cut off", u"read_file"_s, u"{\"path\": \"a"_s, u"not valid JSON"_s);
        row("a list", u"read_file"_s, u"[1]"_s, u"must be a JSON object"_s);
        row("nothing", u"read_file"_s, u""_s, u"path is missing"_s);
        row("missing", u"edit_file"_s, u"{\"path\":\"a\",\"old\":\"b\"}"_s, u"new is missing"_s);
        row("null is missing", u"read_file"_s, u"{\"path\":null}"_s, u"path is missing"_s);
        row("unknown", u"read_file"_s, u"{\"file\":\"a\"}"_s, u"no argument file"_s);
        row("number for text", u"read_file"_s, u"{\"path\":7}"_s, u"path must be a string"_s);
        row("object for text", u"run_command"_s, u"{\"command\":{\"a\":1}}"_s, u"command must be a string"_s);
        row("empty", u"run_command"_s, u"{\"command\":\"\"}"_s, u"command must not be empty"_s);
        row("NUL", u"run_command"_s, u"{\"command\":\"ls\\u0000rm\"}"_s, u"command must not contain a NUL"_s);
        row("too long", u"read_file"_s, u"{\"path\":\"%1\"}"_s.arg(QString(5000, u'a')), u"path must not be longer"_s);
        row("text for number", u"read_file"_s, u"{\"path\":\"a\",\"offset\":\"1\"}"_s,
            u"offset must be a whole number"_s);
        row("fraction", u"read_file"_s, u"{\"path\":\"a\",\"offset\":1.5}"_s, u"offset must be a whole number"_s);
        row("below", u"read_file"_s, u"{\"path\":\"a\",\"offset\":0}"_s, u"offset must be a whole number from 1"_s);
        row("above", u"read_file"_s, u"{\"path\":\"a\",\"limit\":1e300}"_s, u"limit must be a whole number"_s);
        row("text for flag", u"search"_s, u"{\"query\":\"a\",\"regex\":\"yes\"}"_s, u"regex must be true or false"_s);
        row("no list", u"update_plan"_s, u"{\"steps\":\"all\"}"_s, u"steps must be a list"_s);
        row("a long list", u"ask_user"_s,
            u"{\"question\":\"a\",\"options\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]}"_s,
            u"options must be a list of at most 6"_s);
        row("wrong in a list", u"ask_user"_s, u"{\"question\":\"a\",\"options\":[\"1\",2]}"_s,
            u"options[1] must be a string"_s);
        row("no object", u"update_plan"_s, u"{\"steps\":[\"a\"]}"_s, u"steps[0] must be an object"_s);
        row("missing below", u"update_plan"_s, u"{\"steps\":[{\"text\":\"a\"}]}"_s, u"steps[0].state is missing"_s);
        row("none of the words", u"update_plan"_s, u"{\"steps\":[{\"text\":\"a\",\"state\":\"begun\"}]}"_s,
            u"steps[0].state must be one of: open, active, done"_s);
    }

    void wrongArguments_areRefused_namingTheField()
    {
        QFETCH(QString, tool);
        QFETCH(QString, arguments);
        QFETCH(QString, says);
        const auto checked = checkedArguments(arguments, findTool(tool)->definition.parameters);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::Usage);
        QVERIFY2(checked.error().sentence.contains(says), qPrintable(checked.error().sentence));
    }

    void rightArguments_comeThrough()
    {
        const auto checked = checkedArguments(u"{\"path\":\"a\",\"offset\":3,\"limit\":null}"_s,
                                              findTool(u"read_file"_s)->definition.parameters);
        QCOMPARE(checked.value(), (QJsonObject{{u"path"_s, u"a"_s}, {u"offset"_s, 3}}));
        QCOMPARE(checkedArguments(u" "_s, findTool(u"list_folder"_s)->definition.parameters).value(), QJsonObject());
    }

    void paths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected"); // empty: refused
        QTest::newRow("plain") << u"src/a.c"_s << u"src/a.c"_s;
        QTest::newRow("untidy") << u"./src//x/../a.c"_s << u"src/a.c"_s;
        QTest::newRow("the folder") << u"./"_s << u"."_s;
        QTest::newRow("a name that begins with dots") << u"..a/b"_s << u"..a/b"_s;
        QTest::newRow("absolute") << u"/etc/passwd"_s << QString();
        QTest::newRow("home") << u"~/.ssh/id_ed25519"_s << QString();
        QTest::newRow("outside") << u"../x"_s << QString();
        QTest::newRow("outside, hidden") << u"src/../../x"_s << QString();
        QTest::newRow("the folder above") << u".."_s << QString();
        QTest::newRow("two lines") << u"a\nb"_s << QString();
    }

    void paths()
    {
        QFETCH(QString, path);
        QFETCH(QString, expected);
        const auto checked = checkedPath(path);
        QCOMPARE(checked.has_value(), !expected.isEmpty());
        QCOMPARE(checked.value_or(QString()), expected);
        QVERIFY(checked || checked.error().sentence.contains(u"path"_s));
    }

    void everySchema_isOneThatProvidersTake()
    {
        for (const auto& tool : toolTable()) {
            const auto& schema = tool.definition.parameters;
            QCOMPARE(schema.value("type"_L1), u"object"_s);
            QVERIFY(!tool.definition.description.isEmpty());
            for (const auto& name : schema.value("required"_L1).toArray())
                QVERIFY(schema.value("properties"_L1).toObject().contains(name.toString()));
            for (const auto& property : schema.value("properties"_L1).toObject())
                QVERIFY(!property.toObject().value("description"_L1).toString().isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(ToolArgumentsTest)
#include "tool_arguments_test.moc"
