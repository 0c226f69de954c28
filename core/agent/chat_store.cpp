#include "core/agent/chat_store.h"

#include "core/agent/chat_database.h"
#include "core/agent/chat_search.h"
#include "core/permissions/rule_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QUuid>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ChatStore)
};

std::unexpected<Error> gone(const QString& chat)
{
    return failure(ErrorCode::NotFound, Text::tr("This chat does not exist any more. Start a new one."), chat);
}

std::unexpected<Error> noFolder(const QString& folder)
{
    return failure(ErrorCode::Storage,
                   Text::tr("The folder %1 for the chats can't be made. Check its permissions.").arg(folder));
}

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QDateTime timeOf(const QVariant& value)
{
    return QDateTime::fromMSecsSinceEpoch(value.toLongLong(), QTimeZone::UTC);
}

/// With chatOf().
constexpr QLatin1StringView chatColumns(
    "SELECT id, workspace, title, created_at, changed_at, pinned, read_to, (SELECT max(sequence) FROM event WHERE chat "
    "= "
    "chat.id) AS last, (SELECT kind FROM event WHERE chat = chat.id AND kind NOT IN ('branched', 'restored', "
    "'turn-changed') ORDER BY "
    "sequence DESC LIMIT 1) FROM chat ");

Chat chatOf(const QSqlQuery& row)
{
    return {.id = row.value(0).toString(),
            .workspace = row.value(1).toString(),
            .title = row.value(2).toString(),
            .createdAt = timeOf(row.value(3)),
            .changedAt = timeOf(row.value(4)),
            .pinned = row.value(5).toBool(),
            .last = row.value(7).toLongLong(),
            .readTo = row.value(6).toLongLong(),
            .lastKind = row.value(8).toString()};
}

/// With eventOf().
constexpr QLatin1StringView eventColumns("SELECT sequence, at, body, kind FROM event ");

Result<Event> eventOf(const QSqlQuery& row)
{
    auto body = eventFromJson(QJsonDocument::fromJson(row.value(2).toString().toUtf8()).object());
    if (!body)
        return std::unexpected(body.error());
    return Event{.sequence = row.value(0).toLongLong(), .at = timeOf(row.value(1)), .body = *std::move(body)};
}

Result<void> read(QSqlQuery& rows, QList<Event>& into)
{
    while (rows.next()) {
        auto event = eventOf(rows);
        if (!event)
            return std::unexpected(event.error());
        into.append(*std::move(event));
    }
    return {};
}

/// Whether a part of a chat may begin with an event of this kind behind one of that: no answer is cut in two, and no
/// call is cut off from what belongs to it.
bool beginsSomething(const QString& kind, const QString& behind)
{
    static const QSet<QString> beginnings{u"user-message"_s, u"text"_s, u"thinking"_s, u"reply-kept"_s, u"tool-call"_s};
    static const QSet<QString> ends{u"tool-result"_s, u"turn-finished"_s, u"turn-failed"_s, u"restored"_s};
    return kind == "user-message"_L1 || (beginnings.contains(kind) && ends.contains(behind));
}

struct RuleColumns {
    QString scope;
    QString place;
    QString body;
};

RuleColumns columnsOf(const permissions::Rule& rule)
{
    const auto json = permissions::toJson(rule);
    return {json.value("scope"_L1).toString(u"always"_s), json.value("in"_L1).toString(u""_s),
            QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact))};
}

QString titleFrom(const QString& message)
{
    constexpr qsizetype longest = 60;
    static const QRegularExpression image(u"@image-[0-9a-f]+"_s); // their names say nothing
    const auto text = QString(message).remove(image).simplified();
    const auto words = text.isEmpty() ? message.simplified() : text;
    return words.size() <= longest ? words : words.left(longest - 1) + u'…';
}

} // namespace

ChatStore::ChatStore(const QString& file) : m_database(std::make_unique<ChatDatabase>(file)) {}
ChatStore::~ChatStore() = default;

