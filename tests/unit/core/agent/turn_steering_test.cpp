#include "tests/unit/core/agent/turn_box.h"

#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using Box = test::TurnBox;

/// What the user says while a turn works, and what the chat's branches mean to it.
class TurnSteeringTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSaidMeanwhile_isHeardBeforeTheNextCall()
    {
        Box box(
            R"({"replies": [{"steps": [{"tools": [{"id": "c", "name": "run_command", "arguments": {"command": "true"}}]}]},
                {"steps": [{"text": "Done."}]}]})");
        const auto waiting = box.store->addWaiting(box.chat.id, u"Be quick"_s).value();
        int calls = 0;
        box.steered = [&]() -> QList<WaitingMessage> {
            return ++calls == 2 ? QList{waiting} : QList<WaitingMessage>();
        };
        QCOMPARE(box.turn(u"Run it"_s), TurnOutcome::Answered);
        const auto sent = box.sent(1);
        QCOMPARE(sent.at(sent.size() - 2)["role"_L1], u"tool"_s);
        QCOMPARE(sent.last()["content"_L1], u"Be quick"_s);
        QVERIFY(box.store->waiting(box.chat.id)->isEmpty());
        QVERIFY(box.watcher.inTheStoreFirst());
    }

    void whatIsSaidAtTheEnd_isAnsweredInTheSameTurn_andMode()
    {
        Box box(R"({"replies": [{"steps": [{"text": "One."}]}, {"steps": [{"text": "Two."}]}]})");
        const auto waiting = box.store->addWaiting(box.chat.id, u"And?"_s, Mode::Plan).value();
        box.steered = [&]() -> QList<WaitingMessage> {
            return box.server.requests().size() == 1 && !box.store->waiting(box.chat.id)->isEmpty()
                       ? QList{waiting}
                       : QList<WaitingMessage>();
        };
        QVERIFY(box.store->append(box.chat.id, UserMessage{u"Plan it"_s, Mode::Plan}));
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QCOMPARE(box.watcher.text(), u"One.Two."_s);
        QCOMPARE(box.watcher.all<UserMessage>(), (QList{UserMessage{u"And?"_s, Mode::Plan}}));
        QCOMPARE(box.watcher.all<TurnFinished>().size(), 1);
    }

    void whatAMessageMentions_isAttached_howeverItCame()
    {
        Box box(R"({"replies": [{"steps": [{"text": "One."}]}, {"steps": [{"text": "Two."}]}]})");
        box.folder.write(u"a.txt"_s, "the words of a");
        const auto waiting = box.store->addWaiting(box.chat.id, u"And @a.txt again?"_s).value();
        box.steered = [&]() -> QList<WaitingMessage> {
            return box.server.requests().size() == 1 && !box.store->waiting(box.chat.id)->isEmpty()
                       ? QList{waiting}
                       : QList<WaitingMessage>();
        };
        QVERIFY(box.store->append(box.chat.id, UserMessage{u"Read @a.txt"_s})); // edited in the window, or a kill
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QVERIFY(QJsonDocument(box.sent(0)).toJson().contains("the words of a"));
        QCOMPARE(QJsonDocument(box.sent(1)).toJson().count("the words of a"), 2);
    }

    void aChatThatAnotherProgramWorksIn_isLeftAlone_andTheWordsWait()
    {
        Box box(R"({"replies": [{"steps": [{"text": "One."}]}]})");
        {
            const auto other = box.store->beginTurn(box.chat.id);
            QVERIFY(box.store->isWorking(box.chat.id));
            QCOMPARE(box.turn({u"Look"_s, Mode::Plan}).error().code, ErrorCode::Conflict);
            QCOMPARE(box.watcher.all<TurnFailed>().size(), 1);
            QVERIFY(box.store->events(box.chat.id)->isEmpty());
            QCOMPARE(box.store->waiting(box.chat.id)->first().text, u"Look"_s);
            QCOMPARE(box.store->waiting(box.chat.id)->first().mode, Mode::Plan);
        }
        QCOMPARE(box.turn(u"Look"_s), TurnOutcome::Answered);
        QVERIFY(!box.store->isWorking(box.chat.id));
    }

    void whatWasLeftAside_isNotSent()
    {
        Box box(R"({"replies": [{"steps": [{"text": "One."}]}, {"steps": [{"text": "Two."}]}]})");
        QCOMPARE(box.turn(u"First"_s), TurnOutcome::Answered);
        QVERIFY(box.store->append(box.chat.id, Branched{0}));
        QCOMPARE(box.turn(u"Better"_s), TurnOutcome::Answered);
        QCOMPARE(box.sent(1).size(), 2);
        QCOMPARE(box.sent(1).last()["content"_L1], u"Better"_s);
    }
};

QTEST_GUILESS_MAIN(TurnSteeringTest)
#include "turn_steering_test.moc"
