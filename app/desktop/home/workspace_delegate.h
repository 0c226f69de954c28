#pragma once

#include <QStyledItemDelegate>

namespace kalpana::desktop::home {

/// Draws a workspace as a card: its letter, name over host and folder, state as a pill, when it was last used.
class WorkspaceDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace kalpana::desktop::home
