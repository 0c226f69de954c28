#include "core/review/file_review.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace kalpana::review;

namespace {

using State = Hunk::State;

QList<State> states(const FileReview& review)
{
    QList<State> all;
    for (const auto& hunk : review.hunks())
        all.append(hunk.state);
    return all;
}

QByteArray numbered(int lines)
{
    QByteArray text;
    for (int i = 0; i < lines; ++i)
        text += "line " + QByteArray::number(i) + '\n';
    return text;
}

QSet<qsizetype> allOf(const FileReview& review)
{
    QSet<qsizetype> all;
    for (qsizetype i = 0; i < review.hunks().size(); ++i)
        all.insert(i);
    return all;
}

} // namespace

class FileReviewTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void untouched_allStands_andGoesBackToTheFirstByte()
    {
        const QByteArray before("a\nb\nc\nd\n");
        const QByteArray after("a\nB\nc\nd\ne\n");
        const FileReview review(before, after, after);
        QCOMPARE(states(review), (QList{State::Standing, State::Standing}));
        QCOMPARE(review.reverted({0}), QByteArray("a\nb\nc\nd\ne\n"));
        QCOMPARE(review.reverted({1}), QByteArray("a\nB\nc\nd\n"));
        QCOMPARE(review.reverted({0, 1}), before);
        QCOMPARE(review.putBack({0, 1}), after);
    }

    void revertedHunk_isSeenAsReverted_andCanBePutBack()
    {
        const QByteArray before("a\nb\nc\nd\n");
        const QByteArray after("a\nB\nc\nd\ne\n");
        FileReview review(before, after, after);
        review.setNow(review.reverted({0}));
        QCOMPARE(states(review), (QList{State::Reverted, State::Standing}));
        QCOMPARE(review.putBack({0}), after);
        review.setNow(review.reverted({1}));
        QCOMPARE(states(review), (QList{State::Reverted, State::Reverted}));
        QCOMPARE(review.nowBytes(), before);
    }

    void usersChangeElsewhere_isKept_andTheHunkIsStillReverted()
    {
        const QByteArray before("a\nb\nc\nd\ne\n");
        const QByteArray after("a\nB1\nB2\nc\nd\ne\n");
        const FileReview review(before, after, "mine\na\nB1\nB2\nc\nd\nE\n");
        QCOMPARE(states(review), QList{State::Standing});
        QCOMPARE(review.reverted({0}), QByteArray("mine\na\nb\nc\nd\nE\n"));
    }

    void usersChangeInTheSameLines_isAConflict_andNothingIsTouched()
    {
        const QByteArray before("a\nb\nc\n");
        const QByteArray after("a\nB\nc\n");
        const QByteArray now("a\nBB\nc\n");
        const FileReview review(before, after, now);
        QCOMPARE(states(review), QList{State::Conflict});
        QCOMPARE(review.reverted({0}), now);
        QCOMPARE(review.putBack({0}), now);
        QCOMPARE(review.hunks()[0].now, 1);
        QCOMPARE(review.hunks()[0].nowCount, 1);
    }

    void usersChangeNextToTheLines_isAConflictToo()
    {
        const QByteArray before("a\nb\nc\nd\n");
        const QByteArray after("a\nB\nc\nd\n");
        QCOMPARE(states(FileReview(before, after, "a\nB\nmine\nc\nd\n")), QList{State::Conflict});
        QCOMPARE(states(FileReview(before, after, "a\nB\nC\nd\n")), QList{State::Conflict});
        QCOMPARE(states(FileReview(before, after, "A\nB\nc\nd\n")), QList{State::Conflict});
        QCOMPARE(states(FileReview(before, after, "a\nB\nc\nD\n")), QList{State::Standing});
    }

    void oneChangeOfTheUserOverTwoHunks_isAConflictOfBoth_andTheThirdIsReverted()
    {
        const QByteArray before("1\na\n2\nb\n3\n4\n5\nc\n6\n");
        const QByteArray after("1\nA\n2\nB\n3\n4\n5\nC\n6\n");
        const QByteArray now("1\nmine\n3\n4\n5\nC\n6\n");
        const FileReview review(before, after, now);
        QCOMPARE(states(review), (QList{State::Conflict, State::Conflict, State::Standing}));
        QCOMPARE(review.reverted({0, 1, 2}), QByteArray("1\nmine\n3\n4\n5\nc\n6\n"));
    }

    void userWhoUndidItByHand_isSeen_alsoWithTheLinesBetween()
    {
        const QByteArray before("1\na\n2\nb\n3\n");
        const QByteArray after("1\nA\n2\nB\n3\n");
        QCOMPARE(states(FileReview(before, after, before)), (QList{State::Reverted, State::Reverted}));
        QCOMPARE(states(FileReview(before, after, "1\na\n2\nB\n3\n")), (QList{State::Reverted, State::Standing}));
    }

    void repeatedLines_areTakenBackWhereTheyCame()
    {
        const QByteArray before("x\nx\nx\n");
        const QByteArray after("x\nx\nx\nx\nx\n");
        FileReview review(before, after, after);
        QCOMPARE(states(review), QList{State::Standing});
        review.setNow(review.reverted({0}));
        QCOMPARE(review.nowBytes(), before);
        QCOMPARE(states(review), QList{State::Reverted});
        QCOMPARE(review.putBack({0}), after);
    }

    void endOfFileWithoutNewline_andOtherLineEnds_areKeptExactly()
    {
        const QByteArray before("a\r\nb\r\nc");
        const QByteArray after("a\r\nB\nc\n");
        FileReview review(before, after, after);
        QCOMPARE(review.reverted(allOf(review)), before);
        const QByteArray ends("a\nb\n");
        FileReview lineEnds(ends, "a\r\nb\r\n", "a\r\nb\r\n");
        QCOMPARE(states(lineEnds), QList{State::Standing});
        QCOMPARE(lineEnds.reverted({0}), ends);
        FileReview last("a", "a\n", "a\n");
        QCOMPARE(last.reverted({0}), QByteArray("a"));
    }

    void emptyFiles_newOnes_andThoseThatWent()
    {
        QCOMPARE(FileReview({}, "a\nb\n", "a\nb\n").reverted({0}), QByteArray());
        QCOMPARE(FileReview("a\nb\n", {}, {}).reverted({0}), QByteArray("a\nb\n"));
        QVERIFY(FileReview({}, {}, "x").hunks().isEmpty());
        QVERIFY(FileReview("same", "same", "other").hunks().isEmpty());
        const FileReview replaced("a\n", {}, "mine\n");
        QCOMPARE(states(replaced), QList{State::Conflict});
        QCOMPARE(replaced.reverted({0}), QByteArray("mine\n"));
        const FileReview emptied({}, "a\n", {});
        QCOMPARE(states(emptied), QList{State::Reverted});
    }

    void bytesThatAreNoText_areKeptExactly()
    {
        const QByteArray before("caf\xe9\nx\n\xff\xfe\n");
        const QByteArray after("caf\xe9!\nx\n\xff\n");
        const FileReview review(before, after, after);
        QCOMPARE(review.reverted(allOf(review)), before);
        QCOMPARE(contentOf(before), Content::OtherText);
        QCOMPARE(contentOf(QByteArrayView("a\0b", 3)), Content::Binary);
        QCOMPARE(contentOf("caf\xc3\xa9"), Content::Text);
        QCOMPARE(contentOf({}), Content::Text);
    }

    void random_whatIsRevertedComesBack_andConflictsKeepEveryByte()
    {
        QRandomGenerator random(20);
        const auto some = [&](int most) { return random.bounded(most); };
        const auto changed = [&](const QByteArray& text, int changes) {
            auto lines = text.split('\n');
            for (int i = 0; i < changes; ++i) {
                const auto at = some(static_cast<int>(lines.size()));
                switch (some(3)) {
                case 0:
                    lines.insert(at, QByteArray(1, static_cast<char>('a' + some(4))));
                    break;
                case 1:
                    lines.removeAt(at);
                    if (lines.isEmpty())
                        lines.append("");
                    break;
                default:
                    lines[at] = QByteArray(1, static_cast<char>('a' + some(4)));
                }
            }
            return lines.join('\n');
        };
        int seen = 0;
        int misread = 0;
        for (int round = 0; round < 4000; ++round) {
            QByteArray before;
            for (auto lines = some(12); lines > 0; --lines)
                before += QByteArray(1, static_cast<char>('a' + some(4))) + (some(9) == 0 ? "\r\n" : "\n");
            const auto after = changed(before, some(5));
            FileReview review(before, after, after);
            QCOMPARE(review.reverted(allOf(review)), before);
            for (qsizetype i = 0; i < review.hunks().size(); ++i) {
                FileReview one(before, after, review.reverted({i}));
                // A few lines that repeat may be read in two ways.
                for (qsizetype j = 0; j < one.hunks().size(); ++j, ++seen)
                    misread += one.hunks()[j].state == (i == j ? State::Reverted : State::Standing) ? 0 : 1;
            }
            const auto now = changed(after, some(4));
            review.setNow(now);
            const auto back = review.reverted(allOf(review));
            if (!states(review).contains(State::Standing))
                QCOMPARE(back, now);
            if (now == before)
                QVERIFY(!states(review).contains(State::Conflict));
        }
        qInfo("%d of %d misread", misread, seen);
        QVERIFY(misread * 50 < seen);
    }

    void fiftyThousandLines_takeNoTime()
    {
        const auto before = numbered(50'000);
        auto after = before;
        after.replace("line 77\n", "other 77\n").replace("line 49999\n", "other\nand more\n");
        after.replace("line 300", "new 300"); // 111 more, here and there
        QElapsedTimer clock;
        clock.start();
        FileReview review(before, after, after);
        QVERIFY(review.hunks().size() > 3);
        QCOMPARE(review.reverted(allOf(review)), before);
        QByteArray reversed;
        const auto lines = linesOf(before);
        for (auto i = lines.size() - 1; i >= 0; --i)
            reversed.append(lines[i]);
        FileReview worst(before, reversed, reversed);
        QCOMPARE(worst.reverted(allOf(worst)), before);
        QByteArray same; // nothing is unique, nothing is alike for long
        QByteArray mixed;
        for (int i = 0; i < 50'000; ++i) {
            same += i % 3 == 0 ? "a\n" : "b\n";
            mixed += i % 7 < 3 ? "a\n" : "b\n";
        }
        FileReview dull(same, mixed, mixed);
        QCOMPARE(dull.reverted(allOf(dull)), same);
        qInfo("%lld ms", clock.elapsed());
        QVERIFY(clock.elapsed() < 10'000);
    }
};

QTEST_GUILESS_MAIN(FileReviewTest)
#include "file_review_test.moc"