Result<std::unique_ptr<ChatStore>> ChatStore::open(const QString& file)
{
    const QFileInfo place(file);
    if (!QDir().mkpath(place.absolutePath()))
        return noFolder(place.absolutePath());
    // Made before SQLite does it: the log beside it gets the same permissions.
    if (QFile made(file);
        !place.exists() && made.open(QFile::ReadWrite | QFile::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        made.close();
    std::unique_ptr<ChatStore> store(new ChatStore(place.absoluteFilePath()));
    if (const auto ready = store->m_database->bringSchemaUp(); !ready)
        return std::unexpected(ready.error());
    return store;
}

Result<Chat> ChatStore::create(const QString& workspace)
{
    const auto id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto at = now();
    if (const auto made = m_database->execute(
            u"INSERT INTO chat (id, workspace, created_at, changed_at) VALUES (?, ?, ?, ?)"_s, {id, workspace, at, at});
        !made)
        return std::unexpected(made.error());
    return chat(id);
}

Result<QList<Chat>> ChatStore::chats(const QString& workspace) const
{
    auto rows = m_database->execute(chatColumns + "WHERE workspace = ? ORDER BY pinned DESC, changed_at DESC, id"_L1,
                                    {workspace});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Chat> found;
    while (rows->next())
        found.append(chatOf(*rows));
    return found;
}

Result<Chat> ChatStore::chat(const QString& id) const
{
    auto rows = m_database->execute(chatColumns + "WHERE id = ?"_L1, {id});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return gone(id);
    return chatOf(*rows);
}

Result<void> ChatStore::rename(const QString& id, const QString& title)
{
    return m_database->executeAll({u"UPDATE chat SET title = ? WHERE id = ?"_s}, {titleFrom(title), id});
}

Result<void> ChatStore::pin(const QString& id, bool pinned)
{
    return m_database->executeAll({u"UPDATE chat SET pinned = ? WHERE id = ?"_s}, {pinned, id});
}

Result<void> ChatStore::markRead(const QString& id, qint64 to)
{
    return m_database->executeAll({u"UPDATE chat SET read_to = max(read_to, ?) WHERE id = ?"_s}, {to, id});
}

Result<void> ChatStore::remove(const QString& id)
{
    return m_database->executeAll({u"DELETE FROM chat WHERE id = ?"_s}, {id});
}

Result<QList<FoundInChat>> ChatStore::search(const QString& workspace, const QString& words, int limit) const
{
    if (const auto ready = indexChats(*m_database, workspace); !ready)
        return std::unexpected(ready.error());
    const auto texts = searchChats(*m_database, workspace, words, limit);
    if (!texts)
        return std::unexpected(texts.error());
    QHash<QString, Chat> known;
    QList<FoundInChat> found;
    for (const auto& text : *texts) {
        if (!known.contains(text.chat)) {
            const auto its = chat(text.chat);
            if (!its)
                continue; // deleted meanwhile
            known.insert(text.chat, *its);
        }
        found.append({.chat = known[text.chat], .sequence = text.sequence, .text = text.text});
    }
    return found;
}

Result<Event> ChatStore::append(const QString& chat, const EventBody& body)
{
    const auto at = now();
    const auto json = toJson(body);
    const auto kind = json.value("type"_L1).toString();
    auto added = m_database->execute(
        u"INSERT INTO event (chat, sequence, at, body, kind) SELECT id, (SELECT coalesce(max(sequence), 0) + 1 FROM "
        "event WHERE chat = ?), ?, ?, ? FROM chat WHERE id = ? RETURNING sequence"_s,
        {chat, at, QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)), kind, chat});
    if (!added)
        return std::unexpected(added.error());
    if (!added->next())
        return gone(chat);
    const auto sequence = added->value(0).toLongLong();
    added->finish();
    if (const auto* message = std::get_if<UserMessage>(&body))
        if (const auto titled =
                m_database->execute(u"UPDATE chat SET changed_at = ?, title = iif(title = '', ?, title) WHERE id = ?"_s,
                                    {at, titleFrom(message->text), chat});
            !titled)
            return std::unexpected(titled.error());
    if (const auto* message = std::get_if<UserMessage>(&body)) {
        const auto taken = images().take(chat, imagesIn(message->text)).and_then([&] {
            return files().take(chat, filesIn(message->text));
        });
        if (!taken)
            return std::unexpected(taken.error());
    }
    // What ends an answer, or is found itself; while text streams nothing is searched for.
    static const QSet<QString> indexed{u"user-message"_s, u"tool-call"_s, u"turn-finished"_s, u"turn-failed"_s};
    if (indexed.contains(kind))
        if (const auto done = indexChat(*m_database, chat); !done)
            return std::unexpected(done.error());
    return Event{.sequence = sequence, .at = timeOf(at), .body = body};
}

ChatImages ChatStore::images() const
{
    return ChatImages(m_database->file());
}

ChatFiles ChatStore::files() const
{
    return ChatFiles(m_database->file());
}

