#pragma once

#include "core/base/error.h"

#include <QSqlQuery>
#include <QStringList>
#include <QVariantList>

#include <functional>

namespace kalpana::agent {

/// SQL on the chats' file, on the calling thread's own connection. All errors are ErrorCode::Storage.
class ChatDatabase final {
public:
    explicit ChatDatabase(QString file) : m_file(std::move(file)) {}
    [[nodiscard]] const QString& file() const { return m_file; }

    /// Makes the tables, or brings those of an older version up; a newer one's are refused.
    [[nodiscard]] Result<void> bringSchemaUp() const;
    /// Runs one statement; the query stands before its first row.
    [[nodiscard]] Result<QSqlQuery> execute(const QString& statement, const QVariantList& values = {}) const;
    /// One after the other, with the same values.
    [[nodiscard]] Result<void> executeAll(const QStringList& statements, const QVariantList& values = {}) const;
    /// All of the steps or none.
    [[nodiscard]] Result<void> whole(const std::function<Result<void>()>& steps) const;

private:
    QString m_file;
};

} // namespace kalpana::agent
