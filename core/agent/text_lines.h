#pragma once

#include <QString>

namespace kalpana::agent {

/// So many lines of a text from the one of this number on, counted from 1; empty behind the last.
[[nodiscard]] QString linesFrom(QStringView text, qint64 offset, qint64 limit);

} // namespace kalpana::agent
