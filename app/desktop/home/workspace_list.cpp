#include "app/desktop/home/workspace_list.h"

#include "app/desktop/values/readable.h"

#include <algorithm>

namespace kalpana::desktop::home {

using values::WorkspaceRow;

void WorkspaceList::setRows(QList<WorkspaceRow> rows)
{
    for (auto& row : rows) {
        if (const auto* known = find(row.id))
            row.state = known->state;
    }
    std::ranges::stable_sort(rows, std::ranges::greater{}, &WorkspaceRow::lastUsed);
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void WorkspaceList::setState(const QString& id, values::WorkspaceState state)
{
    const auto at = std::ranges::find(m_rows, id, &WorkspaceRow::id);
    if (at == m_rows.end() || at->state == state)
        return;
    at->state = state;
    const auto where = index(static_cast<int>(at - m_rows.begin()));
    Q_EMIT dataChanged(where, where);
}

const WorkspaceRow* WorkspaceList::find(const QString& id) const
{
    const auto at = std::ranges::find(m_rows, id, &WorkspaceRow::id);
    return at == m_rows.end() ? nullptr : &*at;
}

int WorkspaceList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant WorkspaceList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.name;
    case Qt::AccessibleTextRole:
        return tr("%1 on %2, %3").arg(row.name, values::hostInSentence(row.host), values::wordFor(row.state));
    case Qt::ToolTipRole:
        return tr("%1 in %2 on %3").arg(row.name, row.folder, values::hostInSentence(row.host));
    case RowRole:
        return QVariant::fromValue(row);
    case IdRole:
        return row.id;
    case FilterRole:
        return QStringList{row.name, values::readableHost(row.host), row.folder}.join(u'\n');
    default:
        return {};
    }
}

} // namespace kalpana::desktop::home
