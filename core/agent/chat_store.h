#pragma once

#include "core/agent/event.h"
#include "core/permissions/rule.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <memory>

namespace kalpana::agent {

struct Chat {
    QString id;
    QString workspace; ///< workspace::Record::id
    QString title;     ///< The first words of its first message; empty before that.
    QDateTime createdAt;
    QDateTime changedAt;
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
    /// Newest change first.
    [[nodiscard]] Result<QList<Chat>> chats(const QString& workspace) const;
    [[nodiscard]] Result<Chat> chat(const QString& id) const;
    [[nodiscard]] Result<void> remove(const QString& id);

    [[nodiscard]] Result<Event> append(const QString& chat, const EventBody& body);
    /// In order, those after the given sequence.
    [[nodiscard]] Result<QList<Event>> events(const QString& chat, qint64 after = 0) const;

    /// The rules that count in a chat: its own, its workspace's and those for all. Those of a chat go with it.
    [[nodiscard]] Result<std::vector<permissions::Rule>> rules(const Chat& chat) const;
    /// The same rule twice is one.
    [[nodiscard]] Result<void> add(const permissions::Rule& rule);
    [[nodiscard]] Result<void> remove(const permissions::Rule& rule);
    /// All of a workspace's chats and rules: when it is deleted.
    [[nodiscard]] Result<void> forget(const QString& workspace);

private:
    explicit ChatStore(QString file);
    QString m_file;
};

} // namespace kalpana::agent