Result<QList<Event>> ChatStore::events(const QString& chat, qint64 after) const
{
    const auto tree = branches(chat);
    if (!tree)
        return std::unexpected(tree.error());
    QList<Event> events;
    const auto path = tree->chosen();
    for (const auto& range : path) {
        if (range.last <= after)
            continue;
        auto rows =
            m_database->execute(eventColumns + "WHERE chat = ? AND sequence BETWEEN ? AND ? ORDER BY sequence"_L1,
                                {chat, qMax(range.first, after + 1), range.last});
        if (!rows)
            return std::unexpected(rows.error());
        if (const auto done = read(*rows, events); !done)
            return std::unexpected(done.error());
    }
    return events;
}

Result<ChatPart> ChatStore::lastEvents(const QString& chat, const PartWanted& wanted) const
{
    const auto tree = branches(chat);
    if (!tree)
        return std::unexpected(tree.error());
    ChatPart part;
    QString kind; // of the part's first event so far
    const auto path = tree->chosen();
    for (auto range = path.crbegin(); range != path.crend() && !part.hasEarlier; ++range) {
        const auto last = wanted.before > 0 ? qMin(range->last, wanted.before - 1) : range->last;
        auto rows =
            m_database->execute(eventColumns + "WHERE chat = ? AND sequence BETWEEN ? AND ? ORDER BY sequence DESC"_L1,
                                {chat, range->first, last});
        if (!rows)
            return std::unexpected(rows.error());
        while (rows->next()) {
            const auto itsKind = rows->value(3).toString();
            if (itsKind == "branched"_L1)
                continue;
            const auto isFarEnough = part.events.size() >= wanted.atLeast &&
                                     (wanted.downTo == 0 || rows->value(0).toLongLong() < wanted.downTo);
            if (isFarEnough && beginsSomething(kind, itsKind)) {
                part.hasEarlier = true;
                break;
            }
            auto event = eventOf(*rows);
            if (!event)
                return std::unexpected(event.error());
            kind = itsKind;
            part.events.append(*std::move(event));
        }
    }
    std::ranges::reverse(part.events);
    if (!tree->isEmpty())
        for (const auto& event : std::as_const(part.events)) {
            if (!std::holds_alternative<UserMessage>(event.body))
                continue;
            auto versions = versionsOf(chat, *tree, event.sequence);
            if (!versions)
                return std::unexpected(versions.error());
            if (versions->size() > 1)
                part.versions.insert(event.sequence, *std::move(versions));
        }
    return part;
}

Result<QList<qint64>> ChatStore::versionsOf(const QString& chat, const Branches& tree, qint64 message) const
{
    QList<qint64> versions;
    const auto besides = tree.besides(message);
    for (const auto sequence : besides) {
        auto row = m_database->execute(
            u"SELECT 1 FROM event WHERE chat = ? AND sequence = ? AND kind = 'user-message'"_s, {chat, sequence});
        if (!row)
            return std::unexpected(row.error());
        if (row->next())
            versions.append(sequence);
    }
    return versions;
}

Result<QList<Event>> ChatStore::allEvents(const QString& chat) const
{
    auto rows = m_database->execute(eventColumns + "WHERE chat = ? ORDER BY sequence"_L1, {chat});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Event> events;
    if (const auto done = read(*rows, events); !done)
        return std::unexpected(done.error());
    return events;
}

Result<Event> ChatStore::event(const QString& chat, qint64 sequence) const
{
    auto rows = m_database->execute(eventColumns + "WHERE chat = ? AND sequence = ?"_L1, {chat, sequence});
    if (!rows)
        return std::unexpected(rows.error());
    return rows->next() ? eventOf(*rows) : gone(chat);
}

Result<TokenUsage> ChatStore::usage(const QString& chat) const
{
    auto rows = m_database->execute(u"SELECT body FROM event WHERE chat = ? AND kind = 'usage'"_s, {chat});
    if (!rows)
        return std::unexpected(rows.error());
    TokenUsage sum;
    while (rows->next()) {
        const auto body = eventFromJson(QJsonDocument::fromJson(rows->value(0).toString().toUtf8()).object());
        if (!body)
            return std::unexpected(body.error());
        const auto& tokens = std::get<Usage>(*body).tokens;
        sum.input += tokens.input;
        sum.output += tokens.output;
        sum.cachedInput += tokens.cachedInput;
        if (tokens.costMicros)
            sum.costMicros = sum.costMicros.value_or(0) + *tokens.costMicros;
    }
    return sum;
}

