#include "app/desktop/look/paragraph.h"

#include <QEvent>

namespace kalpana::desktop::look {

Paragraph::Paragraph(const QString& text, QLatin1StringView role, int width, QWidget* parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setProperty("role", QString(role));
    setWordWrap(true);
    setFixedWidth(width);
    measure();
}

bool Paragraph::event(QEvent* event)
{
    const bool handled = QLabel::event(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measure();
    return handled;
}

void Paragraph::measure()
{
    setFixedHeight(heightForWidth(minimumWidth()));
    auto policy = sizePolicy();
    policy.setHeightForWidth(false); // set by setWordWrap()
    setSizePolicy(policy);
}

} // namespace kalpana::desktop::look
