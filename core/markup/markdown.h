#pragma once

#include "core/markup/code_highlighter.h"

#include <QString>
#include <QStringView>

namespace kalpana::markup {

/// A model's Markdown (CommonMark with tables, strikethrough, task lists and bare links) as HTML that is safe to put
/// into a page whatever the text says: raw HTML shows as text; only http, https and mailto links stay links; an image
/// becomes a link to it. No script, style, event attribute, id or remote content comes out. Half a text is fine: an
/// open fence is code already. Code blocks: <figure class="code"><figcaption>language</figcaption><pre><code
/// class="language-…">…</code></pre></figure>.
[[nodiscard]] QString markdownToHtml(QStringView markdown, const CodeHighlighter& highlighter);

} // namespace kalpana::markup
