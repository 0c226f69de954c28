#pragma once

#include <QString>

namespace kalpana::ssh {

/// `*` and `?` against the whole text, as ssh_config(5) PATTERNS has it.
[[nodiscard]] bool matchesPattern(QStringView text, QStringView pattern);

/// A list with negation: any `!` pattern that matches refuses, else one must match.
[[nodiscard]] bool matchesPatternList(const QString& text, const QStringList& patterns);

} // namespace kalpana::ssh
