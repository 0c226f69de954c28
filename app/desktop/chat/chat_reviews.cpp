// What the chat's page asks of checkpoints.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "core/agent/going_back.h"

#include <algorithm>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

void ChatBackend::goBack(int to, int since)
{
    const auto stay = [this](const Error& error) {
        Q_EMIT updates(
            {QJsonObject{{u"type"_s, u"stayed"_s}, {u"text"_s, error.sentence}, {u"detail"_s, error.detail}}});
    };
    if (m_beginning || std::ranges::any_of(m_open, [](const auto& one) { return one.second->isWorking(); }))
        return stay({.sentence = tr("The agent is at work. Wait for its end, or stop it, then try again.")});
    std::shared_ptr<agent::WorkspaceTools> tools = m_makeTools();
    if (!m_shown || !tools || tools->checkpoints() == nullptr)
        return stay({.sentence = tr("The workspace is not connected. Wait until it runs, then try again.")});
    const agent::RestoreRequest request{.to = static_cast<quint32>(to), .since = static_cast<quint32>(since)};
    m_background.run(
        this,
        [tools, request, &store = m_services.store, chat = m_shown->id()](std::stop_token stop) {
            return agent::goBack(*tools->checkpoints(), store, chat, request, std::move(stop));
        },
        [this, stay, chat = m_shown->id()](const Result<agent::Event>& restored) {
            if (!restored)
                stay(restored.error());
            else
                m_feed->event(chat, *restored);
        });
}

void ChatBackend::review(int before, int after, const QString& path)
{
    Q_EMIT reviewRequested(static_cast<quint32>(before), static_cast<quint32>(after), path,
                           m_shown ? m_shown->id() : QString());
}

void ChatBackend::noteWentBack(const QString& chat, const agent::CheckpointRestored& restored)
{
    if (chat.isEmpty())
        return;
    m_background.run(
        this, [&store = m_services.store, chat, restored](std::stop_token) { return store.append(chat, restored); },
        [this, chat](const Result<agent::Event>& event) {
            if (event)
                m_feed->event(chat, *event);
            else
                Q_EMIT noticed(event.error().sentence);
        });
}

} // namespace kalpana::desktop::chat
