#include "app/desktop/window/workspace_button.h"

#include "app/desktop/look/monogram.h"

#include <QPainter>

namespace kalpana::desktop::window {

WorkspaceButton::WorkspaceButton(const values::WorkspaceRow& row, QWidget* parent) : QToolButton(parent), m_row(row)
{
    setFixedSize(40, 40);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setState(row.state);
}

void WorkspaceButton::setState(values::WorkspaceState state)
{
    m_row.state = state;
    setToolTip(tr("%1 · %2").arg(m_row.name, values::wordFor(state)));
    setAccessibleName(toolTip());
    update();
}

void WorkspaceButton::paintEvent(QPaintEvent* event)
{
    QToolButton::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    look::drawMonogram(painter, rect().adjusted(6, 6, -6, -6), m_row.name, m_row.id);
    painter.setBrush(look::toneText(values::toneFor(m_row.state)));
    painter.setPen(QPen(look::colours().window, 2));
    painter.drawEllipse(QPointF(width() - 8.5, height() - 8.5), 4.5, 4.5);
}

} // namespace kalpana::desktop::window
