// What the chat's page asks where an earlier message is written anew.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "core/agent/putting_back.h"

#include <QJsonArray>

#include <algorithm>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNamed = 100;

/// Leaves a message and what came after it aside, and puts the new words in its place.
Result<void> writeAnew(agent::ChatStore& store, const QString& chat, qint64 message, const QString& words)
{
    const auto tree = store.branches(chat);
    if (!tree)
        return std::unexpected(tree.error());
    auto edited = store.event(chat, message);
    if (!edited)
        return std::unexpected(edited.error());
    auto* edits = std::get_if<agent::UserMessage>(&edited->body);
    if (edits == nullptr)
        return {};
    edits->text = words;
    if (const auto turned = store.append(chat, agent::Branched{tree->before(message)}); !turned)
        return std::unexpected(turned.error());
    const auto added = store.append(chat, edited->body);
    return added ? Result<void>() : std::unexpected(added.error());
}

/// The changes of the turns behind a message that can be taken back; none where a turn was cut off, for nobody knows
/// then what it did.
Result<QList<agent::RestoreRequest>> changesBehind(const agent::ChatStore& store, const QString& chat, qint64 message)
{
    return store.events(chat).transform([message](const QList<agent::Event>& history) {
        return agent::isCutOff(history, message) ? QList<agent::RestoreRequest>()
                                                 : agent::standingChanges(history, message);
    });
}

QJsonObject toJson(const QStringList& names, QLatin1StringView key)
{
    return {{key, QJsonArray::fromStringList(names.first(std::min(mostNamed, names.size())))},
            {key + u"More"_s, std::max<qsizetype>(0, names.size() - mostNamed)}};
}

} // namespace

void ChatBackend::previewPuttingBack(double sequence)
{
    std::shared_ptr<agent::WorkspaceTools> tools = m_shown ? m_makeTools() : nullptr;
    if (!tools || tools->checkpoints() == nullptr)
        return;
    m_background.run(
        this,
        [tools, &store = m_services.store, id = m_shown->id(),
         message = static_cast<qint64>(sequence)](const std::stop_token& stop) {
            return changesBehind(store, id, message).and_then([&](const QList<agent::RestoreRequest>& changes) {
                return agent::previewPuttingBack(*tools->checkpoints(), changes, stop);
            });
        },
        [this, sequence](const Result<agent::PuttingBack>& preview) {
            if (!preview || preview->back.isEmpty())
                return; // there is nothing to offer
            auto told = toJson(preview->back, "back"_L1);
            const auto kept = toJson(preview->kept, "kept"_L1);
            for (auto one = kept.begin(); one != kept.end(); ++one)
                told.insert(one.key(), one.value());
            Q_EMIT puttingBackPreviewed(sequence, told);
        });
}

void ChatBackend::editMessage(double sequence, const QString& text, bool puttingBack)
{
    if (!m_shown || m_shown->isWorking() || text.trimmed().isEmpty())
        return;
    std::shared_ptr<agent::WorkspaceTools> tools;
    if (puttingBack) {
        if (m_beginning || std::ranges::any_of(m_open, [](const auto& one) { return one.second->isWorking(); })) {
            Q_EMIT noticed(tr("The agent is at work. Wait for its end, or stop it, then try again."));
            return;
        }
        tools = m_makeTools();
        if (!tools || tools->checkpoints() == nullptr) {
            Q_EMIT noticed(tr("The workspace is not connected. Wait until it runs, then try again."));
            return;
        }
    }
    m_background.run(
        this,
        [tools, &store = m_services.store, id = m_shown->id(), message = static_cast<qint64>(sequence),
         text](const std::stop_token& stop) -> Result<agent::PuttingBack> {
            const auto lock = store.beginTurn(id);
            if (!lock)
                return std::unexpected(lock.error());
            auto done =
                !tools ? agent::PuttingBack()
                       : changesBehind(store, id, message).and_then([&](const QList<agent::RestoreRequest>& changes) {
                             return agent::putBack(*tools->checkpoints(), store, id, changes, stop);
                         });
            if (!done)
                return done;
            return writeAnew(store, id, message, text).transform([&] { return *std::move(done); });
        },
        [this, id = m_shown->id()](const Result<agent::PuttingBack>& done) {
            if (!done) { // the words stay in their box
                Q_EMIT noticed(done.error().sentence);
                return;
            }
            if (!done->kept.isEmpty())
                Q_EMIT noticed(
                    tr("These stay as they are, for they were changed since: %1").arg(done->kept.join(u", "_s)));
            if (const auto chat = m_open.find(id); chat != m_open.end())
                chat->second->goOn();
            if (m_wanted == id)
                show(id);
        });
}

} // namespace kalpana::desktop::chat
