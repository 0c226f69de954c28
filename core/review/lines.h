#pragma once

#include <QByteArrayView>
#include <QList>

namespace kalpana::review {

/// A text in lines, each with its end ("\n", so that a "\r" before it belongs to the line); the last may have none.
/// They point into the text.
[[nodiscard]] QList<QByteArrayView> linesOf(QByteArrayView text);

/// Whether these bytes can be reviewed by line: UTF-8 (or close enough to be shown), without a NUL.
enum class Content { Text, OtherText, Binary };
/// OtherText is text in another encoding than UTF-8: it can be shown, not written.
[[nodiscard]] Content contentOf(QByteArrayView bytes);

} // namespace kalpana::review
