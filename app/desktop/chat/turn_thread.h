#pragma once

#include "app/desktop/chat/chat_services.h"
#include "app/desktop/chat/desks.h"
#include "core/agent/event.h"

#include <atomic>
#include <optional>
#include <thread>

namespace kalpana::desktop::chat {

/// The agent at work in one chat: at most one turn at a time, on a thread of its own. Called by the GUI thread; the
/// destructor stops the turn and waits for it.
class TurnThread final {
public:
    /// `ended` is called on the turn's thread when it has ended.
    TurnThread(ChatServices services, agent::EventSink& sink, std::function<void()> ended);
    ~TurnThread();

    [[nodiscard]] bool isWorking() const { return m_working; }
    /// Begins a turn with the user's message, or goes on with the last one where there are none. Only while not
    /// working. `steered`: see TurnContext; called on the turn's thread.
    void start(const agent::Chat& chat, std::unique_ptr<agent::WorkspaceTools> tools,
               const std::optional<agent::UserMessage>& message, std::function<QList<agent::WaitingMessage>()> steered);
    void stop();
    void answer(const QString& callId, agent::Decision decision) { m_desk.answer(callId, decision); }
    void reply(const QString& callId, const QString& words) { m_questions.reply(callId, words); }

private:
    void run(const agent::Chat& chat, agent::WorkspaceTools& tools, const std::optional<agent::UserMessage>& message,
             const std::function<QList<agent::WaitingMessage>()>& steered, const std::stop_token& stop);

    ChatServices m_services;
    agent::EventSink& m_sink;
    std::function<void()> m_ended;
    PermissionDesk m_desk;
    QuestionDesk m_questions;
    std::atomic_bool m_working = false;
    std::jthread m_thread; ///< Last: ends before what it uses.
};

} // namespace kalpana::desktop::chat
