#include "core/review/rows.h"
#include "core/review/word_edits.h"

#include <QTest>

using namespace kalpana::review;
using namespace Qt::StringLiterals;

namespace {

/// "=1/1" a line on both sides, "-2" one that went, "+2" one that came, "-2+2" both beside each other, "#0" a hunk's
/// head, "…4@5" a fold; numbers from 0.
QString text(const QList<Row>& rows)
{
    QStringList words;
    for (const auto& row : rows)
        switch (row.kind) {
        case Row::Kind::Hunk:
            words << u"#%1"_s.arg(row.hunk);
            break;
        case Row::Kind::Same:
            words << u"=%1/%2"_s.arg(row.before).arg(row.after);
            break;
        case Row::Kind::Less:
            words << u"-%1"_s.arg(row.before) + (row.after >= 0 ? u"+%1"_s.arg(row.after) : QString());
            break;
        case Row::Kind::More:
            words << u"+%1"_s.arg(row.after);
            break;
        case Row::Kind::Fold:
            words << u"…%1@%2"_s.arg(row.count).arg(row.after);
            break;
        case Row::Kind::Now:
            words << u"!%1"_s.arg(row.now);
            break;
        }
    return words.join(u' ');
}

} // namespace

class RowsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unified_hasWhatWentBeforeWhatCame_andFoldsWhatIsFarAway()
    {
        const std::vector<Edit> edits{{10, 1, 10, 2}};
        QCOMPARE(text(rowsOf(edits, 20, 21, {.layout = Layout::Unified})),
                 u"…7@0 =7/7 =8/8 =9/9 #0 -10 +10 +11 =11/12 =12/13 =13/14 …6@15"_s);
        QCOMPARE(text(rowsOf(edits, 20, 21, {.layout = Layout::Unified, .unfolded = {0}})),
                 u"=0/0 =1/1 =2/2 =3/3 =4/4 =5/5 =6/6 =7/7 =8/8 =9/9 #0 -10 +10 +11 =11/12 =12/13 =13/14 …6@15"_s);
    }

    void sideBySide_pairsLines()
    {
        QCOMPARE(text(rowsOf({{1, 2, 1, 1}, {4, 0, 3, 1}}, 5, 5, {.layout = Layout::SideBySide})),
                 u"=0/0 #0 -1+1 -2 =3/2 #1 +3 =4/4"_s);
    }

    void shortGaps_areNotFolded()
    {
        QCOMPARE(text(rowsOf({{0, 1, 0, 1}, {10, 1, 10, 1}}, 11, 11, {})),
                 u"#0 -0 +0 =1/1 =2/2 =3/3 =4/4 =5/5 =6/6 =7/7 =8/8 =9/9 #1 -10 +10"_s);
    }

    void wholeFiles_newAndGone()
    {
        QCOMPARE(text(rowsOf({{0, 0, 0, 2}}, 0, 2, {})), u"#0 +0 +1"_s);
        QCOMPARE(text(rowsOf({{0, 2, 0, 0}}, 2, 0, {.layout = Layout::SideBySide})), u"#0 -0 -1"_s);
        QCOMPARE(text(rowsOf({}, 0, 0, {})), QString());
    }

    void whatIsThereNow_standsBelowItsHunk()
    {
        QCOMPARE(text(rowsOf({{0, 1, 0, 1}}, 2, 2, {.nowOf = {{0, {4, 2}}}})), u"#0 -0 +0 !4 !5 =1/1"_s);
    }

    void words_areMarked_unlessLittleIsAlike()
    {
        QCOMPARE(wordEdits(u"int a = one(1);", u"int a = two(1, 2);"),
                 (WordEdits{.before = {{8, 3}}, .after = {{8, 3}, {13, 3}}}));
        QCOMPARE(wordEdits(u"completely different", u"nothing alike here at all"), WordEdits());
        QCOMPARE(wordEdits(u"same", u"same"), WordEdits());
        QCOMPARE(wordEdits(u"    indent(x);", u"        indent(x);"),
                 (WordEdits{.before = {{0, 4}}, .after = {{0, 8}}}));
        QCOMPARE(wordEdits(u"say 😀 twice, please", u"say 😁 twice, please"),
                 (WordEdits{.before = {{4, 2}}, .after = {{4, 2}}}));
        QCOMPARE(wordEdits(QString(5000, u'x'), QString(5001, u'x')), WordEdits());
    }
};

QTEST_GUILESS_MAIN(RowsTest)
#include "rows_test.moc"
