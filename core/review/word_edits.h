#pragma once

#include <QList>
#include <QStringView>

namespace kalpana::review {

/// Some characters of a line.
struct Span {
    qsizetype from = 0;
    qsizetype length = 0;
    bool operator==(const Span&) const = default;
};

struct WordEdits {
    QList<Span> before; ///< What went,
    QList<Span> after;  ///< and what came, in order.
    bool operator==(const WordEdits&) const = default;
};

/// What differs between a line and the one that took its place, by word. Empty where little is alike (the whole line is
/// another), and for lines that are very long.
[[nodiscard]] WordEdits wordEdits(QStringView before, QStringView after);

} // namespace kalpana::review
