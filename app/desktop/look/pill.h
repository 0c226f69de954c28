#pragma once

#include "app/desktop/look/colours.h"

#include <QRect>
#include <QSize>

class QFont;
class QPainter;
class QString;

namespace kalpana::desktop::look {

/// A word in a rounded field of its tone, with a dot before it: the state of a workspace or a step.
[[nodiscard]] QSize pillSize(const QFont& font, const QString& word);
void drawPill(QPainter& painter, const QRect& place, const QString& word, Tone tone);

} // namespace kalpana::desktop::look
