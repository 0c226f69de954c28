#pragma once

#include "core/agent/event.h"
#include "core/markup/code_highlighter.h"

#include <QJsonArray>
#include <QJsonObject>

namespace kalpana::desktop::chat {

/// Turns a chat's events into what the page draws (resources/chat/transcript.js, on_…). Passive: its owner feeds it
/// events in order and fetches the updates; text that grows is rendered only when it is fetched, however many pieces
/// came. One thread.
class Transcript final {
public:
    void add(const agent::Event& event);
    /// Begins another chat: the page is emptied first.
    void clear();
    /// Nothing is under way: what never came to an end (a killed program) is shown as stopped.
    void settle();
    /// What the page has not seen yet.
    [[nodiscard]] QJsonArray take();
    [[nodiscard]] const markup::CodeHighlighter& highlighter() const { return m_highlighter; }

private:
    void closeText();
    void renderAnswer(bool streaming);
    void renderThinking();
    void push(const QJsonObject& update) { m_updates.append(update); }

    void on(const agent::UserMessage& event);
    void on(const agent::TextDelta& event);
    void on(const agent::ThinkingDelta& event);
    void on(const agent::ToolCallStarted& event);
    void on(const agent::PermissionAsked& event);
    void on(const agent::PermissionAnswered& event);
    void on(const agent::QuestionAsked& event);
    void on(const agent::QuestionAnswered& event);
    void on(const agent::PlanUpdated& event);
    void on(const agent::InstructionsRead& event);
    void on(const agent::ToolOutput& event);
    void on(const agent::ToolCallFinished& event);
    void on(const agent::ReplyKept& /*event*/) {} // between the model and its API
    void on(const agent::Usage& event);
    void on(const agent::ModelWaits& event);
    void on(const agent::CheckpointTaken& event);
    void on(const agent::TurnChanged& event);
    void on(const agent::CheckpointRestored& event);
    void on(const agent::TurnFinished& event);
    void on(const agent::TurnFailed& event);

    markup::CodeHighlighter m_highlighter;
    QJsonArray m_updates;
    QString m_answer;
    QString m_thinking;
    int m_text = 0; ///< Numbers the growing texts of the chat.
    bool m_dirty = false;
    agent::TokenUsage m_used;
};

} // namespace kalpana::desktop::chat
