#pragma once

#include "app/desktop/look/colours.h"

#include <QIcon>
#include <QLatin1StringView>
#include <QPixmap>

namespace kalpana::desktop::look {

/// Which of the theme's colours a drawing takes; nullptr is white, for what stands on the accent.
using ColourRole = QColor Colours::*;

/// The line drawings of resources/icons, by file name without ".svg". GUI thread.
[[nodiscard]] QPixmap drawing(QLatin1StringView name, const QColor& colour, int size, qreal pixelRatio);
/// As an icon that follows the theme by itself and is faint where its button is disabled.
[[nodiscard]] QIcon icon(QLatin1StringView name, ColourRole role);

} // namespace kalpana::desktop::look
