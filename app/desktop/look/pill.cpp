#include "app/desktop/look/pill.h"

#include <QFontMetrics>
#include <QPainter>

namespace kalpana::desktop::look {

namespace {
constexpr int side = 9;
constexpr int dot = 6;
constexpr int gap = 6;
} // namespace

QSize pillSize(const QFont& font, const QString& word)
{
    const QFontMetrics metrics(font);
    return {metrics.horizontalAdvance(word) + 2 * side + dot + gap, metrics.height() + 6};
}

void drawPill(QPainter& painter, const QRect& place, const QString& word, Tone tone)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneFill(tone));
    painter.drawRoundedRect(place, place.height() / 2.0, place.height() / 2.0);
    painter.setBrush(toneText(tone));
    painter.drawEllipse(QRectF(place.left() + side, place.center().y() - dot / 2.0 + 0.5, dot, dot));
    painter.setPen(toneText(tone));
    painter.drawText(place.adjusted(side + dot + gap, 0, -side + 2, 0), Qt::AlignVCenter | Qt::AlignLeft, word);
    painter.restore();
}

} // namespace kalpana::desktop::look
