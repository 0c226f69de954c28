#pragma once

#include "core/base/error.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>

namespace kalpana::workspace {

/// A connection to the desktop's database for one call, on the thread that makes it: QtSql's connections may not change
/// threads, and opening one takes a fraction of a millisecond. Other programs may use the file at the same time
/// (write-ahead log, 5 s patience).
class Connection final {
public:
    /// Opens the file and refuses one that is not SQLite or has a schema newer than `newestVersion`, before anything is
    /// written to it.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const QString& file, int newestVersion);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// PRAGMA user_version.
    [[nodiscard]] int version() const { return m_version; }
    [[nodiscard]] QSqlQuery query() const { return QSqlQuery(m_database); }
    /// Runs one statement without values.
    [[nodiscard]] Result<void> run(const QString& statement) const;
    /// What a failed query means.
    [[nodiscard]] Error errorOf(const QSqlQuery& query) const;

private:
    Connection(const QString& file, const QString& name);
    QString m_file;
    QString m_name;
    QSqlDatabase m_database;
    int m_version = 0;
};

} // namespace kalpana::workspace
