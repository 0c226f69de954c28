#pragma once

class QPainter;
class QRect;
class QString;

namespace kalpana::desktop::look {

/// The first letter of `name` in a rounded square whose colour belongs to `key`, the same each time.
void drawMonogram(QPainter& painter, const QRect& place, const QString& name, const QString& key);

} // namespace kalpana::desktop::look
