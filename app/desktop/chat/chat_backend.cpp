#include "app/desktop/chat/chat_backend.h"

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_strings.h"
#include "app/desktop/chat/going_back.h"
#include "core/markup/links.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHash>
#include <QLocale>
#include <QUrl>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

struct History {
    std::optional<agent::Chat> chat;
    QList<agent::Event> events;
};

Result<History> lastChat(const agent::ChatStore& store, const QString& workspace)
{
    const auto chats = store.chats(workspace);
    if (!chats)
        return std::unexpected(chats.error());
    if (chats->isEmpty())
        return History{};
    auto events = store.events(chats->first().id);
    if (!events)
        return std::unexpected(events.error());
    return History{.chat = chats->first(), .events = *std::move(events)};
}

agent::Event failed(const Error& error)
{
    return {.at = QDateTime::currentDateTimeUtc(), .body = agent::TurnFailed{error}};
}

QJsonObject toJson(const ModelState& model)
{
    return {{u"name"_s, model.name}, {u"ready"_s, model.ready}};
}

} // namespace

ChatBackend::ChatBackend(const QString& workspaceId, ChatServices services, background::Background& background,
                         MakeTools makeTools)
    : m_workspaceId(workspaceId), m_services(services), m_background(background), m_makeTools(std::move(makeTools))
{
    // From the feed's and the turn's threads to ours; what is still on its way when this goes is dropped by Qt.
    m_feed = std::make_unique<PageFeed>(
        [this](const QString& style) {
            QMetaObject::invokeMethod(
                this,
                [this, style] {
                    m_codeStyle = style;
                    Q_EMIT codeStyleChanged(style);
                },
                Qt::QueuedConnection);
        },
        [this](const QJsonArray& list) {
            QMetaObject::invokeMethod(this, [this, list] { Q_EMIT updates(list); }, Qt::QueuedConnection);
        });
    m_turn = std::make_unique<TurnThread>(m_services, *m_feed, [this] {
        QMetaObject::invokeMethod(this, [this] { Q_EMIT workingChanged(m_turn->isWorking()); }, Qt::QueuedConnection);
    });
}

ChatBackend::~ChatBackend() = default;

void ChatBackend::setDark(bool dark)
{
    m_dark = dark;
    Q_EMIT themeChanged(dark ? u"dark"_s : u"light"_s);
}

void ChatBackend::refreshModel()
{
    m_background.run(
        this, [ask = m_services.modelState](std::stop_token) { return ask(); },
        [this](const ModelState& model) { Q_EMIT modelChanged(toJson(model)); });
}

QJsonObject ChatBackend::setup() const
{
    return {{u"theme"_s, m_dark ? u"dark"_s : u"light"_s},
            {u"language"_s, QLocale().bcp47Name()},
            {u"strings"_s, chatStrings()},
            {u"codeStyle"_s, m_codeStyle}};
}

void ChatBackend::pageStarted()
{
    refreshModel();
    if (m_turn->isWorking()) {
        Q_EMIT workingChanged(true);
        return;
    }
    m_background.run(
        this, [&store = m_services.store, id = m_workspaceId](std::stop_token) { return lastChat(store, id); },
        [this](Result<History> history) {
            if (!history) {
                m_feed->event(failed(history.error()));
                return;
            }
            if (m_beginning || m_turn->isWorking())
                return; // Something was sent meanwhile: that is the chat now.
            m_chat = history->chat;
            m_feed->show(std::move(history->events));
        });
}

void ChatBackend::send(const QString& text)
{
    if (!text.trimmed().isEmpty())
        begin(text);
}

void ChatBackend::goOn()
{
    if (m_chat)
        begin({});
}

void ChatBackend::begin(const std::optional<QString>& words)
{
    if (m_turn->isWorking() || m_beginning)
        return;
    m_beginning = true;
    Q_EMIT workingChanged(true);
    m_background.run(
        this,
        [&store = m_services.store, id = m_workspaceId, chat = m_chat](std::stop_token) -> Result<agent::Chat> {
            return chat ? *chat : store.create(id);
        },
        [this, words](const Result<agent::Chat>& chat) {
            m_beginning = false;
            auto tools = m_makeTools();
            if (!chat || !tools) {
                m_feed->event(failed(
                    chat ? Error{.code = ErrorCode::ConnectionLost,
                                 .sentence = tr("The workspace is not connected. Wait until it runs, then try again.")}
                         : chat.error()));
                Q_EMIT workingChanged(false);
                return;
            }
            m_chat = *chat;
            m_turn->start(*m_chat, std::move(tools), words);
        });
}

void ChatBackend::stop()
{
    m_turn->stop();
}

void ChatBackend::decide(const QString& callId, const QString& decision)
{
    static const QHash<QString, agent::Decision> decisions{{u"once"_s, agent::Decision::Once},
                                                           {u"chat"_s, agent::Decision::Chat},
                                                           {u"always"_s, agent::Decision::Always},
                                                           {u"no"_s, agent::Decision::No}};
    if (const auto known = decisions.constFind(decision); known != decisions.cend())
        m_turn->answer(callId, *known);
}

void ChatBackend::newChat()
{
    m_turn->stop();
    m_chat.reset();
    m_feed->show({});
}

void ChatBackend::goBack(int to, int since)
{
    const auto stay = [this](const Error& error) {
        Q_EMIT updates(
            {QJsonObject{{u"type"_s, u"stayed"_s}, {u"text"_s, error.sentence}, {u"detail"_s, error.detail}}});
    };
    if (m_turn->isWorking() || m_beginning)
        return stay({.sentence = tr("The agent is at work. Wait for its end, or stop it, then try again.")});
    std::shared_ptr<agent::WorkspaceTools> tools = m_makeTools();
    if (!m_chat || !tools || tools->checkpoints() == nullptr)
        return stay({.sentence = tr("The workspace is not connected. Wait until it runs, then try again.")});
    const agent::RestoreRequest request{.to = static_cast<quint32>(to), .since = static_cast<quint32>(since)};
    m_background.run(
        this,
        [tools, request, &store = m_services.store, chat = m_chat->id](std::stop_token stop) {
            return chat::goBack(*tools->checkpoints(), store, chat, request, std::move(stop));
        },
        [this, stay, chat = m_chat->id](const Result<agent::Event>& restored) {
            if (!restored)
                stay(restored.error());
            else if (m_chat && m_chat->id == chat)
                m_feed->event(*restored);
        });
}

void ChatBackend::review(int before, int after, const QString& path)
{
    Q_EMIT reviewRequested(static_cast<quint32>(before), static_cast<quint32>(after), path);
}

void ChatBackend::openSettings()
{
    Q_EMIT settingsRequested();
}

void ChatBackend::openLink(const QString& address)
{
    if (const auto safe = markup::safeLink(address))
        QDesktopServices::openUrl(QUrl(*safe));
}

void ChatBackend::copy(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace kalpana::desktop::chat
