#pragma once

#include "core/agent/event.h"

#include <QJsonArray>
#include <QList>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

namespace kalpana::desktop::chat {

/// Renders a chat for its page on a thread of its own: Markdown and code never cost the GUI thread anything, and
/// however fast a model writes, the page hears of it at most every 30 ms. Any thread may feed it.
class PageFeed final : public agent::EventSink {
public:
    /// `deliver` is called on the feed's thread with what the page shall draw; `started` once, with the style sheet of
    /// code.
    PageFeed(std::function<void(const QString& codeStyle)> started, std::function<void(const QJsonArray&)> deliver);
    ~PageFeed() override;

    void event(const agent::Event& event) override;
    /// Empties the page, then shows these as a chat in which nothing is under way.
    void show(QList<agent::Event> events);

private:
    struct Clear {};
    struct Settle {};
    using Item = std::variant<Clear, Settle, agent::Event>;
    void run(const std::stop_token& stop);

    std::function<void(const QString&)> m_started;
    std::function<void(const QJsonArray&)> m_deliver;
    std::mutex m_mutex; ///< Guards m_waiting.
    std::condition_variable_any m_woken;
    QList<Item> m_waiting;
    std::jthread m_thread; ///< Last: ends before what it uses.
};

} // namespace kalpana::desktop::chat
