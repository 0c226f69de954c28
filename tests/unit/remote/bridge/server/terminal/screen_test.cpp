#include "remote/bridge/server/terminal/screen.h"
#include "remote/bridge/server/terminal/snapshot.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace Qt::StringLiterals;

/// What tmux has no say in, or where it differs from xterm.js, which draws our terminals: the rest is compared with it
/// in integration.bridge.terminal_screen.
class ScreenTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shown_isTheSameHoweverTheOutputIsCut_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("line feed behind the last column") << "\r\n\r\nabcd\nef"_ba << "abcd\n   e\nf\n"_ba;
        QTest::newRow("form feed behind the last column") << "abcd\fef"_ba << "abcd\n   e\nf\n"_ba;
        QTest::newRow("backspace behind the last column") << "abcd\bX"_ba << "abXd\n\n\n"_ba;
        QTest::newRow("index behind the last column") << "\r\n\r\nabcd\x1b"
                                                         "De"_ba
                                                      << "\nabcd\n   e\n"_ba;
        QTest::newRow("a move to the last column in it") << "abcd\x1b[4Ge"_ba << "abce\n\n\n"_ba;
        QTest::newRow("a mark in the last column") << "abce\xcc\x81"_ba << "abce\xcc\x81\n\n\n"_ba;
        QTest::newRow("a mark behind a bell in the last column") << "abce\a\xcc\x81z"_ba << "abce\xcc\x81\nz\n\n"_ba;
        QTest::newRow("a mark of another colour") << "abce\x1b[31m\xcc\x81z"_ba << "abce\nz\n\n"_ba;
        QTest::newRow("a character cut off") << "\xe4\xbdz"_ba << "\xef\xbf\xbdz\n\n\n"_ba;
        QTest::newRow("bytes that begin none") << "\xf9\x80z"_ba << "\xef\xbf\xbd\xef\xbf\xbdz\n\n\n"_ba;
        QTest::newRow("half of a pair") << "\xed\xa0\x80"_ba << "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n\n\n"_ba;
        QTest::newRow("wide in the last columns") << "ab你\r\n你"_ba << "ab你\n你\n\n"_ba;
        QTest::newRow("a cut escape sequence") << "\x1b[2;2Hx"_ba << "\n x\n\n"_ba;
    }

    void shown_isTheSameHoweverTheOutputIsCut()
    {
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, shown);
        for (qsizetype cut = 0; cut <= output.size(); ++cut) {
            Screen screen({.rows = 3, .columns = 4});
            screen.feed(output.first(cut).toStdString());
            screen.feed(output.sliced(cut).toStdString());
            QCOMPARE(QByteArray::fromStdString(textOf(screen.shown())), shown);
        }
    }

    /// A wide character fills the whole line, so that a carriage return leaves the cursor in its place.
    void shown_noWiderThanAWideCharacter_returnsEndWaiting()
    {
        Screen screen({.rows = 2, .columns = 2});
        screen.feed("[你\r\n]");
        QCOMPARE(QByteArray::fromStdString(textOf(screen.shown())), "你\n]\n"_ba);
        screen.feed("\x1b[1;1H你\bX");
        QCOMPARE(QByteArray::fromStdString(textOf(screen.shown())), "X\n]\n"_ba);
    }

    void lastLine_withAMarkThatComesLater_goesOnStill()
    {
        Screen screen({.rows = 2, .columns = 4});
        screen.feed("abcde");
        screen.feed("\xcc\x81");
        QVERIFY(screen.shown().line(1).continues);
        screen.resize({.rows = 2, .columns = 8});
        QCOMPARE(QByteArray::fromStdString(textOf(screen.shown())), "abcde\xcc\x81\n\n"_ba);
    }
};

QTEST_APPLESS_MAIN(ScreenTest)
#include "screen_test.moc"
