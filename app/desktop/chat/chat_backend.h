#pragma once

#include "app/desktop/chat/chat_services.h"
#include "app/desktop/chat/page_feed.h"
#include "app/desktop/chat/turn_thread.h"

#include <QJsonObject>
#include <QObject>

namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::chat {

/// What the chat's page talks to: its public slots are all that the page can ask for, its signals all that it hears.
/// One for each open workspace. GUI thread; nothing here blocks.
class ChatBackend final : public QObject {
    Q_OBJECT
public:
    using MakeTools = std::function<std::unique_ptr<agent::WorkspaceTools>()>;

    ChatBackend(const QString& workspaceId, ChatServices services, background::Background& background,
                MakeTools makeTools);
    ~ChatBackend() override;

    void setDark(bool dark);
    /// After the settings have changed.
    void refreshModel();

public Q_SLOTS:
    /// Theme, language, words and the colours of code: what the page needs before it draws.
    [[nodiscard]] QJsonObject setup() const;
    /// The page listens from now on.
    void pageStarted();
    void send(const QString& text);
    void goOn();
    void stop();
    void decide(const QString& callId, const QString& decision);
    void newChat();
    /// Makes the files what they were at a checkpoint (agent::RestoreRequest); the answer comes as an update.
    void goBack(int to, int since);
    void review(int before, int after, const QString& path);
    void openSettings();
    void openLink(const QString& address);
    void copy(const QString& text);

Q_SIGNALS:
    void updates(const QJsonArray& updates);
    void workingChanged(bool working);
    void codeStyleChanged(const QString& style);
    void modelChanged(const QJsonObject& model);
    void themeChanged(const QString& theme);
    void settingsRequested();
    /// What lies between two checkpoints is to be shown; `path`, unless it is empty, first.
    void reviewRequested(quint32 before, quint32 after, const QString& path);

private:
    void begin(const std::optional<QString>& words);

    QString m_workspaceId;
    ChatServices m_services;
    background::Background& m_background;
    MakeTools m_makeTools;
    bool m_dark = false;
    bool m_beginning = false; ///< A turn is on its way to its thread.
    QString m_codeStyle;
    std::optional<agent::Chat> m_chat; ///< Made with the first message.
    std::unique_ptr<PageFeed> m_feed;
    std::unique_ptr<TurnThread> m_turn; ///< Last: ends before the feed that it writes to.
};

} // namespace kalpana::desktop::chat
