#include "app/desktop/look/paragraph.h"

#include <QEvent>

namespace kalpana::desktop::look {

Paragraph::Paragraph(const QString& text, QLatin1StringView role, int width, QWidget* parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setProperty("role", QString(role));
    setWordWrap(true);
    setFixedWidth(width);
}

bool Paragraph::event(QEvent* event)
{
    const bool handled = QLabel::event(event);
    const auto type = event->type();
    // Before it is polished its font is not known.
    if (type == QEvent::Polish ||
        (testAttribute(Qt::WA_WState_Polished) && (type == QEvent::FontChange || type == QEvent::StyleChange)))
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
