#include "core/agent/thread_connection.h"

#include <QCoreApplication>
#include <QHash>
#include <QSqlError>
#include <QSqlQuery>
#include <QThread>

#include <atomic>
#include <mutex>
#include <utility>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Connections {
    QHash<QString, QString> nameOfFile;

    Connections() = default;
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;
    ~Connections() { close(); }

    void close()
    {
        for (const auto& name : std::as_const(nameOfFile))
            QSqlDatabase::removeDatabase(name);
        nameOfFile.clear();
    }
};

thread_local Connections connections;

// The main thread outlives the application, and QtSql needs it: its connections go with the application.
void closeOnExit()
{
    static std::once_flag once;
    std::call_once(once, [] { qAddPostRoutine([] { connections.close(); }); });
}

std::unexpected<Error> cannotOpen(const QString& file, const QString& detail)
{
    return failure(
        ErrorCode::Storage,
        QCoreApplication::translate(
            "ChatStore",
            "The chats in %1 can't be opened. Check that its folder can be written and that the disk is not full.")
            .arg(file),
        detail);
}

Result<QSqlDatabase> openConnection(const QString& name, const QString& file)
{
    auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    database.setDatabaseName(file);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!database.open())
        return cannotOpen(file, database.lastError().text());
    QSqlQuery query(database);
    for (const auto& pragma :
         {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s, u"PRAGMA foreign_keys=ON"_s})
        if (!query.exec(pragma))
            return cannotOpen(file, query.lastError().text());
    return database;
}

} // namespace

Result<QSqlDatabase> threadConnection(const QString& file)
{
    static std::atomic<int> count = 0;
    if (const auto known = connections.nameOfFile.constFind(file); known != connections.nameOfFile.cend())
        return QSqlDatabase::database(*known, false);
    const auto name = u"kalpana-chats-%1"_s.arg(++count);
    auto opened = openConnection(name, file);
    if (QThread::isMainThread())
        closeOnExit();
    if (opened)
        connections.nameOfFile.insert(file, name);
    else
        QSqlDatabase::removeDatabase(name);
    return opened;
}

} // namespace kalpana::agent
