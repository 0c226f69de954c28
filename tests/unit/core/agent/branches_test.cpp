#include "core/agent/branches.h"

#include <QTest>

using namespace kalpana::agent;

class BranchesTest final : public QObject {
    Q_OBJECT
    using Path = QList<Branches::Range>;
    using Events = QList<qint64>;
private Q_SLOTS:
    void withoutATurnoff_eachEventFollowsTheOneBefore()
    {
        const Branches line({}, 9);
        QCOMPARE(line.chosen(), (Path{{1, 9}}));
        QCOMPARE(line.before(4), 3);
        QCOMPARE(line.besides(4), Events{4});
        QCOMPARE(line.tipOf(4), 9);
        QVERIFY(Branches({}, 0).chosen().isEmpty());
    }

    void anEditedMessage_standsBesidesTheOneItReplaces()
    {
        // 1 2 3 | 4 5 6, then 7 goes back to 3: 8 9 10
        const Branches tree({{7, 3}}, 10);
        QCOMPARE(tree.chosen(), (Path{{1, 3}, {7, 10}}));
        QCOMPARE(tree.before(8), 3);
        QCOMPARE(tree.besides(8), (Events{4, 8}));
        QCOMPARE(tree.besides(4), (Events{4, 8}));
        QCOMPARE(tree.tipOf(4), 6);
        QCOMPARE(tree.tipOf(8), 10);
        QCOMPARE(tree.tipOf(2), 10);
    }

    void theFirstMessageToo()
    {
        const Branches tree({{4, 0}}, 6);
        QCOMPARE(tree.chosen(), (Path{{4, 6}}));
        QCOMPARE(tree.before(5), 0);
        QCOMPARE(tree.besides(5), (Events{1, 5}));
        QCOMPARE(tree.tipOf(1), 3);
    }

    void anotherBranchThatIsChosenAgain_goesOnWhereItEnded()
    {
        // As above; 11 goes back to 6, and nothing was said yet; then 12 13; then 14 edits 12.
        QCOMPARE(Branches({{7, 3}, {11, 6}}, 11).chosen(), (Path{{1, 6}, {11, 11}}));
        QCOMPARE(Branches({{7, 3}, {11, 6}}, 11).besides(4), (Events{4, 8}));
        const Branches tree({{7, 3}, {11, 6}, {14, 11}}, 15);
        QCOMPARE(tree.chosen(), (Path{{1, 6}, {11, 11}, {14, 15}}));
        QCOMPARE(tree.before(12), 6);
        QCOMPARE(tree.besides(12), (Events{12, 15}));
        QCOMPARE(tree.tipOf(4), 15);
        QCOMPARE(tree.tipOf(12), 13);
        QCOMPARE(tree.tipOf(8), 10);
    }

    void aTurnoffThatGoesForward_isNone() { QCOMPARE(Branches({{3, 3}, {4, 9}, {5, -1}}, 6).chosen(), (Path{{1, 6}})); }
};

QTEST_GUILESS_MAIN(BranchesTest)
#include "branches_test.moc"
