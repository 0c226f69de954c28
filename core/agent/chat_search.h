#pragma once

#include "core/agent/chat_database.h"
#include "core/agent/chat_store.h"

namespace kalpana::agent {

/// Brings what can be searched for up to the chat's last event. An answer that still grows is taken as far as it came,
/// and anew the next time.
[[nodiscard]] Result<void> indexChat(const ChatDatabase& database, const QString& chat);
/// The same for each chat of a workspace that is behind: one of an older version, one that was cut off.
[[nodiscard]] Result<void> indexChats(const ChatDatabase& database, const QString& workspace);

struct FoundText {
    QString chat;
    qint64 sequence = 0;
    QString text;
};
/// See ChatStore::search().
[[nodiscard]] Result<QList<FoundText>> searchChats(const ChatDatabase& database, const QString& workspace,
                                                   const QString& words, int limit);

} // namespace kalpana::agent
