#include "core/agent/command_text.h"

#include <QTest>

using namespace kalpana;
using agent::CommandText;
using agent::OutputChannel;
using namespace Qt::StringLiterals;

class CommandTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void output_becomesPlainText_whereverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("expected");
        QTest::newRow("UTF-8") << "zażółć\n"_ba << u"zażółć\n"_s;
        QTest::newRow("colours") << "\x1b[1;31mred\x1b[0m!"_ba << u"red!"_s;
        QTest::newRow("title") << "\x1b]0;title\x07go\x1b]8;;http://x\x1b\\on"_ba << u"goon"_s;
        QTest::newRow("ends of lines") << "a\r\nb\rc\n"_ba << u"a\nb\nc\n"_s;
        QTest::newRow("control characters") << "a\x01\b\x7f\tb"_ba << u"a\tb"_s;
        QTest::newRow("an unfinished title ends with its line") << "\x1b]0;never\nnext"_ba << u"next"_s;
    }

    void output_becomesPlainText_whereverItIsCut()
    {
        QFETCH(QByteArray, output);
        QFETCH(QString, expected);
        for (qsizetype cut = 0; cut <= output.size(); ++cut) {
            CommandText text;
            const auto first = text.receive(OutputChannel::Out, output.first(cut));
            QCOMPARE(first + text.receive(OutputChannel::Out, output.sliced(cut)), expected);
        }
    }

    void channels_doNotMixTheirCharacters()
    {
        CommandText text;
        auto all = text.receive(OutputChannel::Out, "\xc5");
        all += text.receive(OutputChannel::Err, "oops ");
        all += text.receive(OutputChannel::Out, "\xbc");
        QCOMPARE(all, u"oops ż"_s);
    }
};

QTEST_GUILESS_MAIN(CommandTextTest)
#include "command_text_test.moc"
