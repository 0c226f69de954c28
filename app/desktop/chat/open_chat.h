#pragma once

#include "app/desktop/chat/chat_services.h"
#include "app/desktop/chat/page_feed.h"
#include "app/desktop/chat/turn_thread.h"

#include <QObject>
#include <QSet>

#include <atomic>
#include <mutex>

namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::chat {

using MakeTools = std::function<std::unique_ptr<agent::WorkspaceTools>()>;

/// One chat that is shown or works: its turn, and the messages that wait for the turn's end. GUI thread; the
/// destructor stops the turn and waits for it.
class OpenChat final : public QObject, private agent::EventSink {
    Q_OBJECT
public:
    OpenChat(agent::Chat chat, QList<agent::WaitingMessage> waiting, ChatServices services,
             background::Background& background, MakeTools makeTools, PageFeed& feed);
    ~OpenChat() override;

    [[nodiscard]] const agent::Chat& chat() const { return m_chat; }
    [[nodiscard]] const QString& id() const { return m_chat.id; }
    [[nodiscard]] bool isWorking() const { return m_working; }
    /// Its turn waits for the user's answer.
    [[nodiscard]] bool asks() const { return m_working && m_asks; }
    [[nodiscard]] const QList<agent::WaitingMessage>& waiting() const { return m_waiting; }
    /// Of a waiting one: whether it goes to the model with its next call.
    [[nodiscard]] bool isSteered(qint64 number) const;

    /// Begins a turn with these words, or lets them wait for the end of the one that works.
    void send(const QString& words);
    /// As send(), but a turn that works hears them before its next call of the model.
    void sendNow(const QString& words);
    void steer(qint64 number);
    void takeBack(qint64 number);
    void goOn();
    void stop() { m_turn.stop(); }
    void answer(const QString& callId, agent::Decision decision) { m_turn.answer(callId, decision); }
    void reply(const QString& callId, const QString& words) { m_turn.reply(callId, words); }
    /// Of the messages that begin a turn from now on.
    void setMode(agent::Mode mode) { m_mode = mode; }

Q_SIGNALS:
    void stateChanged();
    void waitingChanged();
    /// They could not be written down: they are the user's again.
    void returned(const QString& words);

private:
    void event(const agent::Event& event) override;
    void begin(const std::optional<QString>& words);
    void wait(const QString& words, bool now);
    void ended();
    void giveBackUnheard();
    QList<agent::WaitingMessage> takeSteered();
    void tellFailure(const Error& error);

    const agent::Chat m_chat;
    ChatServices m_services;
    background::Background& m_background;
    MakeTools m_makeTools;
    PageFeed& m_feed;
    QList<agent::WaitingMessage> m_waiting;
    agent::Mode m_mode = agent::Mode::Act;
    bool m_working = false;
    QString m_begunWith;                ///< The words that the turn was begun with.
    std::atomic_bool m_isHeard = false; ///< They are written down.
    std::atomic_bool m_asks = false;
    std::atomic_bool m_endedWell = true; ///< The last turn has answered: what waits may be sent.
    mutable std::mutex m_mutex;          ///< Guards what follows.
    QList<agent::WaitingMessage> m_steered;
    QSet<qint64> m_taken; ///< By the turn: they can't be taken back.
    TurnThread m_turn;    ///< Last: ends before what it uses.
};

} // namespace kalpana::desktop::chat
