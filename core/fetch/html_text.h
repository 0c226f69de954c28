#pragma once

#include <QString>
#include <QUrl>

namespace kalpana::fetch {

struct HtmlText {
    QString title;
    QString text;
};

/// An HTML page as text to be read, with what Markdown has for headings, lists, code and links (which are made whole by
/// the page's address). Takes any input, as browsers do, in time linear in it; loads and runs nothing. Scripts, styles
/// and signs that hide or reorder others are left out.
[[nodiscard]] HtmlText htmlText(QStringView html, const QUrl& address);

} // namespace kalpana::fetch
