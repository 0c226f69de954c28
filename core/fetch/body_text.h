#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace kalpana::fetch {

struct BodyText {
    QString title = {};
    QString text;
};

/// "text/html" of "Text/HTML; charset=x"; empty where there is none.
[[nodiscard]] QByteArray mediaType(const QByteArray& contentType);

/// Whether a type is that of a text, as far as its name tells; a missing one may be.
[[nodiscard]] bool isText(const QByteArray& contentType);

/// A body of such a type as text: in the character set that its type, its first bytes or its page names, else UTF-8;
/// HTML as in html_text.h. Nothing where it is binary after all.
[[nodiscard]] std::optional<BodyText> textOf(const QByteArray& body, const QByteArray& contentType,
                                             const QUrl& address);

} // namespace kalpana::fetch
