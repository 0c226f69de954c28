#include "app/desktop/web/link_rules.h"

#include <QSet>

#include <algorithm>

namespace kalpana::desktop::web {

namespace {

bool isPortNumber(QStringView text)
{
    return !text.isEmpty() && text.size() <= 5 &&
           std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// A user name before the host hides where a link leads; a host in other letters may only look like a known one.
bool looksLikeAnother(const QUrl& address)
{
    return !address.userInfo().isEmpty() || address.host(QUrl::FullyEncoded).contains(QLatin1String("xn--"));
}

} // namespace

bool belongsTo(const QUrl& address, const QString& workspaceId, int gatewayPort)
{
    if (address.scheme() != QLatin1String("http") || address.port(80) != gatewayPort || workspaceId.isEmpty())
        return false;
    const auto host = address.host();
    const auto own = workspaceId + QStringLiteral(".localhost");
    if (host == own)
        return true;
    const auto suffix = QStringLiteral("--") + own;
    return host.endsWith(suffix) && isPortNumber(QStringView(host).chopped(suffix.size()));
}

bool isShownInPages(const QUrl& address)
{
    static const QSet<QString> schemes{QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("about"),
                                       QStringLiteral("blob"), QStringLiteral("data")};
    return schemes.contains(address.scheme());
}

LinkVerdict judge(const QUrl& address, const QString& workspaceId, int gatewayPort)
{
    if (!address.isValid())
        return LinkVerdict::Refuse;
    if (belongsTo(address, workspaceId, gatewayPort))
        return LinkVerdict::Inside;
    const auto scheme = address.scheme();
    if (scheme == QLatin1String("mailto"))
        return LinkVerdict::System;
    if ((scheme == QLatin1String("http") || scheme == QLatin1String("https")) && !address.host().isEmpty())
        return looksLikeAnother(address) ? LinkVerdict::Confirm : LinkVerdict::System;
    return LinkVerdict::Refuse;
}

} // namespace kalpana::desktop::web
