#include "core/agent/permission_rules.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class PermissionRulesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesThatRunByThemselves_canOnlyBeAllowedOnce_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("always");
        QTest::newRow("source") << u"src/a.c"_s << true;
        QTest::newRow("looks alike") << u"src/.gitignore"_s << true;
        QTest::newRow("Git hook") << u".git/hooks/pre-commit"_s << false;
        QTest::newRow("in a submodule") << u"lib/x/.git/config"_s << false;
        QTest::newRow("in capitals") << u".GIT/config"_s << false;
        QTest::newRow("editor tasks") << u".vscode/tasks.json"_s << false;
        QTest::newRow("shell of the folder") << u".envrc"_s << false;
        QTest::newRow("rules of Kalpana") << u".kalpana/rules/a.md"_s << false;
    }

    void filesThatRunByThemselves_canOnlyBeAllowedOnce()
    {
        QFETCH(QString, path);
        QTEST(agent::subjectOfChange(path).has_value(), "always");
    }

    void aCommand_standsOnlyForItself()
    {
        QVERIFY(agent::subjectOfCommand(u"make"_s).subject != agent::subjectOfCommand(u"make "_s).subject);
    }
};

QTEST_GUILESS_MAIN(PermissionRulesTest)
#include "permission_rules_test.moc"
