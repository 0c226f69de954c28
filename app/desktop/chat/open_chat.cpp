#include "app/desktop/chat/open_chat.h"

#include "app/desktop/background/background.h"

#include <algorithm>

namespace kalpana::desktop::chat {

namespace {

bool has(const QList<agent::WaitingMessage>& list, qint64 number)
{
    return std::ranges::find(list, number, &agent::WaitingMessage::number) != list.end();
}

} // namespace

OpenChat::OpenChat(agent::Chat chat, QList<agent::WaitingMessage> waiting, ChatServices services,
                   background::Background& background, MakeTools makeTools, PageFeed& feed)
    : m_chat(std::move(chat)), m_services(services), m_background(background), m_makeTools(std::move(makeTools)),
      m_feed(feed), m_waiting(std::move(waiting)), m_turn(std::move(services), *this, [this] {
          // What is still on its way when this goes is dropped by Qt.
          QMetaObject::invokeMethod(this, &OpenChat::ended, Qt::QueuedConnection);
      })
{
}

OpenChat::~OpenChat() = default;

bool OpenChat::isSteered(qint64 number) const
{
    const std::scoped_lock lock(m_mutex);
    return m_taken.contains(number) || has(m_steered, number);
}

void OpenChat::send(const QString& words)
{
    if (m_working)
        wait(words, false);
    else
        begin(words);
}

void OpenChat::sendNow(const QString& words)
{
    if (m_working)
        wait(words, true);
    else
        begin(words);
}

void OpenChat::wait(const QString& words, bool now)
{
    m_background.run(
        this,
        [&store = m_services.store, chat = m_chat.id, words, mode = m_mode](std::stop_token) {
            return store.addWaiting(chat, words, mode);
        },
        [this, now, words](const Result<agent::WaitingMessage>& added) {
            if (!added) {
                tellFailure(added.error());
                Q_EMIT returned(words);
                return;
            }
            m_waiting.append(*added);
            if (now || (!m_working && m_endedWell)) // the turn may have ended meanwhile
                steer(added->number);
            else
                Q_EMIT waitingChanged();
        });
}

void OpenChat::steer(qint64 number)
{
    const auto found = std::ranges::find(m_waiting, number, &agent::WaitingMessage::number);
    if (found == m_waiting.end() || isSteered(number))
        return;
    {
        const std::scoped_lock lock(m_mutex);
        m_steered.append(*found);
    }
    Q_EMIT waitingChanged();
    if (!m_working)
        begin({});
}

void OpenChat::takeBack(qint64 number)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_taken.contains(number))
            return;
        m_steered.removeIf([number](const agent::WaitingMessage& one) { return one.number == number; });
    }
    m_waiting.removeIf([number](const agent::WaitingMessage& one) { return one.number == number; });
    Q_EMIT waitingChanged();
    m_background.run(
        this,
        [&store = m_services.store, chat = m_chat.id, number](std::stop_token) {
            return store.removeWaiting(chat, number);
        },
        [this](const Result<void>& removed) {
            if (!removed)
                tellFailure(removed.error());
        });
}

void OpenChat::goOn()
{
    if (!m_working)
        begin({});
}

void OpenChat::begin(const std::optional<QString>& words)
{
    auto tools = m_makeTools();
    if (!tools) {
        if (words) // they wait for the line
            wait(*words, false);
        m_endedWell = false;
        {
            const std::scoped_lock lock(m_mutex);
            m_steered.clear();
        }
        tellFailure({.code = ErrorCode::ConnectionLost,
                     .sentence = tr("The workspace is not connected. Wait until it runs, then try again.")});
        Q_EMIT waitingChanged();
        Q_EMIT stateChanged();
        return;
    }
    m_working = true;
    m_endedWell = true;
    m_begunWith = words.value_or(QString());
    m_isHeard = !words;
    Q_EMIT stateChanged();
    const auto message =
        words ? std::optional(agent::UserMessage{.text = *words, .mode = m_mode}) : std::optional<agent::UserMessage>();
    m_turn.start(m_chat, std::move(tools), message, [this] { return takeSteered(); });
}

QList<agent::WaitingMessage> OpenChat::takeSteered()
{
    QList<agent::WaitingMessage> taken;
    {
        const std::scoped_lock lock(m_mutex);
        taken.swap(m_steered);
        for (const auto& one : std::as_const(taken))
            m_taken.insert(one.number);
    }
    if (!taken.isEmpty())
        QMetaObject::invokeMethod(
            this,
            [this, taken] {
                m_waiting.removeIf([&taken](const agent::WaitingMessage& one) { return has(taken, one.number); });
                {
                    // The store gives a number again once it is free.
                    const std::scoped_lock lock(m_mutex);
                    for (const auto& one : taken)
                        m_taken.remove(one.number);
                }
                Q_EMIT waitingChanged();
            },
            Qt::QueuedConnection);
    return taken;
}

void OpenChat::event(const agent::Event& event)
{
    m_feed.event(m_chat.id, event);
    const auto& body = event.body;
    const bool asked =
        std::holds_alternative<agent::PermissionAsked>(body) || std::holds_alternative<agent::QuestionAsked>(body);
    const bool answered = std::holds_alternative<agent::PermissionAnswered>(body) ||
                          std::holds_alternative<agent::QuestionAnswered>(body);
    if (const auto* finished = std::get_if<agent::TurnFinished>(&body))
        m_endedWell = finished->reason == agent::TurnFinished::Reason::Answered ||
                      finished->reason == agent::TurnFinished::Reason::Length;
    else if (std::holds_alternative<agent::TurnFailed>(body))
        m_endedWell = false;
    if (asked || answered)
        m_asks = asked;
    if (std::holds_alternative<agent::UserMessage>(body))
        m_isHeard = true;
    if (asked || answered || std::holds_alternative<agent::UserMessage>(body))
        QMetaObject::invokeMethod(this, &OpenChat::stateChanged, Qt::QueuedConnection);
}

void OpenChat::ended()
{
    m_working = false;
    m_asks = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_steered.clear(); // it failed before it could hear them: they wait on
    }
    Q_EMIT stateChanged();
    Q_EMIT waitingChanged();
    if (!m_isHeard)
        giveBackUnheard();
    else if (m_endedWell && !m_waiting.isEmpty())
        steer(m_waiting.first().number);
}

/// Where another program works in the chat they wait on disk; else they go back to where they were typed.
void OpenChat::giveBackUnheard()
{
    m_background.run(
        this, [&store = m_services.store, chat = m_chat.id](std::stop_token) { return store.waiting(chat); },
        [this, words = m_begunWith](const Result<QList<agent::WaitingMessage>>& kept) {
            if (!kept || std::ranges::find(*kept, words, &agent::WaitingMessage::text) == kept->end()) {
                Q_EMIT returned(words);
                return;
            }
            m_waiting = *kept;
            Q_EMIT waitingChanged();
        });
}

void OpenChat::tellFailure(const Error& error)
{
    m_feed.event(m_chat.id, {.at = QDateTime::currentDateTimeUtc(), .body = agent::TurnFailed{error}});
}

} // namespace kalpana::desktop::chat
