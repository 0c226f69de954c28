#include "app/cli/command_line.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using cli::parseCommandLine;

class CommandLineTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void options_mayStandBeforeAndAfterTheCommand_inEveryForm()
    {
        const auto up = parseCommandLine({u"--json"_s, u"-F"_s, u"/c"_s, u"up"_s, u"api"_s, u"--host=dev@h:2222"_s,
                                          u"--folder"_s, u"/srv"_s, u"--detach"_s});
        QVERIFY2(up.has_value(), qPrintable(up ? QString() : up.error().sentence));
        QCOMPARE(up->command->name, u"up"_s);
        QCOMPARE(up->arguments, QStringList{u"api"_s});
        QCOMPARE(up->option("host"_L1), u"dev@h:2222"_s);
        QCOMPARE(up->option("folder"_L1), u"/srv"_s);
        QCOMPARE(up->option("F"_L1), u"/c"_s);
        QVERIFY(up->has("json"_L1) && up->has("detach"_L1));
        QCOMPARE(parseCommandLine({u"hosts"_s, u"-F/c"_s})->option("F"_L1), u"/c"_s);
    }

    void afterTwoDashes_everythingIsTheCommands()
    {
        const auto exec = parseCommandLine({u"exec"_s, u"api"_s, u"--"_s, u"ls"_s, u"-l"_s, u"--json"_s, u"--"_s});
        QCOMPARE(exec->arguments, (QStringList{u"api"_s, u"ls"_s, u"-l"_s, u"--json"_s, u"--"_s}));
        QVERIFY(!exec->has("json"_L1));
    }

    void nothing_isHelp_andSoIsHelpOfACommand()
    {
        QCOMPARE(parseCommandLine({})->command->name, u"help"_s);
        const auto help = parseCommandLine({u"up"_s, u"--help"_s});
        QCOMPARE(help->command->name, u"help"_s);
        QCOMPARE(help->arguments, QStringList{u"up"_s});
    }

    void wrongUsage_isRefused_andNamesTheNextStep_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("mentions");
        QTest::newRow("no such command") << QStringList{u"fly"_s} << u"\"fly\""_s;
        QTest::newRow("no such option") << QStringList{u"list"_s, u"--all"_s} << u"--all"_s;
        QTest::newRow("option of another command") << QStringList{u"list"_s, u"--detach"_s} << u"help list"_s;
        QTest::newRow("option of a command before it") << QStringList{u"--detach"_s, u"up"_s, u"a"_s} << u"--detach"_s;
        QTest::newRow("missing value") << QStringList{u"up"_s, u"a"_s, u"--host"_s} << u"--host HOST"_s;
        QTest::newRow("empty value") << QStringList{u"up"_s, u"a"_s, u"--host="_s} << u"--host"_s;
        QTest::newRow("value of a flag") << QStringList{u"list"_s, u"--json=yes"_s} << u"--json"_s;
        QTest::newRow("twice") << QStringList{u"up"_s, u"a"_s, u"--host"_s, u"h"_s, u"--host"_s, u"i"_s} << u"twice"_s;
        QTest::newRow("too few") << QStringList{u"open"_s} << u"kalpanactl open NAME"_s;
        QTest::newRow("too many") << QStringList{u"open"_s, u"a"_s, u"b"_s} << u"help open"_s;
        QTest::newRow("exec without command") << QStringList{u"exec"_s, u"a"_s, u"--"_s} << u"NAME -- CMD"_s;
        QTest::newRow("only options") << QStringList{u"--json"_s} << u"no command"_s;
    }
    void wrongUsage_isRefused_andNamesTheNextStep()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, mentions);
        const auto refused = parseCommandLine(arguments);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::Usage);
        QVERIFY2(refused.error().sentence.contains(mentions), qPrintable(refused.error().sentence));
        QVERIFY(refused.error().sentence.contains(u"kalpanactl help"_s));
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
