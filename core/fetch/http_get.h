#pragma once

#include "core/base/error.h"
#include "core/fetch/waiting.h"

#include <QByteArray>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QUrl>

#include <functional>

namespace kalpana::fetch {

struct GetRequest {
    QUrl address;
    QHostAddress at = {}; ///< Connected to in place of asking where the host is; null: the proxy knows.
    QNetworkProxy proxy = QNetworkProxy::NoProxy;
    QByteArray authorities = {}; ///< PEM: certificates that are trusted beside the system's.
    qint64 mostBytes = 0;        ///< Of the body.
    Clock::time_point deadline = {};
};

struct GetAnswer {
    int status = 0;
    QByteArray type = {};     ///< Content-Type, as it came.
    QByteArray encoding = {}; ///< Content-Encoding: the body is as it came.
    QByteArray location = {};
    QByteArray body = {};
    bool isCut = false; ///< More than mostBytes was there, or the time was over.
};

/// One GET over a connection of its own, on the thread that calls. No redirect is followed, nothing kept, no key sent.
/// `wants` is asked once the head is there; where it says no, the answer comes without its body. Errors: Cancelled;
/// Unreachable where no answer has begun (another of the host's addresses may do); ConnectionLost where one has broken
/// off.
[[nodiscard]] Result<GetAnswer> get(const GetRequest& request, const std::function<bool(const GetAnswer& head)>& wants,
                                    const std::stop_token& stop);

} // namespace kalpana::fetch
