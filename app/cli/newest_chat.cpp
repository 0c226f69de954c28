#include "app/cli/newest_chat.h"

#include "core/base/shell_word.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::cli {

Result<agent::Chat> newestChat(const agent::ChatStore& store, const workspace::Record& record)
{
    const auto chats = store.chats(record.id);
    if (!chats)
        return std::unexpected(chats.error());
    const auto newest = std::ranges::max_element(*chats, {}, &agent::Chat::changedAt);
    if (newest == chats->cend())
        return failure(ErrorCode::NotFound,
                       QCoreApplication::translate("AskCommand", "There is no chat in \"%1\" yet. Begin one with "
                                                                 "`kalpanactl ask %2 PROMPT`.")
                           .arg(record.name, shellWord(record.name)));
    return *newest;
}

} // namespace kalpana::cli
