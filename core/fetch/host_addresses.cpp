#include "core/fetch/host_addresses.h"

#include "core/permissions/web_place.h"

#include <QCoreApplication>
#include <QHostInfo>

#include <algorithm>

namespace kalpana::fetch {

Result<QList<QHostAddress>> addressesOf(const QString& host, Clock::time_point deadline, const std::stop_token& stop)
{
    if (const QHostAddress address(host); !address.isNull())
        return QList{address};
    Waiting waiting;
    QList<QHostAddress> found;
    const auto lookup = QHostInfo::lookupHost(host, &waiting.loop, [&](const QHostInfo& info) {
        found = info.addresses();
        waiting.end();
    });
    const auto waited = waiting.until(deadline, stop);
    if (waited != Waited::Ended) {
        QHostInfo::abortHostLookup(lookup);
        return waited == Waited::Stopped
                   ? failure(ErrorCode::Cancelled, QCoreApplication::translate("Fetch", "It was stopped."))
                   : failure(ErrorCode::Unreachable,
                             QCoreApplication::translate("Fetch", "Nobody said in time where %1 is. Try again later.")
                                 .arg(host));
    }
    std::ranges::stable_partition(
        found, [](const QHostAddress& address) { return address.protocol() == QAbstractSocket::IPv4Protocol; });
    return found;
}

bool isPublic(const QHostAddress& address)
{
    const auto bytes = address.toIPv6Address(); // an IPv4 one as ::ffff:a.b.c.d
    permissions::IpAddress made{};
    std::ranges::copy(bytes.c, made.begin());
    return permissions::isPublic(made);
}

} // namespace kalpana::fetch
