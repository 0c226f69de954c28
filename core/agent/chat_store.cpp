#include "core/agent/chat_store.h"

#include "core/agent/thread_connection.h"
#include "core/permissions/rule_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 2;

// Each takes the schema from one version to the next.
const QList<QStringList>& migrations()
{
    static const QList<QStringList> steps{
        QStringList{
            u"CREATE TABLE chat (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', "
            "created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) WITHOUT ROWID"_s,
            u"CREATE INDEX chat_by_workspace ON chat (workspace, changed_at)"_s,
            u"CREATE TABLE event (chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE, sequence INTEGER NOT "
            u"NULL, "
            "at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (chat, sequence)) WITHOUT ROWID"_s,
            u"CREATE TABLE permission (workspace TEXT NOT NULL, tool TEXT NOT NULL, subject TEXT NOT NULL, "
            "allowed_at INTEGER NOT NULL, PRIMARY KEY (workspace, tool, subject)) WITHOUT ROWID"_s,
        },
        QStringList{
            // The body is what toJson(Rule) makes, compact; its keys stand in order, as Qt writes them.
            u"CREATE TABLE rule (scope TEXT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL, made_at INTEGER NOT "
            u"NULL, "
            "PRIMARY KEY (scope, place, body)) WITHOUT ROWID"_s,
            u"INSERT INTO rule SELECT 'workspace', workspace, json_object('decision', 'allow', 'in', workspace, "
            u"'line', "
            "subject, 'scope', 'workspace', 'tool', 'run'), allowed_at FROM permission WHERE tool = 'run'"_s,
            u"INSERT INTO rule SELECT 'workspace', workspace, json_object('decision', 'allow', 'in', workspace, "
            u"'path', "
            "'**', 'scope', 'workspace', 'tool', t.name), allowed_at FROM permission, (SELECT 'write' AS name UNION "
            "SELECT "
            "'edit') AS t WHERE tool = 'change-files'"_s,
            u"DROP TABLE permission"_s,
            u"CREATE TRIGGER rule_of_chat AFTER DELETE ON chat BEGIN DELETE FROM rule WHERE scope = 'chat' AND place = "
            "old.id; END"_s,
        }};
    static_assert(schemaVersion == 2);
    return steps;
}

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ChatStore)
};

std::unexpected<Error> broken(const QString& file, const QSqlError& error)
{
    return failure(ErrorCode::Storage,
                   Text::tr("The chats in %1 can't be read or written. Check that the disk is not full.").arg(file),
                   error.text());
}

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

