#include "app/desktop/chat/chat_backend.h"

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_strings.h"
#include "core/agent/linked_stop.h"
#include "core/agent/mentions.h"
#include "core/markup/links.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLocale>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

struct Loaded {
    agent::Chat chat;
    ShownChat shown;
    QList<agent::WaitingMessage> waiting;
};

Result<Loaded> load(agent::ChatStore& store, const QString& id, qint64 lookAt)
{
    const auto chat = store.chat(id);
    if (!chat)
        return std::unexpected(chat.error());
    auto part = store.lastEvents(id, {.atLeast = shownAtOnce, .downTo = lookAt});
    if (!part)
        return std::unexpected(part.error());
    const auto spent = store.usage(id);
    if (!spent)
        return std::unexpected(spent.error());
    auto waiting = store.waiting(id);
    if (!waiting)
        return std::unexpected(waiting.error());
    return Loaded{.chat = *chat,
                  .shown = {.part = *std::move(part),
                            .spent = *spent,
                            .isElsewhere = chat->open() && store.isWorking(id),
                            .lookAt = lookAt},
                  .waiting = *std::move(waiting)};
}

agent::Event failed(const Error& error)
{
    return {.at = QDateTime::currentDateTimeUtc(), .body = agent::TurnFailed{error}};
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
}

ChatBackend::~ChatBackend()
{
    for (const auto& [id, chat] : m_open) // all at once, rather than each when the one before has ended
        chat->stop();
}

void ChatBackend::setDark(bool dark)
{
    m_dark = dark;
    Q_EMIT themeChanged(dark ? u"dark"_s : u"light"_s);
}

QJsonObject ChatBackend::setup() const
{
    return {{u"theme"_s, m_dark ? u"dark"_s : u"light"_s},
            {u"language"_s, QLocale().bcp47Name()},
            {u"strings"_s, chatStrings()},
            {u"codeStyle"_s, m_codeStyle},
            {u"drafts"_s, m_drafts.all()},
            {u"planning"_s, m_planning}};
}

void ChatBackend::pageStarted()
{
    refreshModel();
    refreshList();
    Q_EMIT editorChanged(m_editor);
    if (m_started) {
        if (m_wanted.isEmpty())
            showNothing();
        else
            show(m_wanted);
        return;
    }
    m_background.run(
        this, [&store = m_services.store, id = m_workspaceId](std::stop_token) { return store.chats(id); },
        [this](const Result<QList<agent::Chat>>& chats) {
            if (!chats) {
                tell(chats.error());
                return;
            }
            if (m_started || m_beginning || m_shown)
                return; // Something was sent meanwhile: that is the chat now.
            m_started = true;
            const auto newest = std::ranges::max_element(*chats, {}, &agent::Chat::changedAt);
            if (newest == chats->end())
                showNothing();
            else
                show(newest->id);
        });
}

void ChatBackend::send(const QString& text)
{
    if (text.trimmed().isEmpty())
        return;
    if (m_beginning)
        m_sentSince.append(text);
    else if (m_shown)
        m_shown->send(text);
    else
        beginChat(text);
}

void ChatBackend::sendNow(const QString& text)
{
    if (m_shown && !text.trimmed().isEmpty())
        m_shown->sendNow(text);
    else
        send(text);
}

void ChatBackend::steer(double number)
{
    if (m_shown)
        m_shown->steer(static_cast<qint64>(number));
}

void ChatBackend::takeBack(double number)
{
    if (m_shown)
        m_shown->takeBack(static_cast<qint64>(number));
}

void ChatBackend::goOn()
{
    if (m_shown)
        m_shown->goOn();
}

void ChatBackend::setPlanning(bool planning)
{
    m_planning = planning;
    if (m_shown)
        m_shown->setMode(planning ? agent::Mode::Plan : agent::Mode::Act);
}

void ChatBackend::reply(const QString& callId, const QString& words)
{
    if (m_shown && !words.trimmed().isEmpty())
        m_shown->reply(callId, words.trimmed());
}

void ChatBackend::complete(double number, const QString& typed)
{
    std::shared_ptr<agent::WorkspaceTools> tools = m_makeTools();
    if (!tools) {
        Q_EMIT completed(number, {});
        return;
    }
    m_completing.request_stop(); // more was typed
    m_completing = {};
    m_background.run(
        this,
        [tools, typed, newer = m_completing.get_token()](const std::stop_token& stop) {
            agent::LinkedStop either(stop);
            const std::stop_callback linked(newer, [&either] { either.request(); });
            return agent::completionsOf(typed, *tools, either.token());
        },
        [this, number](const Result<QList<agent::Completion>>& found) {
            QJsonArray list;
            for (const auto& one : found.value_or(QList<agent::Completion>()))
                list.append(QJsonObject{
                    {u"text"_s, one.text}, {u"kind"_s, one.kind}, {u"detail"_s, one.detail}, {u"more"_s, one.more}});
            Q_EMIT completed(number, list);
        });
}

