#include "app/desktop/chat/chat_list.h"

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

QString wordOf(ChatState state)
{
    switch (state) {
    case ChatState::Working:
        return u"working"_s;
    case ChatState::Asks:
        return u"asks"_s;
    case ChatState::Failed:
        return u"failed"_s;
    case ChatState::Cut:
        return u"cut"_s;
    case ChatState::Done:
        break;
    }
    return u"done"_s;
}

} // namespace

ChatState restingState(const agent::Chat& chat)
{
    return chat.failed() ? ChatState::Failed : chat.open() ? ChatState::Cut : ChatState::Done;
}

QJsonObject toJson(const ListedChat& listed)
{
    const auto& chat = listed.chat;
    return {{u"id"_s, chat.id},
            {u"title"_s, chat.title},
            {u"at"_s, chat.changedAt.toMSecsSinceEpoch()},
            {u"pinned"_s, chat.pinned},
            {u"state"_s, wordOf(listed.state)},
            {u"unread"_s, !listed.isShown && chat.last > chat.readTo && listed.state != ChatState::Working},
            {u"shown"_s, listed.isShown}};
}

QJsonObject toJson(const agent::FoundInChat& found)
{
    return {{u"chat"_s, found.chat.id},
            {u"title"_s, found.chat.title},
            {u"at"_s, found.chat.changedAt.toMSecsSinceEpoch()},
            {u"sequence"_s, found.sequence},
            {u"text"_s, found.text}};
}

} // namespace kalpana::desktop::chat
