#include "app/cli/command_table.h"
#include "app/cli/help.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace kalpana;
using namespace Qt::StringLiterals;

class HelpTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCommand_isInTheOverview_hasAPage_andIsInTheDocument()
    {
        QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/docs/kalpanactl.md"));
        QVERIFY(file.open(QFile::ReadOnly));
        const auto document = QString::fromUtf8(file.readAll());
        const auto overview = cli::helpText({}).value();
        for (const auto& command : cli::commands()) {
            QVERIFY2(overview.contains(u"\n  %1 "_s.arg(command.name)), qPrintable(command.name));
            const auto page = cli::helpText(command.name).value();
            QVERIFY(
                page.startsWith(QString(u"Usage: kalpanactl %1 %2"_s.arg(command.name, command.arguments)).trimmed()));
            const auto usage =
                QString(u"kalpanactl %1 %2"_s.arg(command.name, command.arguments)).trimmed().replace(u'|', u"\\|"_s);
            QVERIFY2(command.name == u"help"_s || document.contains(u'`' + usage), qPrintable(usage));
            for (const auto& option : command.options) {
                QVERIFY2(page.contains(u"--"_s + option.name), qPrintable(page));
                QVERIFY2(document.contains(u"--"_s + option.name), qPrintable(option.name));
            }
        }
    }

    void lines_areAtMostAHundredCharacters()
    {
        for (const auto& topic : {u""_s, u"up"_s, u"exec"_s, u"exit-codes"_s})
            for (const auto& line : cli::helpText(topic)->split(u'\n'))
                QVERIFY2(line.size() <= 100, qPrintable(line));
    }

    void unknownTopic_isRefused() { QCOMPARE(cli::helpText(u"flying"_s).error().code, ErrorCode::Usage); }
};

QTEST_GUILESS_MAIN(HelpTest)
#include "help_test.moc"
