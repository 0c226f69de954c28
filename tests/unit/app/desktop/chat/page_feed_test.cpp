#include "app/desktop/chat/page_feed.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::desktop::chat;
using namespace Qt::StringLiterals;

class PageFeedTest final : public QObject {
    Q_OBJECT

    struct Box {
        std::mutex mutex;
        QString drawn; ///< Types and texts in order.
        PageFeed feed{[](const QString&) {},
                      [this](const QJsonArray& updates) {
                          const std::scoped_lock lock(mutex);
                          for (const auto& update : updates)
                              drawn += update[u"type"_s].toString() + u':' + update[u"text"_s].toString() + u' ';
                      }};
        QString seen()
        {
            const std::scoped_lock lock(mutex);
            return drawn;
        }
    };
    static agent::Event message(qint64 sequence, const QString& text)
    {
        return {.sequence = sequence, .body = agent::UserMessage{.text = text}};
    }

private Q_SLOTS:
    void whatHappensWhileAChatIsRead_comesBehindIt_once()
    {
        Box box;
        box.feed.begin(u"a"_s);
        box.feed.event(u"a"_s, message(2, u"two"_s));
        box.feed.event(u"b"_s, message(9, u"other"_s));
        box.feed.event(u"a"_s, message(3, u"three"_s));
        box.feed.show(u"a"_s, {.part = {.events = {message(1, u"one"_s), message(2, u"two"_s)}}, .isWorking = true});
        box.feed.event(u"a"_s, message(4, u"four"_s));
        box.feed.event(u"b"_s, message(10, u"other"_s));
        QTRY_COMPARE(box.seen(), u"clear: user:one user:two usage: look: user:three user:four "_s);
    }

    void aChatThatIsNotWantedAnyMore_isNotShown()
    {
        Box box;
        box.feed.begin(u"a"_s);
        box.feed.begin(u"b"_s);
        box.feed.show(u"a"_s, {.part = {.events = {message(1, u"a"_s)}}});
        box.feed.showEarlier(u"a"_s, {.events = {message(1, u"a"_s)}});
        box.feed.show(u"b"_s, {.part = {.events = {message(1, u"b"_s)}}});
        QTRY_COMPARE(box.seen(), u"clear: user:b usage: settle: look: "_s);
    }

    void aFailureOfNoChat_isToldWhateverIsShown()
    {
        Box box;
        box.feed.tell({.body = agent::TurnFailed{{.sentence = u"No."_s}}});
        QTRY_COMPARE(box.seen(), u"error:No. "_s);
    }
};

QTEST_GUILESS_MAIN(PageFeedTest)
#include "page_feed_test.moc"
