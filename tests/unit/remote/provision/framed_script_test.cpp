#include "remote/provision/framed_script.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace kalpana::provision;

class FramedScriptTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void script_runsUnderEveryLoginShell_andReadsWhatFollowsIt_data()
    {
        QTest::addColumn<QString>("shell");
        for (const auto* shell : {"sh", "bash", "dash", "tcsh", "fish"})
            QTest::newRow(shell) << QString::fromLatin1(shell);
    }

    void script_runsUnderEveryLoginShell_andReadsWhatFollowsIt()
    {
        QFETCH(QString, shell);
        const auto script = frame("x='it'\\''s \"$HOME\" !'\nprintf '%s\\n' \"$x\"\ncat");
        QProcess process;
        process.start(QStandardPaths::findExecutable(shell),
                      {QStringLiteral("-c"), QString::fromStdString(script.commandLine)});
        QVERIFY2(process.waitForStarted(), qPrintable(shell + QStringLiteral(" is missing")));
        process.write(QByteArray::fromStdString(script.input));
        process.write(QByteArray("binary\0follows\n", 15));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        const auto output = framedOutput(process.readAllStandardOutput().toStdString(), script.marker);
        QVERIFY2(output.has_value(), process.readAllStandardError().constData());
        QCOMPARE(*output, std::string("it's \"$HOME\" !\nbinary\0follows\n", 30));
    }

    void startUpFilesThatPrint_areLeftOut()
    {
        QCOMPARE(framedOutput("Welcome!\nno newline\n@@m@@ begin\nanswer=1\n\n@@m@@ end\nbye", "@@m@@").value(),
                 "answer=1\n");
    }

    void missingEnd_isNoAnswer()
    {
        QVERIFY(!framedOutput("\n@@m@@ begin\nanswer=1\n", "@@m@@"));
        QVERIFY(!framedOutput("This account is disabled.", "@@m@@"));
    }

    void emptyOutput_isAnAnswer() { QCOMPARE(framedOutput("\n@@m@@ begin\n\n@@m@@ end\n", "@@m@@").value(), ""); }

    void markers_differBetweenScripts() { QVERIFY(frame("true").marker != frame("true").marker); }
};

QTEST_GUILESS_MAIN(FramedScriptTest)
#include "framed_script_test.moc"
