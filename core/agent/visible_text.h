#pragma once

#include <QString>

namespace kalpana::agent {

/// A model's text as it may be shown to somebody who decides on it: signs that hide or reorder others (terminal
/// controls, carriage returns, direction overrides, zero-width signs) stand as ⟨U+202E⟩. Tabs and ends of lines stay.
[[nodiscard]] QString visibleText(const QString& text);

} // namespace kalpana::agent
