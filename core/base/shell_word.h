#pragma once

#include <QString>

namespace kalpana {

/// A word as it is typed into a shell: in quotes where a shell would take it apart or read it otherwise.
[[nodiscard]] QString shellWord(const QString& word);

} // namespace kalpana
