#include "core/base/shell_word.h"

#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class ShellWordTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainNames_stayAsTheyAre()
    {
        for (const auto& word : {u"api"_s, u"shop-2"_s, u"host/dev.example.org/password"_s, u"grün"_s})
            QCOMPARE(shellWord(word), word);
    }

    void whateverAShellWouldReadOtherwise_reachesTheProgramAsItWas()
    {
        for (const auto& word : {u"My project"_s, u"it's"_s, u"$HOME"_s, u"a\"b`c`"_s, u"*"_s, u"!x; y & z"_s, u""_s}) {
            QProcess shell;
            shell.start(u"sh"_s, {u"-c"_s, u"printf '%s|' "_s + shellWord(word)});
            QVERIFY(shell.waitForFinished());
            QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), word + u'|');
        }
    }
};

QTEST_GUILESS_MAIN(ShellWordTest)
#include "shell_word_test.moc"
