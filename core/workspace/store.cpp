#include "core/workspace/store.h"

#include "core/settings/data_folder.h"
#include "core/workspace/connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QSqlError>
#include <QVariant>

namespace kalpana::workspace {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 1;
constexpr auto columns = "id, name, host, folder, created_at, last_used_at, gateway_port, remote_data, ssh_config"_L1;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(WorkspaceStore)
};

/// The statements that make version n of the schema out of version n - 1.
QStringList stepsTo(int version)
{
    if (version == 1)
        return {u"CREATE TABLE workspaces ("
                "id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL COLLATE NOCASE UNIQUE, host TEXT NOT NULL, folder "
                "TEXT NOT NULL, "
                "created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, gateway_port INTEGER NOT NULL, "
                "remote_data TEXT NOT NULL, ssh_config TEXT NOT NULL) STRICT"_s};
    return {};
}

/// Under SQLite's write lock, so that two programs that start at once don't both do it.
Result<void> bringUpToDate(const Connection& connection)
{
    if (connection.version() == schemaVersion)
        return {};
    if (const auto logged = connection.run(u"PRAGMA journal_mode=WAL"_s); !logged)
        return logged;
    if (const auto begun = connection.run(u"BEGIN IMMEDIATE"_s); !begun)
        return begun;
    auto query = connection.query();
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
        return std::unexpected(connection.errorOf(query));
    const auto found = query.value(0).toInt();
    query.finish();
    for (int version = found + 1; version <= schemaVersion; ++version) {
        auto steps = stepsTo(version);
        steps << u"PRAGMA user_version = %1"_s.arg(version);
        for (const auto& step : std::as_const(steps))
            if (const auto done = connection.run(step); !done)
                return done;
    }
    return connection.run(u"COMMIT"_s);
}

qint64 toStored(const QDateTime& time)
{
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

QDateTime timeFrom(const QVariant& value)
{
    const auto milliseconds = value.toLongLong();
    return milliseconds == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::UTC);
}

/// SQLite keeps a null string as NULL, which the columns refuse.
QString text(const QString& value)
{
    return value.isNull() ? u""_s : value;
}

Record recordAt(const QSqlQuery& query)
{
    return {.id = query.value(0).toString(),
            .name = query.value(1).toString(),
            .host = query.value(2).toString(),
            .folder = query.value(3).toString(),
            .createdAt = timeFrom(query.value(4)),
            .lastUsedAt = timeFrom(query.value(5)),
            .gatewayPort = static_cast<quint16>(query.value(6).toUInt()),
            .remoteData = query.value(7).toString(),
            .sshConfig = query.value(8).toString()};
}

Error gone(const QString& nameOrId)
{
    return {ErrorCode::NotFound, Text::tr("There is no workspace \"%1\".").arg(nameOrId)};
}

} // namespace

Result<Store> Store::open(const QString& dataFolder)
{
    if (const auto made = settings::makeDataFolder(dataFolder); !made)
        return std::unexpected(made.error());
    Store store(QDir(dataFolder).absoluteFilePath(u"kalpana.db"_s));
    const auto connection = Connection::open(store.m_file, schemaVersion);
    if (!connection)
        return std::unexpected(connection.error());
    if (const auto current = bringUpToDate(**connection); !current)
        return std::unexpected(current.error());
    return store;
}

Result<QList<Record>> Store::list() const
{
    const auto connection = Connection::open(m_file, schemaVersion);
    if (!connection)
        return std::unexpected(connection.error());
    auto query = (*connection)->query();
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT %1 FROM workspaces ORDER BY max(last_used_at, created_at) DESC, name"_s.arg(columns)))
        return std::unexpected((*connection)->errorOf(query));
    QList<Record> records;
    while (query.next())
        records << recordAt(query);
    return records;
}

Result<Record> Store::find(const QString& nameOrId) const
{
    const auto connection = Connection::open(m_file, schemaVersion);
    if (!connection)
        return std::unexpected(connection.error());
    auto query = (*connection)->query();
    query.prepare(u"SELECT %1 FROM workspaces WHERE id = ? OR name = ? ORDER BY id = ? DESC LIMIT 1"_s.arg(columns));
    for (int i = 0; i < 3; ++i)
        query.addBindValue(text(nameOrId));
    if (!query.exec())
        return std::unexpected((*connection)->errorOf(query));
    if (!query.next())
        return std::unexpected(gone(nameOrId));
    return recordAt(query);
}

Result<void> Store::insert(const Record& record)
{
    return write(u"INSERT INTO workspaces (name, host, folder, created_at, last_used_at, gateway_port, remote_data, "
                 u"ssh_config, id) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                 record);
}

Result<void> Store::update(const Record& record)
{
    return write(
        u"UPDATE workspaces SET name = ?, host = ?, folder = ?, created_at = ?, last_used_at = ?, gateway_port = ?, "
        "remote_data = ?, ssh_config = ? WHERE id = ?"_s,
        record);
}

Result<void> Store::write(const QString& statement, const Record& record)
{
    if (record.id.isEmpty() || record.name.isEmpty() || record.host.isEmpty())
        return failure(ErrorCode::Usage, Text::tr("A workspace needs a name and a host."));
    const auto connection = Connection::open(m_file, schemaVersion);
    if (!connection)
        return std::unexpected(connection.error());
    auto query = (*connection)->query();
    query.prepare(statement);
    for (const auto& value : {record.name, record.host, record.folder})
        query.addBindValue(text(value));
    query.addBindValue(toStored(record.createdAt));
    query.addBindValue(toStored(record.lastUsedAt));
    query.addBindValue(record.gatewayPort);
    for (const auto& value : {record.remoteData, record.sshConfig, record.id})
        query.addBindValue(text(value));
    if (!query.exec()) {
        // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, or the plain code:
        // https://www.sqlite.org/rescode.html
        if ((query.lastError().nativeErrorCode().toInt() & 0xff) == 19)
            return failure(ErrorCode::Conflict,
                           Text::tr("There is a workspace \"%1\" already. Choose another name.").arg(record.name),
                           query.lastError().text());
        return std::unexpected((*connection)->errorOf(query));
    }
    if (query.numRowsAffected() != 1)
        return std::unexpected(gone(record.name));
    return {};
}

Result<void> Store::remove(const QString& id)
{
    const auto connection = Connection::open(m_file, schemaVersion);
    if (!connection)
        return std::unexpected(connection.error());
    auto query = (*connection)->query();
    query.prepare(u"DELETE FROM workspaces WHERE id = ?"_s);
    query.addBindValue(text(id));
    if (!query.exec())
        return std::unexpected((*connection)->errorOf(query));
    if (query.numRowsAffected() != 1)
        return std::unexpected(gone(id));
    return {};
}

} // namespace kalpana::workspace
