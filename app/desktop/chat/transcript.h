#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/event.h"
#include "core/markup/code_highlighter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>

namespace kalpana::desktop::chat {

/// Turns a chat's events into what the page draws (resources/chat/transcript.js, on_…). Passive: its owner feeds it
/// events in order and fetches the updates; text that grows is rendered only when it is fetched, however many pieces
/// came. One thread.
class Transcript final {
public:
    Transcript() : Transcript(std::make_shared<markup::CodeHighlighter>()) {}
    void add(const agent::Event& event);
    /// Begins another chat with its end as it lies on disk: the page is emptied first. `spent` before that part.
    void begin(const agent::ChatPart& part, const agent::TokenUsage& spent);
    /// Nothing is under way: what never came to an end (a killed program) is shown as stopped, and the page offers to
    /// go on with it, unless its turn works in another program.
    void settle(bool isElsewhere = false);
    /// What comes before all that is shown.
    void addEarlier(const agent::ChatPart& part);
    /// Scrolls to what an event shows; 0: to the end.
    void lookAt(qint64 sequence);
    /// What the page has not seen yet.
    [[nodiscard]] QJsonArray take();
    [[nodiscard]] const markup::CodeHighlighter& highlighter() const { return *m_highlighter; }

private:
    explicit Transcript(std::shared_ptr<markup::CodeHighlighter> highlighter) : m_highlighter(std::move(highlighter)) {}
    [[nodiscard]] static bool isEnd(const agent::Event& event);
    void closeText();
    void renderGrowing();
    void renderAnswer(bool streaming);
    void renderThinking();
    void pushUsage();
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
    void on(const agent::Attached& event);
    void on(const agent::ToolOutput& event);
    void on(const agent::ToolCallFinished& event);
    void on(const agent::ReplyKept& /*event*/) {} // between the model and its API
    void on(const agent::Usage& event);
    void on(const agent::Compacted& event);
    void on(const agent::ModelWaits& event);
    void on(const agent::CheckpointTaken& event);
    void on(const agent::TurnChanged& event);
    void on(const agent::CheckpointRestored& event);
    void on(const agent::TurnFinished& event);
    void on(const agent::TurnFailed& event);
    void on(const agent::Branched& /*event*/) {} // the page is shown anew

    std::shared_ptr<markup::CodeHighlighter> m_highlighter;
    QJsonArray m_updates;
    QString m_answer;
    QString m_thinking;
    int m_text = 0;         ///< Numbers the growing texts of the chat.
    qint64 m_at = 0;        ///< The event that is drawn now.
    qint64 m_textBegan = 0; ///< The first event of the text that grows.
    bool m_open = false;    ///< A turn has begun and has not ended.
    QHash<qint64, QList<qint64>> m_versions;
    bool m_dirty = false;
    agent::TokenUsage m_used;
    qint64 m_turnMicros = 0;
    qint64 m_context = 0; ///< Tokens, as of the last reply.
};

} // namespace kalpana::desktop::chat
