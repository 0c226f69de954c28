#include "app/desktop/chat/desks.h"

#include <QTest>

#include <future>

using namespace kalpana;
using namespace kalpana::desktop::chat;
using namespace Qt::StringLiterals;

class DesksTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAnswer_wakesWhoAsked()
    {
        PermissionDesk desk;
        std::stop_source stop;
        auto asked = std::async(std::launch::async, [&] { return desk.ask({.callId = u"c"_s}, stop.get_token()); });
        // Answers to others, and answers before the question, count for nothing.
        desk.answer(u"other"_s, agent::Decision::Always);
        while (asked.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            desk.answer(u"c"_s, agent::Decision::Once);
        QCOMPARE(*asked.get(), agent::Decision::Once);
    }

    void aStop_endsTheWait()
    {
        PermissionDesk desk;
        std::stop_source stop;
        auto asked = std::async(std::launch::async, [&] { return desk.ask({.callId = u"c"_s}, stop.get_token()); });
        stop.request_stop();
        QCOMPARE(asked.get().error().code, ErrorCode::Cancelled);
    }

    void anEarlierAnswer_isNotGivenAgain()
    {
        PermissionDesk desk;
        std::stop_source stop;
        desk.answer(u"c"_s, agent::Decision::Always);
        stop.request_stop();
        QVERIFY(!desk.ask({.callId = u"c"_s}, stop.get_token()).has_value());
    }

    void words_answerAQuestion_andNoOther()
    {
        QuestionDesk desk;
        std::stop_source stop;
        auto asked = std::async(std::launch::async, [&] { return desk.answer({.callId = u"q"_s}, stop.get_token()); });
        desk.reply(u"other"_s, u"no"_s);
        while (asked.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            desk.reply(u"q"_s, u"blue"_s);
        QCOMPARE(*asked.get(), u"blue"_s);
    }
};

QTEST_GUILESS_MAIN(DesksTest)
#include "desks_test.moc"
