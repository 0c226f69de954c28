#include "app/desktop/chat/page_feed.h"

#include "app/desktop/chat/transcript.h"

#include <algorithm>
#include <chrono>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr Clock::duration pace = std::chrono::milliseconds(30);
/// For text that comes faster than anybody reads: what it costs to draw counts more than how smoothly it grows.
constexpr Clock::duration fastPace = std::chrono::milliseconds(150);
constexpr qsizetype muchText = 120; // letters at once
constexpr Clock::duration floodPace = std::chrono::milliseconds(250);
constexpr qsizetype flood = 1000; // likewise: a third of what a pane has room for
constexpr Clock::duration longestPace = std::chrono::seconds(1);
/// A text that takes long to render is rendered seldom: no more than this part of a core goes into it.
constexpr int partOfCore = 16;

/// What was spent before the events of a part.
agent::TokenUsage without(agent::TokenUsage spent, const QList<agent::Event>& events)
{
    for (const auto& event : events)
        if (const auto* usage = std::get_if<agent::Usage>(&event.body)) {
            spent.input -= usage->tokens.input;
            spent.output -= usage->tokens.output;
            spent.cachedInput -= usage->tokens.cachedInput;
            if (usage->tokens.costMicros)
                spent.costMicros = spent.costMicros.value_or(0) - *usage->tokens.costMicros;
        }
    return spent;
}

/// A piece of something that grows: nobody waits for just this one.
bool isStreamed(const agent::Event& event)
{
    return std::holds_alternative<agent::TextDelta>(event.body) ||
           std::holds_alternative<agent::ThinkingDelta>(event.body) ||
           std::holds_alternative<agent::ToolOutput>(event.body);
}

} // namespace

PageFeed::PageFeed(std::function<void(const QString&)> started, std::function<void(const QJsonArray&)> deliver)
    : m_started(std::move(started)), m_deliver(std::move(deliver)),
      m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

PageFeed::~PageFeed() = default;

void PageFeed::begin(const QString& chat)
{
    const std::scoped_lock lock(m_mutex);
    m_chat = chat;
    m_holding = true;
    m_held.clear();
    m_waiting.clear();
}

void PageFeed::show(const QString& chat, ShownChat shown)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_holding || m_chat != chat)
            return;
        m_holding = false;
        const auto last = shown.part.events.isEmpty() ? 0 : shown.part.events.last().sequence;
        m_waiting.append(std::move(shown));
        m_hurry = true;
        for (auto& event : std::exchange(m_held, {}))
            if (event.sequence == 0 || event.sequence > last)
                m_waiting.append(std::move(event));
    }
    m_woken.notify_one();
}

void PageFeed::showEarlier(const QString& chat, agent::ChatPart part)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_holding || m_chat != chat)
            return;
        m_waiting.append(std::move(part));
        m_hurry = true;
    }
    m_woken.notify_one();
}

void PageFeed::event(const QString& chat, const agent::Event& event)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_chat != chat)
            return;
        if (m_holding) {
            m_held.append(event);
            return;
        }
        m_waiting.append(event);
        m_hurry = m_hurry || !isStreamed(event);
    }
    m_woken.notify_one();
}

void PageFeed::tell(const agent::Event& event)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.append(event);
        m_hurry = true;
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
            m_hurry = false;
        }
        const auto begun = Clock::now();
        qsizetype letters = 0;
        for (const auto& item : items) {
            if (const auto* event = std::get_if<agent::Event>(&item)) {
                if (const auto* text = std::get_if<agent::TextDelta>(&event->body))
                    letters += text->text.size();
                transcript.add(*event);
            } else if (const auto* shown = std::get_if<ShownChat>(&item)) {
                transcript.begin(shown->part, without(shown->spent, shown->part.events));
                if (!shown->isWorking)
                    transcript.settle(shown->isElsewhere);
                transcript.lookAt(shown->lookAt);
            } else {
                transcript.addEarlier(std::get<agent::ChatPart>(item));
            }
        }
        if (const auto updates = transcript.take(); !updates.isEmpty())
            m_deliver(updates);
        // Lets more come together before it is rendered again; what is no piece of a text cuts the longer part short.
        const auto least = letters > flood ? floodPace : letters > muchText ? fastPace : pace;
        const auto rest = std::clamp((Clock::now() - begun) * partOfCore, least, longestPace);
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, stop, pace, [] { return false; });
        m_woken.wait_for(lock, stop, rest - pace, [this] { return m_hurry; });
    }
}

} // namespace kalpana::desktop::chat
