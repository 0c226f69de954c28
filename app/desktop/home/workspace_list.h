#pragma once

#include "app/desktop/values/workspace_row.h"

#include <QAbstractListModel>
#include <QList>

namespace kalpana::desktop::home {

/// The workspaces of this user, last used first. Rows come in as values; the state of each is set as it changes.
class WorkspaceList final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { RowRole = Qt::UserRole + 1, IdRole, FilterRole };

    using QAbstractListModel::QAbstractListModel;

    /// Replaces all rows; states that are known here are kept.
    void setRows(QList<values::WorkspaceRow> rows);
    void setState(const QString& id, values::WorkspaceState state);
    [[nodiscard]] const QList<values::WorkspaceRow>& rows() const { return m_rows; }
    [[nodiscard]] const values::WorkspaceRow* find(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<values::WorkspaceRow> m_rows;
};

} // namespace kalpana::desktop::home
