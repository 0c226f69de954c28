#include "app/desktop/look/monogram.h"

#include "app/desktop/look/colours.h"

#include <QCryptographicHash>
#include <QPainter>

namespace kalpana::desktop::look {

void drawMonogram(QPainter& painter, const QRect& place, const QString& name, const QString& key)
{
    const auto hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Md5);
    const int hue = static_cast<unsigned char>(hash.at(0)) * 360 / 256;
    const auto ground = isDark() ? QColor::fromHsl(hue, 70, 62) : QColor::fromHsl(hue, 120, 222);
    const auto letter = isDark() ? QColor::fromHsl(hue, 150, 205) : QColor::fromHsl(hue, 140, 82);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(place, place.height() * 0.26, place.height() * 0.26);
    auto font = painter.font();
    font.setPixelSize(place.height() * 46 / 100);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(letter);
    painter.drawText(place, Qt::AlignCenter, name.trimmed().left(1).toUpper());
    painter.restore();
}

} // namespace kalpana::desktop::look
