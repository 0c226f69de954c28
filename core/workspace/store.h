#pragma once

#include "core/base/error.h"
#include "core/workspace/record.h"

#include <QList>

#include <optional>

namespace kalpana::workspace {

/// The workspaces of one data folder, in its kalpana.db (SQLite). Usable from any thread, and by several programs at
/// once: each call has a connection of its own. Every error is ErrorCode::Storage unless said otherwise, and names the
/// file.
class Store final {
public:
    /// Makes the folder (mode 0700) and the database where missing, and brings an older schema up to date. A database
    /// written by a newer version of Kalpana is refused and left untouched.
    [[nodiscard]] static Result<Store> open(const QString& dataFolder);

    /// All workspaces, the one used last first.
    [[nodiscard]] Result<QList<Record>> list() const;
    /// By id, or by name without regard to case; NotFound when there is none.
    [[nodiscard]] Result<Record> find(const QString& nameOrId) const;
    /// Adds one; Conflict when its id or name is taken, Usage when its id, name or host is empty.
    [[nodiscard]] Result<void> insert(const Record& record);
    /// Replaces the one with this id; NotFound when it is gone, Conflict when its new name is taken.
    [[nodiscard]] Result<void> update(const Record& record);
    /// Forgets one by id; NotFound when it is gone.
    [[nodiscard]] Result<void> remove(const QString& id);

    [[nodiscard]] const QString& file() const { return m_file; }

private:
    explicit Store(QString file) : m_file(std::move(file)) {}
    [[nodiscard]] Result<void> write(const QString& statement, const Record& record);
    QString m_file;
};

} // namespace kalpana::workspace
