#include "app/desktop/terminals/shown_terminal.h"

#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using bridge::client::TerminalEnd;
using desktop::terminals::ShownTerminal;

class ShownTerminalTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void output_isTakenTogether_andAnnouncedOnce();
    void picture_beginsAPieceOfItsOwn();
    void size_isToldWhereItChanged_andOnlyTheLastOfMany();
    void whatWasRefused_isSummedUp();
    void end_comesWithTheLastOutput();
};

void ShownTerminalTest::output_isTakenTogether_andAnnouncedOnce()
{
    int announced = 0;
    ShownTerminal shown([&] { ++announced; });
    workspaces::TerminalView& view = shown;
    view.output("one ");
    view.output("two");
    QCOMPARE(announced, 1);
    const auto taken = shown.take();
    QCOMPARE(taken.pieces.size(), 1);
    QVERIFY(!taken.pieces[0].picture);
    QCOMPARE(taken.pieces[0].bytes, "one two"_ba);
    view.output("three");
    QCOMPARE(announced, 2);
    QCOMPARE(shown.take().pieces[0].bytes, "three"_ba);
    QVERIFY(shown.take().pieces.isEmpty());
}

void ShownTerminalTest::picture_beginsAPieceOfItsOwn()
{
    ShownTerminal shown([] {});
    workspaces::TerminalView& view = shown;
    view.output("old");
    view.pictureBegins({.rows = 10, .columns = 40}, 7);
    view.output("new");
    const auto taken = shown.take();
    QCOMPARE(taken.pieces.size(), 2);
    QCOMPARE(taken.pieces[0].bytes, "old"_ba);
    QCOMPARE(taken.pieces[1].picture->columns, 40);
    QCOMPARE(taken.pieces[1].bytes, "new"_ba);
}

void ShownTerminalTest::size_isToldWhereItChanged_andOnlyTheLastOfMany()
{
    ShownTerminal shown([] {});
    workspaces::TerminalView& view = shown;
    view.output("old");
    for (std::uint16_t columns = 40; columns <= 90; ++columns)
        view.resized({.rows = 10, .columns = columns});
    view.output("new");
    const auto taken = shown.take();
    QCOMPARE(taken.pieces.size(), 2);
    QCOMPARE(taken.pieces[0].bytes, "old"_ba);
    QVERIFY(!taken.pieces[1].picture);
    QCOMPARE(taken.pieces[1].size->columns, 90);
    QCOMPARE(taken.pieces[1].bytes, "new"_ba);
}

void ShownTerminalTest::whatWasRefused_isSummedUp()
{
    int announced = 0;
    ShownTerminal shown([&] { ++announced; });
    workspaces::TerminalView& view = shown;
    view.refused(3);
    view.refused(4);
    QCOMPARE(announced, 1);
    QCOMPARE(shown.take().refused, 7U);
    QCOMPARE(shown.take().refused, 0U);
}

void ShownTerminalTest::end_comesWithTheLastOutput()
{
    ShownTerminal shown([] {});
    workspaces::TerminalView& view = shown;
    view.output("bye");
    view.ended(TerminalEnd{.exitCode = 0});
    const auto taken = shown.take();
    QCOMPARE(taken.pieces[0].bytes, "bye"_ba);
    QVERIFY(taken.end && *taken.end && (*taken.end)->exitCode == 0);
    QVERIFY(!shown.take().end);
}

} // namespace kalpana::test

QTEST_GUILESS_MAIN(kalpana::test::ShownTerminalTest)
#include "shown_terminal_test.moc"
