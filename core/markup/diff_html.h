#pragma once

#include "core/markup/code_highlighter.h"

#include <QString>

namespace kalpana::markup {

/// A change as a page shows it.
struct DiffHtml {
    /// Its first lines, escaped, each in <span class="add">, "del", "hunk", "note" or "", with the sign that it begins
    /// with in <span class="sign"> and the colours of the file's language.
    QString html;
    QString rest; ///< What does not fit, as it stands in the diff; empty: nothing.
};

/// A unified diff of one file; its head, which names the file, is left out. However long the diff is, `html` has 400
/// lines and 60,000 characters of it at most.
[[nodiscard]] DiffHtml diffToHtml(QStringView diff, const CodeHighlighter& highlighter);

} // namespace kalpana::markup
