#include "remote/bridge/server/files/diff.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class DiffTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;

    static Outcome<std::string> apply(const std::string& diffText, const std::string& text)
    {
        const auto diff = parseDiff(diffText);
        return diff ? applied(*diff, text, "a.txt") : std::unexpected(diff.error());
    }

    static Failure refused(const std::string& diffText, const std::string& text)
    {
        const auto outcome = apply(diffText, text);
        return outcome ? Failure{Code::Failed, "It was applied.", {}} : outcome.error();
    }

    /// What diff(1) makes of two texts.
    QByteArray madeBy(const QStringList& command, const QByteArray& before, const QByteArray& after) const
    {
        m_folder.write(u"before"_s, before);
        m_folder.write(u"after"_s, after);
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(command.first(), command.mid(1) + QStringList{u"before"_s, u"after"_s});
        process.waitForFinished();
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void whatDiffAndGitMake_turnsOneTextIntoTheOther_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("diff") << QStringList{u"diff"_s, u"-u"_s};
        QTest::newRow("diff without context") << QStringList{u"diff"_s, u"-U0"_s};
        QTest::newRow("diff with much") << QStringList{u"diff"_s, u"-U10"_s};
        QTest::newRow("git") << QStringList{u"git"_s, u"diff"_s, u"--no-index"_s};
    }

    void whatDiffAndGitMake_turnsOneTextIntoTheOther()
    {
        QFETCH(QStringList, command);
        std::uint32_t state = 3;
        const auto random = [&state](std::uint32_t below) {
            state = state * 1664525U + 1013904223U;
            return (state >> 16U) % below;
        };
        const auto line = [&] {
            constexpr std::array ends{"\n", "\n", "\n", "\r\n"};
            // Few words, so that the same lines come again; what looks like a diff among them.
            constexpr std::array words{"", "a", "b", "}", "-- x", "++ y", "@@ -1 +1 @@", " c", "\\ d", "e\tf"};
            return QByteArray(words.at(random(words.size()))) + ends.at(random(ends.size()));
        };
        for (int round = 0; round < 150; ++round) {
            QByteArray before;
            QByteArray after;
            for (std::uint32_t lines = random(30); lines > 0; --lines) {
                const auto same = line();
                const auto fate = random(8);
                before += fate == 0 ? QByteArray() : same;
                after += fate == 1 ? QByteArray() : fate == 2 ? line() : same;
            }
            if (random(3) == 0)
                before.chop(1);
            if (random(3) == 0)
                after.chop(1);
            if (before == after)
                continue;
            const auto diff = madeBy(command, before, after);
            const auto outcome = apply(diff.toStdString(), before.toStdString());
            QVERIFY2(outcome.has_value(), outcome ? "" : (outcome.error().message + '\n' + diff.toStdString()).c_str());
            QCOMPARE(QByteArray::fromStdString(*outcome), after);
        }
    }

    void wrongLineNumbers_doNoHarm_whereThereIsOnePlace()
    {
        QCOMPARE(apply("@@ -9,2 +9,2 @@\n b\n-c\n+C\n", "a\nb\nc\nd\n"), "a\nb\nC\nd\n");
        QCOMPARE(apply("@@ -1,0 +2 @@\n+new\n", "a\nb\n"), "a\nnew\nb\n");
        QCOMPARE(apply("@@ -0,0 +1 @@\n+new\n", ""), "new\n");
    }

    void emptyContextLine_mayHaveLostItsSpace()
    {
        QCOMPARE(apply("@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n", "a\n\nb\n"), "a\n\nc\n");
    }

    void whatDoesNotFit_isNotApplied()
    {
        const auto unknown = refused("@@ -1 +1 @@\n-a\n+A\n@@ -3 +3 @@\n-x\n+X\n", "a\nb\nc\n");
        QCOMPARE(unknown.code, Code::NoMatch);
        QVERIFY(unknown.message.contains("Hunk 2"));
        QVERIFY(unknown.message.contains("a.txt"));
        // in two places, neither of which is the one it names
        QCOMPARE(refused("@@ -2 +2 @@\n-a\n+A\n", "a\nb\na\n").code, Code::NoMatch);
        // no fuzz: a context line that differs by a space
        QCOMPARE(refused("@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "a \nb\n").code, Code::NoMatch);
        // hunks in the wrong order
        QCOMPARE(refused("@@ -3 +3 @@\n-c\n+C\n@@ -1 +1 @@\n-a\n+A\n", "a\nb\nc\n").code, Code::NoMatch);
        // a last line that has no end, and one that has
        QCOMPARE(refused("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+A\n", "a\n").code, Code::NoMatch);
    }

    void whatIsNoDiff_isRefused_andTheLineIsTold()
    {
        for (const auto* text :
             {"", "hello\n", "@@ what @@\n", "@@ -1 +1 @@\n", "@@ -1 +1 @@\n-a\n?b\n", "@@ -1 +1 @@\n-a\n-b\n",
              "@@ -1 +1 @@\n-a\n+b\n+c\n", "@@ -1,99999999999999999999 +1 @@\n",
              "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n--- c\n+++ d\n@@ -1 +1 @@\n-a\n+b\n"}) {
            const auto failure = refused(text, "a\n");
            QVERIFY2(failure.code == Code::BadRequest, text);
            QCOMPARE(failure.field, "diff");
        }
        QVERIFY(refused("@@ -1 +1 @@\n-a\n?b\n", "a\n").message.contains("line 3"));
    }
};

QTEST_GUILESS_MAIN(DiffTest)
#include "diff_test.moc"
