#pragma once

#include "core/base/error.h"

#include <QSqlDatabase>

namespace kalpana::agent {

/// The calling thread's own connection to a SQLite file (QtSql allows no other): opened at its first use, closed when
/// the thread ends. Write-ahead log, synchronous NORMAL, foreign keys, 5 s of patience with other writers.
/// ErrorCode::Storage.
[[nodiscard]] Result<QSqlDatabase> threadConnection(const QString& file);

} // namespace kalpana::agent
