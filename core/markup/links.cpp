#include "core/markup/links.h"

#include <QUrl>

#include <algorithm>

namespace kalpana::markup {

using namespace Qt::StringLiterals;

namespace {

bool canHideTheRest(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c.isSpace();
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

} // namespace kalpana::markup