Result<Branches> ChatStore::branches(const QString& chat) const
{
    auto rows = m_database->execute(
        u"SELECT sequence, json_extract(body, '$.to') FROM event WHERE chat = ? AND kind = 'branched' ORDER BY sequence"_s,
        {chat});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Branches::Turnoff> turnoffs;
    while (rows->next())
        turnoffs.append({.at = rows->value(0).toLongLong(), .to = rows->value(1).toLongLong()});
    rows->finish();
    auto last = m_database->execute(u"SELECT coalesce(max(sequence), 0) FROM event WHERE chat = ?"_s, {chat});
    if (!last)
        return std::unexpected(last.error());
    return Branches(std::move(turnoffs), last->next() ? last->value(0).toLongLong() : 0);
}

Result<TurnLock> ChatStore::beginTurn(const QString& chat) const
{
    return TurnLock::take(m_database->file(), chat);
}

bool ChatStore::isWorking(const QString& chat) const
{
    return TurnLock::isHeld(m_database->file(), chat);
}

Result<WaitingMessage> ChatStore::addWaiting(const QString& chat, const QString& text, Mode mode)
{
    auto added = m_database->execute(
        u"INSERT INTO waiting (chat, number, text, plans) SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM waiting "
        "WHERE chat = ?), ?, ? FROM chat WHERE id = ? RETURNING number"_s,
        {chat, text, mode == Mode::Plan, chat});
    if (!added)
        return std::unexpected(added.error());
    if (!added->next())
        return gone(chat);
    return WaitingMessage{.number = added->value(0).toLongLong(), .text = text, .mode = mode};
}

Result<void> ChatStore::removeWaiting(const QString& chat, qint64 number)
{
    return m_database->executeAll({u"DELETE FROM waiting WHERE chat = ? AND number = ?"_s}, {chat, number});
}

Result<QList<WaitingMessage>> ChatStore::waiting(const QString& chat) const
{
    auto rows =
        m_database->execute(u"SELECT number, text, plans FROM waiting WHERE chat = ? ORDER BY number"_s, {chat});
    if (!rows)
        return std::unexpected(rows.error());
    QList<WaitingMessage> found;
    while (rows->next())
        found.append({.number = rows->value(0).toLongLong(),
                      .text = rows->value(1).toString(),
                      .mode = rows->value(2).toBool() ? Mode::Plan : Mode::Act});
    return found;
}

Result<std::vector<permissions::Rule>> ChatStore::rules(const Chat& chat) const
{
    return rulesWhere(u"scope = 'always' OR (scope = 'workspace' AND place = ?) OR (scope = 'chat' AND place = ?)"_s,
                      {chat.workspace, chat.id});
}

Result<std::vector<permissions::Rule>> ChatStore::rulesOf(const QString& workspace) const
{
    return rulesWhere(u"scope = 'always' OR (scope = 'workspace' AND place = ?) OR (scope = 'chat' AND place IN "
                      "(SELECT id FROM chat WHERE workspace = ?))"_s,
                      {workspace, workspace});
}

Result<std::vector<permissions::Rule>> ChatStore::rulesWhere(const QString& condition, const QVariantList& values) const
{
    auto rows = m_database->execute(u"SELECT body FROM rule WHERE %1 ORDER BY made_at"_s.arg(condition), values);
    if (!rows)
        return std::unexpected(rows.error());
    std::vector<permissions::Rule> found;
    while (rows->next()) {
        const auto json = QJsonDocument::fromJson(rows->value(0).toString().toUtf8()).object();
        auto rule = permissions::ruleFromJson(json, u"rule"_s, permissions::RuleSource::User);
        if (!rule) // left out, it might have been one that denies
            return failure(
                ErrorCode::Storage,
                Text::tr("A permission in %1 can't be used. Update Kalpana to use it.").arg(m_database->file()),
                rule.error().sentence);
        found.push_back(*std::move(rule));
    }
    return found;
}

Result<void> ChatStore::add(const permissions::Rule& rule)
{
    const auto [scope, place, body] = columnsOf(rule);
    return m_database->executeAll({u"INSERT OR REPLACE INTO rule (scope, place, body, made_at) VALUES (?, ?, ?, ?)"_s},
                                  {scope, place, body, now()});
}

Result<void> ChatStore::remove(const permissions::Rule& rule)
{
    const auto [scope, place, body] = columnsOf(rule);
    return m_database->executeAll({u"DELETE FROM rule WHERE scope = ? AND place = ? AND body = ?"_s},
                                  {scope, place, body});
}

Result<void> ChatStore::forget(const QString& workspace)
{
    return m_database->executeAll(
        {u"DELETE FROM chat WHERE workspace = ?"_s, u"DELETE FROM rule WHERE scope = 'workspace' AND place = ?"_s},
        {workspace});
}

} // namespace kalpana::agent
