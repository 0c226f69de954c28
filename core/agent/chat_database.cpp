#include "core/agent/chat_database.h"

#include "core/agent/thread_connection.h"

#include <QCoreApplication>
#include <QSqlError>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 6;

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
        },
        QStringList{
            u"ALTER TABLE chat ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0"_s,
            u"ALTER TABLE chat ADD COLUMN read_to INTEGER NOT NULL DEFAULT 0"_s,
            u"ALTER TABLE chat ADD COLUMN indexed_to INTEGER NOT NULL DEFAULT 0"_s,
            u"UPDATE chat SET read_to = (SELECT coalesce(max(sequence), 0) FROM event WHERE chat = chat.id)"_s,
            // The type in the body, for what looks for some events among many.
            u"ALTER TABLE event ADD COLUMN kind TEXT NOT NULL DEFAULT ''"_s,
            u"UPDATE event SET kind = json_extract(body, '$.type')"_s,
            u"CREATE INDEX event_by_kind ON event (chat, kind, sequence)"_s,
            // What can be searched for: messages, whole answers, titles of calls. The words are kept up by triggers.
            u"CREATE TABLE said (id INTEGER PRIMARY KEY, chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE, "
            "sequence INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (chat, sequence))"_s,
            u"CREATE VIRTUAL TABLE said_words USING fts5 (text, content = 'said', content_rowid = 'id', tokenize = "
            "'unicode61 remove_diacritics 2')"_s,
            u"CREATE TRIGGER said_added AFTER INSERT ON said BEGIN INSERT INTO said_words (rowid, text) VALUES "
            "(new.id, new.text); END"_s,
            u"CREATE TRIGGER said_gone AFTER DELETE ON said BEGIN INSERT INTO said_words (said_words, rowid, text) "
            "VALUES ('delete', old.id, old.text); END"_s,
            u"CREATE TABLE waiting (chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE, number INTEGER NOT "
            "NULL, text TEXT NOT NULL, PRIMARY KEY (chat, number)) WITHOUT ROWID"_s,
        },
        QStringList{
            u"ALTER TABLE waiting ADD COLUMN plans INTEGER NOT NULL DEFAULT 0"_s,
        },
        QStringList{
            u"CREATE TABLE image (name TEXT PRIMARY KEY, chat TEXT REFERENCES chat (id) ON DELETE CASCADE, mime TEXT "
            "NOT NULL, data BLOB NOT NULL, made_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX image_by_chat ON image (chat)"_s,
        },
        QStringList{
            u"CREATE TABLE file (name TEXT PRIMARY KEY, chat TEXT REFERENCES chat (id) ON DELETE CASCADE, label TEXT "
            "NOT NULL, text TEXT NOT NULL, made_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX file_by_chat ON file (chat)"_s,
        }};
    static_assert(schemaVersion == 6);
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

} // namespace

Result<QSqlQuery> ChatDatabase::execute(const QString& statement, const QVariantList& values) const
{
    const auto database = threadConnection(m_file);
    if (!database)
        return std::unexpected(database.error());
    QSqlQuery query(*database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return broken(m_file, query.lastError());
    for (const auto& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return broken(m_file, query.lastError());
    return query;
}

Result<void> ChatDatabase::executeAll(const QStringList& statements, const QVariantList& values) const
{
    for (const auto& statement : statements)
        if (const auto done = execute(statement, values); !done)
            return std::unexpected(done.error());
    return {};
}

Result<void> ChatDatabase::whole(const std::function<Result<void>()>& steps) const
{
    if (const auto begun = executeAll({u"BEGIN IMMEDIATE"_s}); !begun)
        return begun;
    const auto outcome = steps();
    const auto ended = executeAll({outcome ? u"COMMIT"_s : u"ROLLBACK"_s});
    return outcome ? ended : outcome;
}

Result<void> ChatDatabase::bringSchemaUp() const
{
    // Two programs may open a new file at once: the second waits here, then sees the first one's version.
    return whole([this]() -> Result<void> {
        auto version = execute(u"PRAGMA user_version"_s);
        if (!version)
            return std::unexpected(version.error());
        const auto found = version->next() ? version->value(0).toInt() : 0;
        version->finish();
        if (found > schemaVersion)
            return failure(
                ErrorCode::Storage,
                Text::tr("The chats in %1 were written by a newer version of Kalpana. Update Kalpana to use them.")
                    .arg(m_file));
        for (int step = found; step < schemaVersion; ++step)
            if (const auto made = executeAll(migrations()[step]); !made)
                return made;
        return executeAll({u"PRAGMA user_version=%1"_s.arg(schemaVersion)});
    });
}

} // namespace kalpana::agent