void ChatBackend::beginChat(const QString& words)
{
    m_started = true;
    m_beginning = true;
    Q_EMIT workingChanged(true);
    m_background.run(
        this, [&store = m_services.store, id = m_workspaceId](std::stop_token) { return store.create(id); },
        [this, words](const Result<agent::Chat>& chat) {
            m_beginning = false;
            const auto since = std::exchange(m_sentSince, {});
            if (!chat) {
                tell(chat.error());
                Q_EMIT workingChanged(false);
                Q_EMIT returned({}, (QStringList(words) + since).join(u'\n'));
                return;
            }
            auto& made = opened(*chat, {});
            m_wanted = chat->id;
            m_shown = &made;
            m_first = 0;
            m_feed->begin(chat->id);
            m_feed->show(chat->id, {.isWorking = true});
            Q_EMIT chatShown({{u"id"_s, chat->id}});
            made.setMode(m_planning ? agent::Mode::Plan : agent::Mode::Act);
            made.send(words);
            for (const auto& more : since)
                made.send(more);
            Q_EMIT workingChanged(made.isWorking());
        });
}

void ChatBackend::show(const QString& id, qint64 lookAt)
{
    m_wanted = id;
    m_feed->begin(id);
    m_background.run(
        this, [&store = m_services.store, id, lookAt](std::stop_token) { return load(store, id, lookAt); },
        [this, id](Result<Loaded> loaded) {
            if (m_wanted != id)
                return; // another one is wanted by now
            if (!loaded) {
                showNothing();
                tell(loaded.error());
                return;
            }
            auto& chat = opened(loaded->chat, loaded->waiting);
            m_shown = &chat;
            const auto& events = loaded->shown.part.events;
            m_first = events.isEmpty() ? 0 : events.first().sequence;
            m_loadingEarlier = false;
            loaded->shown.isWorking = chat.isWorking();
            m_feed->show(id, std::move(loaded->shown));
            Q_EMIT chatShown({{u"id"_s, id}});
            Q_EMIT workingChanged(chat.isWorking());
            tellWaiting();
            markRead();
            closeResting();
        });
}

void ChatBackend::showNothing()
{
    m_wanted.clear();
    m_shown = nullptr;
    m_feed->begin({});
    m_feed->show({}, {});
    Q_EMIT chatShown({{u"id"_s, QString()}});
    Q_EMIT workingChanged(false);
    tellWaiting();
    closeResting();
    tellList();
}

void ChatBackend::tell(const Error& error)
{
    m_feed->tell(failed(error));
}

OpenChat& ChatBackend::opened(const agent::Chat& chat, const QList<agent::WaitingMessage>& waiting)
{
    auto& one = m_open[chat.id];
    if (!one) {
        one = std::make_unique<OpenChat>(chat, waiting, m_services, m_background, m_makeTools, *m_feed);
        connect(one.get(), &OpenChat::stateChanged, this, [this, its = one.get()] { changed(*its); });
        connect(one.get(), &OpenChat::returned, this,
                [this, id = chat.id](const QString& words) { Q_EMIT returned(id, words); });
        connect(one.get(), &OpenChat::waitingChanged, this, [this, its = one.get()] {
            if (its == m_shown)
                tellWaiting();
        });
    }
    return *one;
}

/// What neither works nor is shown is read anew when it is wanted again.
void ChatBackend::closeResting()
{
    std::erase_if(m_open, [this](const auto& one) { return one.second.get() != m_shown && !one.second->isWorking(); });
}

void ChatBackend::changed(OpenChat& chat)
{
    if (&chat == m_shown) {
        Q_EMIT workingChanged(chat.isWorking());
        if (!chat.isWorking())
            markRead();
    }
    refreshList();
}

void ChatBackend::tellWaiting()
{
    QJsonArray rows;
    if (m_shown)
        for (const auto& one : m_shown->waiting())
            rows.append(QJsonObject{{u"number"_s, one.number},
                                    {u"text"_s, one.text},
                                    {u"steered"_s, m_shown->isWorking() && m_shown->isSteered(one.number)}});
    Q_EMIT waitingChanged(rows);
}

/// Changes what lies on disk, then shows the list of chats as it is.
void ChatBackend::keep(Steps steps)
{
    m_background.run(
        this, [&store = m_services.store, steps = std::move(steps)](std::stop_token) { return steps(store); },
        [this](const Result<void>& done) {
            if (!done)
                Q_EMIT noticed(done.error().sentence);
            refreshList();
        });
}

void ChatBackend::markRead()
{
    keep([id = m_shown->id()](agent::ChatStore& store) {
        const auto chat = store.chat(id);
        return chat ? store.markRead(id, chat->last) : std::unexpected(chat.error());
    });
}

void ChatBackend::stop()
{
    if (m_shown)
        m_shown->stop();
}

void ChatBackend::decide(const QString& callId, const QString& decision)
{
    if (const auto known = agent::decisionNamed(decision); m_shown && known)
        m_shown->answer(callId, *known);
}

void ChatBackend::keepDraft(const QString& chat, const QString& text)
{
    m_drafts.keep(chat, text);
}

void ChatBackend::openRules()
{
    Q_EMIT rulesRequested();
}

void ChatBackend::openSettings()
{
    Q_EMIT settingsRequested();
}

QJsonObject ChatBackend::linkFacts(const QString& address, const QString& text) const
{
    const auto facts = markup::linkFacts(address, text);
    if (!facts)
        return {};
    return {{u"address"_s, facts->address},
            {u"host"_s, facts->host},
            {u"readableHost"_s, facts->readableHost},
            {u"named"_s, facts->named}};
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
