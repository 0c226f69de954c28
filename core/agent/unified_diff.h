#pragma once

#include <QString>

namespace kalpana::agent {

/// What changes from one text to another, as a unified diff with three lines of context; empty if nothing does.
/// A missing end of line is marked as diff(1) does. A file that is not there yet is the empty text.
[[nodiscard]] QString unifiedDiff(const QString& path, const QString& before, const QString& after);

} // namespace kalpana::agent
