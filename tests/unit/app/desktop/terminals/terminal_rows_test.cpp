#include "app/desktop/terminals/terminal_rows.h"

#include <QJsonObject>
#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using namespace desktop::terminals;
using bridge::client::Terminal;
using bridge::client::TerminalEnd;

class TerminalRowsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void title_isWhatWasAskedFor_orTheProgramsOrItsName();
    void title_steersNothing();
    void shell_isKnownByItsName_data();
    void shell_isKnownByItsName();
    void end_isASentence();
};

void TerminalRowsTest::title_isWhatWasAskedFor_orTheProgramsOrItsName()
{
    Terminal one{.number = 3, .title = "build", .programTitle = "make: all", .argv = {"/usr/bin/make"}};
    QCOMPARE(rowsOf({one}), (QJsonArray{QJsonObject{{u"id"_s, 3}, {u"title"_s, u"build"_s}, {u"ended"_s, false}}}));
    one.title.clear();
    QCOMPARE(rowsOf({one})[0][u"title"], u"make: all"_s);
    one.programTitle = " \t";
    QCOMPARE(rowsOf({one})[0][u"title"], u"make"_s);
    one.argv.clear();
    one.end = TerminalEnd{};
    QCOMPARE(rowsOf({one})[0][u"title"], u"Terminal 3"_s);
    QCOMPARE(rowsOf({one})[0][u"ended"], true);
}

void TerminalRowsTest::title_steersNothing()
{
    QCOMPARE(rowsOf({{.number = 1, .programTitle = "a\x1b[2J\r\n\u0085 b"}})[0][u"title"], u"a[2J b"_s);
}

void TerminalRowsTest::shell_isKnownByItsName_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("shell");
    QTest::newRow("bash") << u"/bin/bash"_s << true;
    QTest::newRow("as login names it") << u"-zsh"_s << true;
    QTest::newRow("none given") << QString() << true;
    QTest::newRow("make") << u"make"_s << false;
    QTest::newRow("only its folder is one") << u"/opt/bash/run"_s << false;
}

void TerminalRowsTest::shell_isKnownByItsName()
{
    QFETCH(const QString, program);
    Terminal one{.number = 1};
    if (!program.isEmpty())
        one.argv = {program.toStdString(), "-c"};
    QTEST(isShell(one), "shell");
}

void TerminalRowsTest::end_isASentence()
{
    QCOMPARE(sentenceOf({.exitCode = 2}), u"It has ended with exit code 2. Press Enter to run it again."_s);
    QCOMPARE(sentenceOf({.signal = "TERM"}), u"It was ended by the signal TERM. Press Enter to run it again."_s);
    QCOMPARE(sentenceOf({.reason = "the bridge\x1b]0;x\x07 was restarted"}),
             u"It has ended: the bridge]0;x was restarted. Press Enter to run it again."_s);
    QCOMPARE(sentenceOf({}), u"It has ended. Press Enter to run it again."_s);
}

} // namespace kalpana::test

QTEST_GUILESS_MAIN(kalpana::test::TerminalRowsTest)
#include "terminal_rows_test.moc"
