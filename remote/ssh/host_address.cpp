#include "remote/ssh/host_address.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

Error unusable(const QString& text)
{
    return {ErrorCode::Usage,
            QCoreApplication::translate("SshAddress", "“%1” is not an SSH host. Write an alias of your SSH "
                                                      "configuration, user@host:port, or ssh://user@host:port.")
                .arg(text)};
}

bool isHost(const QString& host)
{
    return !host.isEmpty() && !host.startsWith(u'-') && std::ranges::none_of(host, [](QChar c) {
        return c.isSpace() || !c.isPrint() || u"/\\'\"`$;&<>|(){}"_s.contains(c);
    });
}

} // namespace

Result<HostAddress> parseHostAddress(const QString& text)
{
    auto rest = text.trimmed();
    HostAddress address;
    const auto isUrl = rest.startsWith("ssh://"_L1, Qt::CaseInsensitive);
    if (isUrl) {
        rest = rest.sliced(6);
        if (rest.endsWith(u'/'))
            rest.chop(1);
    }
    // The last @ ends the user: some sites have one in user names.
    if (const auto at = rest.lastIndexOf(u'@'); at >= 0) {
        address.user = rest.first(at);
        rest = rest.sliced(at + 1);
        if (isUrl)
            address.user = QUrl::fromPercentEncoding(address.user.toUtf8());
        if (address.user.isEmpty() || address.user.startsWith(u'-') || (isUrl && address.user.contains(u':')))
            return std::unexpected(unusable(text));
    }
    QString port;
    if (rest.startsWith(u'[')) {
        const auto end = rest.indexOf(u']');
        if (end < 0 || (end + 1 < rest.size() && rest[end + 1] != u':'))
            return std::unexpected(unusable(text));
        address.host = rest.sliced(1, end - 1);
        port = end + 1 < rest.size() ? rest.sliced(end + 2) : QString();
        if (end + 1 < rest.size() && port.isEmpty())
            return std::unexpected(unusable(text));
    } else if (rest.count(u':') == 1) {
        address.host = rest.section(u':', 0, 0);
        port = rest.section(u':', 1);
        if (port.isEmpty())
            return std::unexpected(unusable(text));
    } else {
        address.host = rest; // A bare IPv6 address has more than one colon.
    }
    if (!port.isEmpty()) {
        auto ok = false;
        address.port = port.toUShort(&ok);
        if (!ok || address.port == 0)
            return std::unexpected(unusable(text));
    }
    if (!isHost(address.host))
        return std::unexpected(unusable(text));
    return address;
}

} // namespace kalpana::ssh
