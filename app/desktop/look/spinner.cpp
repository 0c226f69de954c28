#include "app/desktop/look/spinner.h"

#include "app/desktop/look/colours.h"

#include <QPainter>

namespace kalpana::desktop::look {

Spinner::Spinner(int size, QWidget* parent) : QWidget(parent)
{
    setFixedSize(size, size);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Spinner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto width = std::max(1.6, height() / 9.0);
    const QRectF ring = QRectF(rect()).adjusted(width, width, -width, -width);
    painter.setPen(QPen(colours().line, width));
    painter.drawEllipse(ring);
    painter.setPen(QPen(colours().accent, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, -m_degrees * 16, 100 * 16);
}

void Spinner::showEvent(QShowEvent*)
{
    m_timer.start(33, this);
}

void Spinner::hideEvent(QHideEvent*)
{
    m_timer.stop();
}

void Spinner::timerEvent(QTimerEvent*)
{
    m_degrees = (m_degrees + 12) % 360;
    update();
}

} // namespace kalpana::desktop::look
