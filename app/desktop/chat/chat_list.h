#pragma once

#include "core/agent/chat_store.h"

#include <QJsonObject>

namespace kalpana::desktop::chat {

enum class ChatState {
    Done,
    Working,
    Asks,   ///< Its turn waits for the user's answer.
    Failed, ///< Its last turn ended with an error.
    Cut,    ///< Its last turn has no end: the program was killed.
};

struct ListedChat {
    agent::Chat chat;
    ChatState state = ChatState::Done;
    bool isShown = false;
};

/// How a chat stands that nothing works in, from what lies on disk.
[[nodiscard]] ChatState restingState(const agent::Chat& chat);
/// {"id", "title", "at": milliseconds of the epoch, "pinned", "state": "done" | "working" | "asks" | "failed" | "cut",
/// "unread", "shown"}: a row of the page's list.
[[nodiscard]] QJsonObject toJson(const ListedChat& listed);
/// {"chat", "title", "at", "sequence", "text"}; see agent::FoundInChat.
[[nodiscard]] QJsonObject toJson(const agent::FoundInChat& found);

} // namespace kalpana::desktop::chat
