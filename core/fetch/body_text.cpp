#include "core/fetch/body_text.h"

#include "core/fetch/html_text.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace kalpana::fetch {

namespace {

constexpr qsizetype looked = 8192; // bytes in which a binary file shows itself

QByteArray charsetOf(const QByteArray& contentType)
{
    const auto at = contentType.toLower().indexOf("charset=");
    if (at < 0)
        return {};
    auto name = contentType.mid(at + 8);
    name.truncate(
        std::max<qsizetype>(0, std::min(name.indexOf(';') < 0 ? name.size() : name.indexOf(';'), name.size())));
    return name.trimmed().replace('"', "").replace('\'', "");
}

QStringDecoder decoderFor(const QByteArray& body, const QByteArray& contentType, bool html)
{
    if (const auto marked = QStringConverter::encodingForData(body)) // a byte order mark
        return QStringDecoder(*marked);
    if (const auto name = charsetOf(contentType); !name.isEmpty())
        if (QStringDecoder named(name.constData()); named.isValid())
            return named;
    if (html)
        if (auto named = QStringDecoder::decoderForHtml(body); named.isValid())
            return named;
    return QStringDecoder(QStringDecoder::Utf8);
}

} // namespace

QByteArray mediaType(const QByteArray& contentType)
{
    const auto end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.first(end)).trimmed().toLower();
}

bool isText(const QByteArray& contentType)
{
    constexpr std::array<QByteArrayView, 16> texts{
        "application/json",        "application/xml",      "application/javascript", "application/x-javascript",
        "application/ecmascript",  "application/x-ndjson", "application/yaml",       "application/x-yaml",
        "application/toml",        "application/sql",      "application/graphql",    "application/x-sh",
        "application/x-httpd-php", "application/x-tex",    "application/rtf",        "message/rfc822"};
    const auto type = mediaType(contentType);
    return type.isEmpty() || type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") ||
           std::ranges::any_of(texts, [&](QByteArrayView text) { return type == text; });
}

std::optional<BodyText> textOf(const QByteArray& body, const QByteArray& contentType, const QUrl& address)
{
    auto type = mediaType(contentType);
    const auto begin = body.first(std::min(looked, body.size()));
    if (type.isEmpty() && begin.trimmed().startsWith('<'))
        type = "text/html";
    const bool html = type == "text/html" || type == "application/xhtml+xml";
    auto decoder = decoderFor(body, contentType, html);
    const QString text = decoder(body);
    if (QStringView(text).first(std::min(looked, text.size())).contains(QChar(0)))
        return std::nullopt;
    if (!html)
        return BodyText{.text = text};
    auto page = htmlText(text, address);
    return BodyText{.title = std::move(page.title), .text = std::move(page.text)};
}

} // namespace kalpana::fetch
