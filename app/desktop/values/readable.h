#pragma once

#include <QString>

class QDateTime;

namespace kalpana::desktop::values {

// Numbers as people read them.

/// "1.2 GB": decimal units, one digit after the point from MB on.
[[nodiscard]] QString readableBytes(qint64 bytes);
/// "just now", "5 min ago", "yesterday", "12 Mar 2026"; "never" for an invalid time.
[[nodiscard]] QString readableAge(const QDateTime& then, const QDateTime& now);
/// "0.4 s", "12 s", "3 min 5 s".
[[nodiscard]] QString readableSeconds(double seconds);
/// "This computer" for "local", else the host as it was given: on its own, or where a sentence begins with it.
[[nodiscard]] QString readableHost(const QString& host);
/// "this computer", inside a sentence.
[[nodiscard]] QString hostInSentence(const QString& host);

} // namespace kalpana::desktop::values
