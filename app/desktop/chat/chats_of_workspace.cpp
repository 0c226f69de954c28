// What the chat's page asks of the workspace's chats: their list, another one, another branch.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/chat/chat_list.h"
#include "core/agent/chat_export.h"

#include <QRegularExpression>

#include <algorithm>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

struct Listed {
    QList<agent::Chat> chats;
    QSet<QString> atWork; ///< Those that a turn works in, in whichever program.
};

Result<Listed> listed(const agent::ChatStore& store, const QString& workspace)
{
    auto chats = store.chats(workspace);
    if (!chats)
        return std::unexpected(chats.error());
    Listed found{.chats = *std::move(chats), .atWork = {}};
    for (const auto& chat : std::as_const(found.chats))
        if (chat.open() && store.isWorking(chat.id))
            found.atWork.insert(chat.id);
    return found;
}

/// The chosen history is the one with this event. While a turn works in the chat, in whichever program, it stays.
Result<void> choose(agent::ChatStore& store, const QString& chat, qint64 sequence)
{
    const auto lock = store.beginTurn(chat);
    if (!lock)
        return lock.error().code == ErrorCode::Conflict ? Result<void>() : std::unexpected(lock.error());
    const auto tree = store.branches(chat);
    if (!tree)
        return std::unexpected(tree.error());
    const auto path = tree->chosen();
    const bool chosen = std::ranges::any_of(
        path, [sequence](const auto& range) { return range.first <= sequence && sequence <= range.last; });
    if (chosen)
        return {};
    const auto turned = store.append(chat, agent::Branched{tree->tipOf(sequence)});
    return turned ? Result<void>() : std::unexpected(turned.error());
}

QString fileNameFor(const QString& title, const QString& format)
{
    static const QRegularExpression unwanted(u"[^\\w .-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    auto name = title;
    name = name.remove(unwanted).simplified();
    while (name.startsWith(u'.'))
        name.removeFirst();
    return (name.isEmpty() ? u"chat"_s : name) + (format == "json"_L1 ? u".json"_s : u".md"_s);
}

} // namespace

void ChatBackend::refreshList()
{
    if (m_listing) {
        m_listAgain = true;
        return;
    }
    m_listing = true;
    m_background.run(
        this, [&store = m_services.store, id = m_workspaceId](std::stop_token) { return listed(store, id); },
        [this](Result<Listed> chats) {
            m_listing = false;
            if (chats) {
                m_chats = std::move(chats->chats);
                m_atWork = std::move(chats->atWork);
                tellList();
            }
            if (std::exchange(m_listAgain, false))
                refreshList();
        });
}

void ChatBackend::tellList()
{
    QJsonArray rows;
    for (const auto& chat : std::as_const(m_chats)) {
        if (chat.last == 0)
            continue; // nothing was ever written in it
        const auto open = m_open.find(chat.id);
        const bool works = open != m_open.end() && open->second->isWorking();
        rows.append(toJson(ListedChat{.chat = chat,
                                      .state = !works                 ? restingState(chat)
                                               : open->second->asks() ? ChatState::Asks
                                                                      : ChatState::Working,
                                      .isShown = m_wanted == chat.id}));
    }
    Q_EMIT chatsChanged(rows);
}

void ChatBackend::newChat()
{
    m_started = true;
    showNothing();
}

void ChatBackend::openChat(const QString& id, double sequence)
{
    m_started = true;
    const auto lookAt = static_cast<qint64>(sequence);
    const auto open = m_open.find(id);
    if (lookAt == 0 || (open != m_open.end() && open->second->isWorking())) {
        show(id, lookAt);
        return;
    }
    m_wanted = id;
    m_background.run(
        this, [&store = m_services.store, id, lookAt](std::stop_token) { return choose(store, id, lookAt); },
        [this, id, lookAt](const Result<void>& chosen) {
            if (!chosen)
                tell(chosen.error());
            else if (m_wanted == id)
                show(id, lookAt);
        });
}

void ChatBackend::renameChat(const QString& id, const QString& title)
{
    if (!title.trimmed().isEmpty())
        keep([id, title](agent::ChatStore& store) { return store.rename(id, title); });
}

void ChatBackend::pinChat(const QString& id, bool pinned)
{
    keep([id, pinned](agent::ChatStore& store) { return store.pin(id, pinned); });
}

void ChatBackend::deleteChat(const QString& id)
{
    m_drafts.keep(id, {});
    if (m_wanted == id)
        showNothing();
    if (const auto open = m_open.find(id); open != m_open.end() && open->second->isWorking())
        open->second->stop(); // what it still writes is refused, since the chat is gone
    else if (open != m_open.end())
        m_open.erase(open);
    keep([id](agent::ChatStore& store) { return store.remove(id); });
}

void ChatBackend::exportChat(const QString& id, const QString& format)
{
    const auto chat = std::ranges::find(m_chats, id, &agent::Chat::id);
    if (chat != m_chats.end())
        Q_EMIT exportRequested(id, format, fileNameFor(chat->title, format));
}

void ChatBackend::exportTo(const QString& chat, const QString& format, const QString& file)
{
    m_background.run(
        this,
        [&store = m_services.store, chat, format, file](std::stop_token) {
            return agent::exportChat(
                store, chat, format == "json"_L1 ? agent::ExportFormat::Json : agent::ExportFormat::Markdown, file);
        },
        [this, file](const Result<void>& done) {
            Q_EMIT noticed(done ? tr("The chat was written to %1.").arg(file) : done.error().sentence);
        });
}

void ChatBackend::searchChats(const QString& words)
{
    m_background.run(
        this,
        [&store = m_services.store, id = m_workspaceId, words](std::stop_token) { return store.search(id, words); },
        [this, words](const Result<QList<agent::FoundInChat>>& found) {
            if (!found) {
                Q_EMIT noticed(found.error().sentence);
                return;
            }
            QJsonArray rows;
            for (const auto& one : *found)
                rows.append(toJson(one));
            Q_EMIT chatsFound(words, rows);
        });
}

void ChatBackend::chooseVersion(double sequence)
{
    if (m_shown && !m_shown->isWorking())
        openChat(m_shown->id(), sequence);
}

void ChatBackend::showEarlier()
{
    if (!m_shown || m_loadingEarlier || m_first <= 1)
        return;
    m_loadingEarlier = true;
    m_background.run(
        this,
        [&store = m_services.store, id = m_shown->id(), before = m_first](std::stop_token) {
            return store.lastEvents(id, {.atLeast = shownAtOnce, .before = before});
        },
        [this, id = m_shown->id(), before = m_first](Result<agent::ChatPart> part) {
            if (m_wanted != id || m_first != before)
                return;
            m_loadingEarlier = false;
            if (!part) {
                Q_EMIT noticed(part.error().sentence);
                return;
            }
            if (!part->events.isEmpty())
                m_first = part->events.first().sequence;
            m_feed->showEarlier(id, *std::move(part));
        });
}

} // namespace kalpana::desktop::chat
