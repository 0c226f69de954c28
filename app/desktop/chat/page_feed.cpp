#include "app/desktop/chat/page_feed.h"

#include "app/desktop/chat/transcript.h"

namespace kalpana::desktop::chat {

namespace {
constexpr auto pace = std::chrono::milliseconds(30);
}

PageFeed::PageFeed(std::function<void(const QString&)> started, std::function<void(const QJsonArray&)> deliver)
    : m_started(std::move(started)), m_deliver(std::move(deliver)),
      m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

PageFeed::~PageFeed() = default;

void PageFeed::event(const agent::Event& event)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.append(event);
    }
    m_woken.notify_one();
}

void PageFeed::show(QList<agent::Event> events)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.append(Clear{});
        for (auto& event : events)
            m_waiting.append(std::move(event));
        m_waiting.append(Settle{});
    }
    m_woken.notify_one();
}

void PageFeed::run(const std::stop_token& stop)
{
    Transcript transcript;
    m_started(transcript.highlighter().styleSheet());
    while (!stop.stop_requested()) {
        QList<Item> items;
        {
            std::unique_lock lock(m_mutex);
            if (!m_woken.wait(lock, stop, [this] { return !m_waiting.isEmpty(); }))
                return;
            items.swap(m_waiting);
        }
        for (const auto& item : items) {
            if (const auto* event = std::get_if<agent::Event>(&item))
                transcript.add(*event);
            else if (std::holds_alternative<Clear>(item))
                transcript.clear();
            else
                transcript.settle();
        }
        if (const auto updates = transcript.take(); !updates.isEmpty())
            m_deliver(updates);
        // Lets more come together before it is rendered again; only a stop cuts this short.
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, stop, pace, [] { return false; });
    }
}

} // namespace kalpana::desktop::chat
