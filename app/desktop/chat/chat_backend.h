#pragma once

#include "app/desktop/chat/chat_services.h"
#include "app/desktop/chat/drafts.h"
#include "app/desktop/chat/open_chat.h"
#include "app/desktop/chat/page_feed.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QSet>

#include <map>
#include <stop_token>

namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::chat {

/// What the chat's page talks to: its public slots are all that the page can ask for, its signals all that it hears.
/// One for each open workspace; it has the chat that is shown and those that work. GUI thread; nothing here blocks.
class ChatBackend final : public QObject {
    Q_OBJECT
public:
    using MakeTools = chat::MakeTools;

    ChatBackend(const QString& workspaceId, ChatServices services, background::Background& background,
                MakeTools makeTools);
    ~ChatBackend() override;

    void setDark(bool dark);
    /// After the settings have changed.
    void refreshModel();
    /// What exportRequested() asked for; `file` is replaced as a whole.
    void exportTo(const QString& chat, const QString& format, const QString& file);
    /// What the editor beside the chat shows: {"path", "line", "column", "endLine", "endColumn", "dirty"}; empty:
    /// nothing.
    void setEditor(const QJsonObject& shown);
    /// A sentence for the page to say in passing.
    void notice(const QString& sentence) { Q_EMIT noticed(sentence); }
    /// The user made files what they were, somewhere else: it is written into this chat.
    void noteWentBack(const QString& chat, const agent::CheckpointRestored& restored);

public Q_SLOTS:
    /// Theme, language, words, the colours of code, and what a page that died had in its composer: what the page needs
    /// before it draws.
    [[nodiscard]] QJsonObject setup() const;
    /// The page listens from now on.
    void pageStarted();

    // To the chat that is shown.
    /// While its turn works the words wait for the turn's end.
    void send(const QString& text);
    /// While its turn works, it hears the words before its next call of the model.
    void sendNow(const QString& text);
    void steer(double number);
    void takeBack(double number);
    void goOn();
    void stop();
    void decide(const QString& callId, const QString& decision);
    /// The answer to a question of the agent's.
    void reply(const QString& callId, const QString& words);
    /// Whether the messages from now on are to plan, or to act.
    void setPlanning(bool planning);
    /// What could take the place of what is typed behind an @; `number` comes back with it.
    void complete(double number, const QString& typed);
    /// Leaves one of the user's messages and what came after it aside, and goes on with this one. PuttingBack: after
    /// what the turns since have changed was taken back; where that fails, nothing else happens.
    void editMessage(double sequence, const QString& text, bool puttingBack);
    /// Answered by puttingBackPreviewed(), unless there is nothing to put back.
    void previewPuttingBack(double sequence);
    /// Shows the branch with this version of a message.
    void chooseVersion(double sequence);
    /// What comes before all that is shown.
    void showEarlier();

    // To any chat of the workspace.
    void newChat();
    /// Makes the files what they were at a checkpoint (agent::RestoreRequest); the answer comes as an update.
    void goBack(int to, int since);
    void review(int before, int after, const QString& path);
    /// `sequence`: the event to look at; 0: the end.
    void openChat(const QString& id, double sequence);
    void renameChat(const QString& id, const QString& title);
    void pinChat(const QString& id, bool pinned);
    void deleteChat(const QString& id);
    /// `format`: "markdown" or "json".
    void exportChat(const QString& id, const QString& format);
    void searchChats(const QString& words);

    /// What stands in the composer of a chat, each time it has changed.
    void keepDraft(const QString& chat, const QString& text);
    /// Shows a file or folder of the workspace in the editor; line and column from 1, 0: wherever. The path may be the
    /// model's: it is data until the bridge has found it below the workspace's folder.
    void openFile(const QString& path, double line, double column);
    /// Puts a text at the editor's cursor.
    void insertText(const QString& text);
    /// Puts a command line into a terminal of the workspace, where the user may run it.
    void typeInTerminal(const QString& command);
    void openSettings();
    void openRules();
    /// An image that was dropped or pasted; answered by imageAttached().
    void attachImage(const QString& base64);
    /// A file that is no image and was dropped or pasted; answered by fileAttached().
    void attachFile(const QString& name, const QString& base64);
    /// Answered by fileLoaded().
    void loadFile(const QString& name);
    /// Answered by imageLoaded().
    void loadImage(const QString& name);
    /// Answered by modelListChanged().
    void loadModels(bool again);
    void chooseModel(const QString& model, const QString& purpose);
    void setFavourite(const QString& model, bool favourite);
    /// {"address", "host", "readableHost", "named"} (markup::LinkFacts) for the page to show before openLink(); empty:
    /// it is never opened. `text`: what the link reads like.
    [[nodiscard]] QJsonObject linkFacts(const QString& address, const QString& text) const;
    void openLink(const QString& address);
    void copy(const QString& text);

Q_SIGNALS:
    void updates(const QJsonArray& updates);
    void workingChanged(bool working);
    /// {"id": "" for a new one}: another chat is on the page from now on.
    void chatShown(const QJsonObject& chat);
    void chatsChanged(const QJsonArray& chats);
    void chatsFound(const QString& words, const QJsonArray& found);
    /// [{"number", "text", "steered"}] of the chat that is shown.
    void waitingChanged(const QJsonArray& waiting);
    /// What was sent in the chat could not be written down: the page has the words again. "": the new one.
    void returned(const QString& chat, const QString& words);
    /// What setEditor() was told.
    void editorChanged(const QJsonObject& shown);
    void openRequested(const QString& path, int line, int column);
    void insertRequested(const QString& text);
    void terminalRequested(const QString& command);
    /// A sentence to say in passing.
    void noticed(const QString& sentence);
    /// [{"text", "kind", "detail", "more"}]
    void completed(double number, const QJsonArray& completions);
    void codeStyleChanged(const QString& style);
    void modelChanged(const QJsonObject& model);
    /// {"name", "url"}: of a small one, as a data: address, or {"problem"}.
    void imageAttached(const QJsonObject& image);
    void imageLoaded(const QJsonObject& image);
    /// {"mention"}: it lies in the workspace; {"name", "label"}: it is kept with the chat; or {"problem"}.
    void fileAttached(const QJsonObject& file);
    /// {"name", "label"}; the label is empty where it is gone.
    void fileLoaded(const QJsonObject& file);
    /// {"back": [path], "backMore", "kept": [path], "keptMore"}: what would become of the files.
    void puttingBackPreviewed(double sequence, const QJsonObject& preview);
    /// What ModelDesk::list() tells.
    void modelListChanged(const QJsonObject& list);
    /// Another model was chosen here: it is that of all chats.
    void modelChosen();
    void themeChanged(const QString& theme);
    void settingsRequested();
    /// What the agent may do is to be shown.
    void rulesRequested();
    /// What lies between two checkpoints is to be shown; `path`, unless it is empty, first. What is undone there is
    /// told by noteWentBack() of this chat.
    void reviewRequested(quint32 before, quint32 after, const QString& path, const QString& chat);
    /// The user is to choose a file, which exportTo() then gets.
    void exportRequested(const QString& chat, const QString& format, const QString& suggestedName);

private:
    using Steps = std::function<Result<void>(agent::ChatStore&)>;

    void beginChat(const QString& words);
    void show(const QString& id, qint64 lookAt = 0);
    void showNothing();
    void tell(const Error& error);
    OpenChat& opened(const agent::Chat& chat, const QList<agent::WaitingMessage>& waiting);
    void closeResting();
    void changed(OpenChat& chat);
    void refreshList();
    void tellList();
    void tellWaiting();
    void keep(Steps steps);
    void markRead();

    QString m_workspaceId;
    ChatServices m_services;
    background::Background& m_background;
    MakeTools m_makeTools;
    bool m_dark = false;
    bool m_started = false; ///< The page was there once: which chat is shown is decided.
    bool m_planning = false;
    bool m_beginning = false; ///< A new chat is being made for its first message.
    QStringList m_sentSince;  ///< While it is.
    bool m_listing = false;
    bool m_listAgain = false;
    bool m_loadingEarlier = false;
    qint64 m_first = 0; ///< The first event that is shown.
    QString m_codeStyle;
    Drafts m_drafts;
    QJsonObject m_editor;
    std::stop_source m_completing; ///< Of the newest completion that was asked for.
    QString m_wanted;              ///< The chat that is shown, or will be; empty: a new one.
    QList<agent::Chat> m_chats;
    QSet<QString> m_atWork; ///< Of these, in whichever program.
    std::unique_ptr<PageFeed> m_feed;
    std::map<QString, std::unique_ptr<OpenChat>> m_open; ///< Last: they end before the feed that they write to.
    OpenChat* m_shown = nullptr;                         ///< One of these; null: a new chat.
};

} // namespace kalpana::desktop::chat
