#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/event.h"

#include <QJsonArray>
#include <QList>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

namespace kalpana::desktop::chat {

/// So many events are shown first, and with each scroll to the beginning. A screen has about fifty.
constexpr qsizetype shownAtOnce = 300;

/// A chat's end as it lies on disk, for the page to begin with.
struct ShownChat {
    agent::ChatPart part;
    agent::TokenUsage spent;  ///< In the whole chat.
    bool isWorking = false;   ///< Its turn goes on: more events come.
    bool isElsewhere = false; ///< A turn works in it in another program.
    qint64 lookAt = 0;        ///< The event to scroll to; 0: the end.
};

/// Renders the chat that is shown for its page on a thread of its own: Markdown and code never cost the GUI thread
/// anything, and however fast a model writes, the page hears of it at most every 30 ms. Any thread may call.
class PageFeed final {
public:
    /// `deliver` is called on the feed's thread with what the page shall draw; `started` once, with the style sheet of
    /// code.
    PageFeed(std::function<void(const QString& codeStyle)> started, std::function<void(const QJsonArray&)> deliver);
    ~PageFeed();

    /// From now on the page is this chat's (an empty id: a new one's). Its events are held back until show() has what
    /// was before them; those of others are dropped.
    void begin(const QString& chat);
    /// Empties the page and shows this, then what was held back and is not in it. Dropped unless begin() was for it.
    void show(const QString& chat, ShownChat shown);
    /// What comes before all that is shown.
    void showEarlier(const QString& chat, agent::ChatPart part);
    void event(const QString& chat, const agent::Event& event);
    /// For whichever chat is shown.
    void tell(const agent::Event& event);

private:
    using Item = std::variant<ShownChat, agent::ChatPart, agent::Event>;
    void run(const std::stop_token& stop);

    std::function<void(const QString&)> m_started;
    std::function<void(const QJsonArray&)> m_deliver;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_woken;
    QString m_chat;
    bool m_holding = false;
    bool m_hurry = false; ///< Something waits that is not a piece of a text that grows.
    QList<agent::Event> m_held;
    QList<Item> m_waiting;
    std::jthread m_thread; ///< Last: ends before what it uses.
};

} // namespace kalpana::desktop::chat
