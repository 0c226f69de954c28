#include "app/desktop/look/widgets.h"

#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVariant>

namespace kalpana::desktop::look {

QLabel* label(const QString& text, QLatin1StringView role, QWidget* parent)
{
    auto* result = new QLabel(text, parent);
    result->setTextFormat(Qt::PlainText);
    result->setProperty("role", QString(role));
    return result;
}

QLabel* sentence(const QString& text, QLatin1StringView role, QWidget* parent)
{
    auto* result = label(text, role, parent);
    result->setWordWrap(true);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return result;
}

QPushButton* button(const QString& text, QLatin1StringView role, QWidget* parent)
{
    auto* result = new QPushButton(text, parent);
    result->setProperty("role", QString(role));
    result->setCursor(Qt::PointingHandCursor);
    return result;
}

void setRole(QWidget* widget, QLatin1StringView role)
{
    if (widget->property("role").toString() == role)
        return;
    widget->setProperty("role", QString(role));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace kalpana::desktop::look
