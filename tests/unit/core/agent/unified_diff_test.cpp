#include "core/agent/unified_diff.h"

#include <QRandomGenerator>
#include <QStringList>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

// What patch(1) would make of it.
QString applied(const QString& before, const QString& diff)
{
    const auto old = before.split(u'\n');
    QString result;
    qsizetype at = 0;
    bool endsOpen = false;
    const auto copyTo = [&](qsizetype line) {
        for (; at < line; ++at)
            result += old[at] + (at + 1 < old.size() ? u"\n"_s : u""_s);
    };
    auto lines = diff.split(u'\n');
    for (const auto& line : lines.sliced(2)) {
        if (line.startsWith("@@"_L1)) {
            const auto range = line.section(u' ', 1, 1).sliced(1).split(u',');
            const bool empty = range.value(1) == "0"_L1;
            copyTo(range[0].toLongLong() - (empty ? 0 : 1));
        } else if (line.startsWith(u' ')) {
            copyTo(at + 1);
        } else if (line.startsWith(u'-')) {
            if (old[at] != line.sliced(1))
                return u"does not apply"_s;
            ++at;
        } else if (line.startsWith(u'+')) {
            result += line.sliced(1) + u'\n';
            endsOpen = false;
        } else if (line.startsWith(u'\\')) {
            endsOpen = true;
        }
        if (endsOpen && line.startsWith(u'\\') && result.endsWith(u'\n') && at >= old.size())
            result.chop(1);
    }
    copyTo(old.size());
    return result;
}

QString randomText(QRandomGenerator& random)
{
    QString text;
    for (quint32 lines = random.bounded(30); lines > 0; --lines)
        text += QStringLiteral("abc").at(static_cast<qsizetype>(random.bounded(3))) + u"\n"_s;
    return text;
}

} // namespace

class UnifiedDiffTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void change_isShownWithThreeLinesAround()
    {
        QCOMPARE(agent::unifiedDiff(u"n.txt"_s, u"1\n2\n3\n4\n5\n6\n7\n8\n9\n"_s, u"1\n2\n3\n4\nfive\n6\n7\n8\n9\n"_s),
                 u"--- a/n.txt\n+++ b/n.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"_s);
    }

    void farChanges_areHunksOfTheirOwn_nearOnesShareOne()
    {
        QString before;
        for (int i = 1; i <= 30; ++i)
            before += u"line %1\n"_s.arg(i);
        auto far = before;
        far.replace(u"line 3\n"_s, u"LINE 3\n"_s).replace(u"line 25\n"_s, u""_s);
        QCOMPARE(agent::unifiedDiff(u"n"_s, before, far).count(u"@@ -"_s), 2);
        auto near = before;
        near.replace(u"line 3\n"_s, u"LINE 3\n"_s).replace(u"line 9\n"_s, u"LINE 9\n"_s);
        QCOMPARE(agent::unifiedDiff(u"n"_s, before, near).count(u"@@ -"_s), 1);
    }

    void newFile_andEmptiedFile()
    {
        QCOMPARE(agent::unifiedDiff(u"n"_s, {}, u"a\nb\n"_s), u"--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+a\n+b\n"_s);
        QCOMPARE(agent::unifiedDiff(u"n"_s, u"a\n"_s, {}), u"--- a/n\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"_s);
    }

    void missingEndOfLine_isMarked()
    {
        QCOMPARE(agent::unifiedDiff(u"n"_s, u"a"_s, u"a\n"_s),
                 u"--- a/n\n+++ b/n\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"_s);
    }

    void sameText_isNoDiff() { QVERIFY(agent::unifiedDiff(u"n"_s, u"a\n"_s, u"a\n"_s).isEmpty()); }

    void anyTwoTexts_theDiffLeadsFromOneToTheOther()
    {
        QRandomGenerator random(20240917);
        for (int i = 0; i < 2000; ++i) {
            const auto before = randomText(random);
            const auto after = randomText(random);
            if (before != after)
                QCOMPARE(applied(before, agent::unifiedDiff(u"n"_s, before, after)), after);
        }
    }

    void veryDifferentTexts_areStillRight()
    {
        QString before;
        QString after;
        for (int i = 0; i < 5000; ++i) {
            before += u"a%1\n"_s.arg(i);
            after += u"b%1\n"_s.arg(i);
        }
        QCOMPARE(applied(before, agent::unifiedDiff(u"n"_s, before, after)), after);
    }
};

QTEST_GUILESS_MAIN(UnifiedDiffTest)
#include "unified_diff_test.moc"
