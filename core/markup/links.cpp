#include "core/markup/links.h"

#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <algorithm>

namespace kalpana::markup {

using namespace Qt::StringLiterals;

namespace {

bool canHideTheRest(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c.isSpace();
}

/// Whether a word with a dot in it is rather the name of a file: README.md, setup.py.
bool isFileName(const QString& name)
{
    static const QSet<QString> ends{u"md"_s,  u"rs"_s,   u"py"_s,   u"sh"_s,   u"pl"_s,   u"cc"_s,  u"ps"_s, u"so"_s,
                                    u"ml"_s,  u"mm"_s,   u"mk"_s,   u"in"_s,   u"zip"_s,  u"js"_s,  u"ts"_s, u"cpp"_s,
                                    u"hpp"_s, u"json"_s, u"toml"_s, u"yaml"_s, u"html"_s, u"css"_s, u"txt"_s};
    return name.count(u'.') == 1 && ends.contains(name.section(u'.', 1).toLower());
}

QString withoutWww(const QString& host)
{
    return host.startsWith("www."_L1) ? host.sliced(4) : host;
}

/// The host that a text names: of an address in it, or as the text itself (with or without a path). Empty: none.
QString hostNamedBy(const QString& text)
{
    static const QRegularExpression address(u"https?://[^\\s<>\"'()]+"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bare(
        u"^((?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?\\.)+\\p{L}{2,24})(?::\\d+)?(?:[/?#]\\S*)?$"_s);
    if (const auto found = address.match(text); found.hasMatch())
        return QUrl(found.captured()).host(QUrl::FullyEncoded);
    const auto found = bare.match(text);
    if (!found.hasMatch() || isFileName(found.captured(1)))
        return {};
    return QUrl("https://"_L1 + found.captured(1)).host(QUrl::FullyEncoded);
}

QString mailNamedBy(const QString& text)
{
    static const QRegularExpression mail(u"[^\\s<>\"'()@:]+@[^\\s<>\"'()@]+"_s);
    return mail.match(text).captured();
}

} // namespace

std::optional<QString> safeLink(QStringView address)
{
    if (address.size() > 4000 || std::ranges::any_of(address, canHideTheRest))
        return std::nullopt;
    const QUrl url(address.toString(), QUrl::StrictMode);
    if (!url.isValid())
        return std::nullopt;
    const auto scheme = url.scheme();
    const bool web = (scheme == "http"_L1 || scheme == "https"_L1) && !url.host().isEmpty() && url.userInfo().isEmpty();
    const bool mail = scheme == "mailto"_L1 && url.path().contains(u'@');
    if (!web && !mail)
        return std::nullopt;
    return QString::fromLatin1(url.toEncoded());
}

std::optional<LinkFacts> linkFacts(QStringView address, QStringView text)
{
    const auto safe = safeLink(address);
    if (!safe)
        return std::nullopt;
    const QUrl url(*safe);
    const auto words = text.left(2000).trimmed().toString();
    LinkFacts facts{.address = *safe, .host = {}, .readableHost = {}, .named = {}};
    if (url.scheme() == "mailto"_L1) {
        facts.host = url.path(QUrl::FullyEncoded);
        if (const auto named = mailNamedBy(words); named.compare(url.path(), Qt::CaseInsensitive) != 0)
            facts.named = named;
        return facts;
    }
    const auto host = url.host(QUrl::FullyEncoded);
    facts.host = url.authority(QUrl::FullyEncoded); // without a user name: safeLink() has none
    if (const auto readable = QUrl::fromAce(host.toLatin1(), QUrl::IgnoreIDNWhitelist); readable != host)
        facts.readableHost = readable;
    if (const auto named = hostNamedBy(words); !named.isEmpty() && withoutWww(named) != withoutWww(host))
        facts.named = named;
    return facts;
}

bool isFileAddress(QStringView address)
{
    if (address.isEmpty() || address.size() > 1000 || address.startsWith("//"_L1) || address.startsWith(u'#') ||
        address.startsWith(u'?'))
        return false;
    if (std::ranges::any_of(address, [](QChar c) {
            return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c == u'\\';
        }))
        return false;
    // "a.py:3" is a file with a line, "javascript:3" would be a scheme.
    const auto colon = address.indexOf(u':');
    const auto name = colon < 0 ? address : address.first(colon);
    return colon < 0 || name.contains(u'/') ||
           (name.contains(u'.') &&
            std::ranges::all_of(
                address.sliced(colon + 1), [](QChar c) { return (c >= u'0' && c <= u'9') || c == u':' || c == u'-'; }));
}

} // namespace kalpana::markup
