#pragma once

#include <QColor>
#include <QPalette>

class QByteArray;
class QString;

namespace kalpana::desktop::look {

/// The window's colours, by what they mean. Two sets; which one is in force follows the desktop (see Theme).
struct Colours {
    QColor window;     ///< Behind everything.
    QColor surface;    ///< Lists, fields, cards.
    QColor raised;     ///< Hovered rows, menus.
    QColor line;       ///< Borders and separators.
    QColor text;       ///< What is read.
    QColor muted;      ///< What is read second.
    QColor faint;      ///< Hints and disabled text.
    QColor accent;     ///< Text and lines that ask for attention.
    QColor accentFill; ///< The one button that matters on a page.
    QColor accentSoft; ///< The selected row.
    QColor good, goodSoft;
    QColor warn, warnSoft;
    QColor bad, badSoft;
    QColor info, infoSoft;
    QColor neutralSoft;
};

/// What a state, a step or a message feels like; picks a pair of colours.
enum class Tone { Neutral, Good, Warn, Bad, Info, Accent };

[[nodiscard]] const Colours& colours(bool dark);
/// Those in force, told by the palette that the application runs with.
[[nodiscard]] const Colours& colours();
[[nodiscard]] bool isDark();
[[nodiscard]] QColor toneText(Tone tone);
[[nodiscard]] QColor toneFill(Tone tone);
[[nodiscard]] QPalette palette(const Colours& colours);
/// `text` with each @name of a colour replaced by its #rrggbb.
[[nodiscard]] QString withColours(const QByteArray& text, const Colours& colours);

} // namespace kalpana::desktop::look