Chat chatOf(const QSqlQuery& row)
{
    return {.id = row.value(0).toString(),
            .workspace = row.value(1).toString(),
            .title = row.value(2).toString(),
            .createdAt = timeOf(row.value(3)),
            .changedAt = timeOf(row.value(4))};
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

/// Runs one statement on this thread's connection; the query stands before its first row.
Result<QSqlQuery> execute(const QString& file, const QString& statement, const QVariantList& values = {})
{
    const auto database = threadConnection(file);
    if (!database)
        return std::unexpected(database.error());
    QSqlQuery query(*database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return broken(file, query.lastError());
    for (const auto& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return broken(file, query.lastError());
    return query;
}

Result<void> executeAll(const QString& file, const QStringList& statements, const QVariantList& values = {})
{
    for (const auto& statement : statements)
        if (const auto done = execute(file, statement, values); !done)
            return std::unexpected(done.error());
    return {};
}

Result<void> bringSchemaUp(const QString& file)
{
    // Two programs may open a new file at once: the second waits here, then sees the first one's version.
    if (const auto begun = executeAll(file, {u"BEGIN IMMEDIATE"_s}); !begun)
        return begun;
    const auto outcome = [&]() -> Result<void> {
        auto version = execute(file, u"PRAGMA user_version"_s);
        if (!version)
            return std::unexpected(version.error());
        const auto found = version->next() ? version->value(0).toInt() : 0;
        version->finish();
        if (found > schemaVersion)
            return failure(
                ErrorCode::Storage,
                Text::tr("The chats in %1 were written by a newer version of Kalpana. Update Kalpana to use them.")
                    .arg(file));
        for (int step = found; step < schemaVersion; ++step)
            if (const auto made = executeAll(file, migrations()[step]); !made)
                return made;
        return executeAll(file, {u"PRAGMA user_version=%1"_s.arg(schemaVersion)});
    }();
    const auto ended = executeAll(file, {outcome ? u"COMMIT"_s : u"ROLLBACK"_s});
    return outcome ? ended : outcome;
}

QString titleFrom(const QString& message)
{
    constexpr qsizetype longest = 60;
    const auto words = message.simplified();
    return words.size() <= longest ? words : words.left(longest - 1) + u'…';
}

} // namespace

ChatStore::ChatStore(QString file) : m_file(std::move(file)) {}
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
    if (const auto ready = bringSchemaUp(place.absoluteFilePath()); !ready)
        return std::unexpected(ready.error());
    return std::unique_ptr<ChatStore>(new ChatStore(place.absoluteFilePath()));
}

Result<Chat> ChatStore::create(const QString& workspace)
{
    const auto id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto at = now();
    if (const auto made =
            execute(m_file, u"INSERT INTO chat (id, workspace, created_at, changed_at) VALUES (?, ?, ?, ?)"_s,
                    {id, workspace, at, at});
        !made)
        return std::unexpected(made.error());
    return chat(id);
}

Result<QList<Chat>> ChatStore::chats(const QString& workspace) const
{
    auto rows = execute(
        m_file,
        u"SELECT id, workspace, title, created_at, changed_at FROM chat WHERE workspace = ? ORDER BY changed_at DESC, id"_s,
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
    auto rows = execute(m_file, u"SELECT id, workspace, title, created_at, changed_at FROM chat WHERE id = ?"_s, {id});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return gone(id);
    return chatOf(*rows);
}

Result<void> ChatStore::remove(const QString& id)
{
    return executeAll(m_file, {u"DELETE FROM chat WHERE id = ?"_s}, {id});
}

Result<Event> ChatStore::append(const QString& chat, const EventBody& body)
{
    const auto at = now();
    const auto json = QString::fromUtf8(QJsonDocument(toJson(body)).toJson(QJsonDocument::Compact));
    auto added = execute(
        m_file,
        u"INSERT INTO event (chat, sequence, at, body) SELECT id, (SELECT coalesce(max(sequence), 0) + 1 FROM event "
        "WHERE chat = ?), ?, ? FROM chat WHERE id = ? RETURNING sequence"_s,
        {chat, at, json, chat});
    if (!added)
        return std::unexpected(added.error());
    if (!added->next())
        return gone(chat);
    const auto sequence = added->value(0).toLongLong();
    added->finish();
    if (const auto* message = std::get_if<UserMessage>(&body))
        if (const auto titled =
                execute(m_file, u"UPDATE chat SET changed_at = ?, title = iif(title = '', ?, title) WHERE id = ?"_s,
                        {at, titleFrom(message->text), chat});
            !titled)
            return std::unexpected(titled.error());
    return Event{.sequence = sequence, .at = timeOf(at), .body = body};
}

Result<QList<Event>> ChatStore::events(const QString& chat, qint64 after) const
{
    auto rows =
        execute(m_file, u"SELECT sequence, at, body FROM event WHERE chat = ? AND sequence > ? ORDER BY sequence"_s,
                {chat, after});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Event> events;
    while (rows->next()) {
        auto body = eventFromJson(QJsonDocument::fromJson(rows->value(2).toString().toUtf8()).object());
        if (!body)
            return std::unexpected(body.error());
        events.append(
            {.sequence = rows->value(0).toLongLong(), .at = timeOf(rows->value(1)), .body = *std::move(body)});
    }
    return events;
}

Result<std::vector<permissions::Rule>> ChatStore::rules(const Chat& chat) const
{
    auto rows = execute(m_file,
                        u"SELECT body FROM rule WHERE scope = 'always' OR (scope = 'workspace' AND place = ?) OR "
                        "(scope = 'chat' AND place = ?) ORDER BY made_at"_s,
                        {chat.workspace, chat.id});
    if (!rows)
        return std::unexpected(rows.error());
    std::vector<permissions::Rule> found;
    while (rows->next()) {
        const auto json = QJsonDocument::fromJson(rows->value(0).toString().toUtf8()).object();
        auto rule = permissions::ruleFromJson(json, u"rule"_s, permissions::RuleSource::User);
        if (!rule) // left out, it might have been one that denies
            return failure(ErrorCode::Storage,
                           Text::tr("A permission in %1 can't be used. Update Kalpana to use it.").arg(m_file),
                           rule.error().sentence);
        found.push_back(*std::move(rule));
    }
    return found;
}

Result<void> ChatStore::add(const permissions::Rule& rule)
{
    const auto [scope, place, body] = columnsOf(rule);
    return executeAll(m_file, {u"INSERT OR REPLACE INTO rule (scope, place, body, made_at) VALUES (?, ?, ?, ?)"_s},
                      {scope, place, body, now()});
}

Result<void> ChatStore::remove(const permissions::Rule& rule)
{
    const auto [scope, place, body] = columnsOf(rule);
    return executeAll(m_file, {u"DELETE FROM rule WHERE scope = ? AND place = ? AND body = ?"_s}, {scope, place, body});
}

Result<void> ChatStore::forget(const QString& workspace)
{
    return executeAll(
        m_file,
        {u"DELETE FROM chat WHERE workspace = ?"_s, u"DELETE FROM rule WHERE scope = 'workspace' AND place = ?"_s},
        {workspace});
}

} // namespace kalpana::agent
