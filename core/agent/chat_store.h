#pragma once

#include "core/agent/branches.h"
#include "core/agent/chat_files.h"
#include "core/agent/chat_images.h"
#include "core/agent/event.h"
#include "core/agent/turn_lock.h"
#include "core/permissions/rule.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>

namespace kalpana::agent {

class ChatDatabase;

struct Chat {
    QString id;
    QString workspace; ///< workspace::Record::id
    QString title;     ///< The first words of its first message, or what the user calls it; empty before that.
    QDateTime createdAt;
    QDateTime changedAt; ///< The last message of the user's.
    bool pinned = false;
    qint64 last = 0;   ///< Its last event's sequence; 0 if it has none.
    qint64 readTo = 0; ///< The last event that the user has seen.
    QString lastKind;  ///< The "type" of the last event that belongs to a turn.

    [[nodiscard]] bool failed() const { return lastKind == QLatin1StringView("turn-failed"); }
    /// Its turn works in some program, or was cut off there.
    [[nodiscard]] bool open() const
    {
        return !lastKind.isEmpty() && !failed() && lastKind != QLatin1StringView("turn-finished");
    }
};

/// A part of a chat's chosen history.
struct ChatPart {
    QList<Event> events;
    bool hasEarlier = false; ///< There is something before them.
    /// For those messages of the user's that have other versions: the sequences of all of them, in order.
    QHash<qint64, QList<qint64>> versions = {};
};

/// Which part of the chosen history's end is wanted: from the beginning of a message, an answer or a step's calls.
struct PartWanted {
    qsizetype atLeast = 0; ///< So many events, if there are so many.
    qint64 before = 0;     ///< What comes before this event; 0: up to the end.
    qint64 downTo = 0;     ///< At least down to this event; 0: wherever the number leads.
};

/// A message of the user's that is sent when the turn has ended.
struct WaitingMessage {
    qint64 number = 0; ///< Grows within a chat.
    QString text;
    Mode mode = Mode::Act;
    bool operator==(const WaitingMessage&) const = default;
};

/// Where words were found.
struct FoundInChat {
    Chat chat;
    qint64 sequence = 0; ///< The event; 0: the words are the chat's title.
    QString text;        ///< Around the words; each word found stands between U+0002 and U+0003.
};

/// All chats and the rules made by answers, in one SQLite file. What append() has returned survives a kill of the
/// program. Any thread may call; each thread gets a connection of its own. All errors are ErrorCode::Storage (NotFound
/// where a chat isn't there).
class ChatStore final {
public:
    /// Opens the file (such as chats.db in the data folder) or makes it; an older schema is brought up, a newer one is
    /// refused.
    [[nodiscard]] static Result<std::unique_ptr<ChatStore>> open(const QString& file);
    ~ChatStore();

    [[nodiscard]] Result<Chat> create(const QString& workspace);
    /// Pinned ones first, then by the newest change.
    [[nodiscard]] Result<QList<Chat>> chats(const QString& workspace) const;
    [[nodiscard]] Result<Chat> chat(const QString& id) const;
    [[nodiscard]] Result<void> rename(const QString& id, const QString& title);
    [[nodiscard]] Result<void> pin(const QString& id, bool pinned);
    [[nodiscard]] Result<void> markRead(const QString& id, qint64 to);
    /// With its events, its waiting messages and its rules.
    [[nodiscard]] Result<void> remove(const QString& id);
    /// What has all of these words, or words that begin so, in a message, an answer, a call's title or the chat's;
    /// the best first.
    [[nodiscard]] Result<QList<FoundInChat>> search(const QString& workspace, const QString& words,
                                                    int limit = 50) const;

    [[nodiscard]] Result<Event> append(const QString& chat, const EventBody& body);
    /// The chosen history in order, what comes after the given sequence: the chat without what was left aside.
    [[nodiscard]] Result<QList<Event>> events(const QString& chat, qint64 after = 0) const;
    [[nodiscard]] Result<ChatPart> lastEvents(const QString& chat, const PartWanted& wanted) const;
    /// All, in order, those that were left aside too.
    [[nodiscard]] Result<QList<Event>> allEvents(const QString& chat) const;
    [[nodiscard]] Result<Event> event(const QString& chat, qint64 sequence) const;
    /// The figures of all its replies together.
    [[nodiscard]] Result<TokenUsage> usage(const QString& chat) const;
    /// Which of its events follow which.
    [[nodiscard]] Result<Branches> branches(const QString& chat) const;

    /// Held while a turn works in the chat, in whichever program.
    [[nodiscard]] Result<TurnLock> beginTurn(const QString& chat) const;
    [[nodiscard]] bool isWorking(const QString& chat) const;

    [[nodiscard]] Result<WaitingMessage> addWaiting(const QString& chat, const QString& text, Mode mode = Mode::Act);
    [[nodiscard]] Result<void> removeWaiting(const QString& chat, qint64 number);
    [[nodiscard]] Result<QList<WaitingMessage>> waiting(const QString& chat) const;

    /// The rules that count in a chat: its own, its workspace's and those for all. Those of a chat go with it.
    [[nodiscard]] Result<std::vector<permissions::Rule>> rules(const Chat& chat) const;
    /// Those that count in a workspace or in any of its chats.
    [[nodiscard]] Result<std::vector<permissions::Rule>> rulesOf(const QString& workspace) const;
    /// The same rule twice is one.
    [[nodiscard]] Result<void> add(const permissions::Rule& rule);
    [[nodiscard]] Result<void> remove(const permissions::Rule& rule);
    /// All of a workspace's chats and rules: when it is deleted.
    [[nodiscard]] Result<void> forget(const QString& workspace);

    [[nodiscard]] ChatImages images() const;
    [[nodiscard]] ChatFiles files() const;

private:
    explicit ChatStore(const QString& file);
    [[nodiscard]] Result<QList<qint64>> versionsOf(const QString& chat, const Branches& tree, qint64 message) const;

    [[nodiscard]] Result<std::vector<permissions::Rule>> rulesWhere(const QString& condition,
                                                                    const QVariantList& values) const;

    std::unique_ptr<ChatDatabase> m_database;
};

} // namespace kalpana::agent
