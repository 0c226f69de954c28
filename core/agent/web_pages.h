#pragma once

#include "core/base/error.h"

#include <QString>
#include <QUrl>

#include <functional>
#include <stop_token>

namespace kalpana::agent {

struct WebRequest {
    QUrl address; ///< http or https.
    /// Whether a host that is this computer or not public may be asked: the very host was allowed (isHostNamed()).
    std::function<bool(const QUrl& address)> mayBeNear;
    bool again = true; ///< Else what was fetched last will do, if it was this address.
};

/// What stands at an address, as text.
struct WebPage {
    QUrl address;       ///< Where it was found: on the same host that was asked.
    int status = 200;   ///< Of HTTP; a page may come with any.
    QString type = {};  ///< "text/html"
    QString title = {}; ///< Of an HTML page.
    QString text = {};
    bool isCut = false; ///< Only the beginning was taken.
    QUrl leadsTo = {};  ///< Valid: nothing but this, it leads to another host.
};

/// The web as the agent reads it: GET alone, without cookies or keys, bounded in bytes and time. A call blocks the flow
/// thread that makes it; a stop ends it at once with ErrorCode::Cancelled. Every other error has a sentence for the
/// model and for people.
class WebPages {
public:
    WebPages() = default;
    WebPages(const WebPages&) = delete;
    WebPages& operator=(const WebPages&) = delete;
    virtual ~WebPages() = default;
    [[nodiscard]] virtual Result<WebPage> fetch(const WebRequest& request, const std::stop_token& stop) = 0;
};

} // namespace kalpana::agent
