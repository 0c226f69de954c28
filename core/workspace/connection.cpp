#include "core/workspace/connection.h"

#include <QCoreApplication>
#include <QFile>
#include <QSqlError>
#include <QtEndian>

#include <atomic>

namespace kalpana::workspace {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(WorkspaceStore)
};

Error newerSchema(const QString& file, int found, int newest)
{
    return {ErrorCode::Storage,
            Text::tr("%1 was written by a newer version of Kalpana. Update this one, or use another data folder.")
                .arg(file),
            u"schema version %1, newest known %2"_s.arg(found).arg(newest)};
}

/// Reads the version from the file's header, so that a newer database is refused without SQLite making its files beside
/// it. https://www.sqlite.org/fileformat2.html#the_database_header
Result<void> checkHeader(const QString& path, int newestVersion)
{
    QFile file(path);
    if (!file.exists() || file.size() == 0)
        return {};
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::Storage,
                       Text::tr("%1 can't be read: %2. Mend its permissions.").arg(path, file.errorString()));
    const auto header = file.read(100);
    if (!header.startsWith(QByteArrayView("SQLite format 3\0", 16)) || header.size() < 100)
        return failure(
            ErrorCode::Storage,
            Text::tr("%1 is not a database of Kalpana. Move it away, or use another data folder.").arg(path));
    const auto version = qFromBigEndian<qint32>(header.constData() + 60);
    if (version > newestVersion)
        return std::unexpected(newerSchema(path, version, newestVersion));
    return {};
}

} // namespace

Connection::Connection(const QString& file, const QString& name)
    : m_file(file), m_name(name), m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, name))
{
}

Connection::~Connection()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<Connection>> Connection::open(const QString& file, int newestVersion)
{
    if (const auto checked = checkHeader(file, newestVersion); !checked)
        return std::unexpected(checked.error());
    static std::atomic<quint64> counter;
    std::unique_ptr<Connection> connection(new Connection(file, u"kalpana-%1"_s.arg(++counter)));
    auto& database = connection->m_database;
    database.setDatabaseName(file);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!database.open())
        return failure(
            ErrorCode::Storage,
            Text::tr("%1 can't be opened. Mend the data folder's permissions, or use another one.").arg(file),
            database.lastError().text());
    auto query = connection->query();
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
        return std::unexpected(connection->errorOf(query));
    connection->m_version = query.value(0).toInt();
    // The header may still be in the write-ahead log of a program that crashed.
    if (connection->m_version > newestVersion)
        return std::unexpected(newerSchema(file, connection->m_version, newestVersion));
    return connection;
}

Result<void> Connection::run(const QString& statement) const
{
    auto statementQuery = query();
    if (!statementQuery.exec(statement))
        return std::unexpected(errorOf(statementQuery));
    return {};
}

Error Connection::errorOf(const QSqlQuery& query) const
{
    return {ErrorCode::Storage, Text::tr("%1 can't be used: %2.").arg(m_file, query.lastError().databaseText()),
            query.lastError().text() + u"; "_s + query.lastQuery()};
}

} // namespace kalpana::workspace
