#pragma once

#include "core/agent/network_route.h"
#include "core/base/error.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

#include <chrono>
#include <functional>
#include <stop_token>

namespace kalpana::agent {

struct HttpRequest {
    QUrl address;
    const Secret& key;       ///< Goes into the header for it and nowhere else; empty: no header.
    bool keyIsBearer = true; ///< Authorization: Bearer KEY, else x-api-key: KEY.
    QList<std::pair<QByteArray, QByteArray>> headers = {};       ///< More of them.
    QByteArray body = {};                                        ///< JSON, posted; empty: a GET.
    std::chrono::milliseconds silence = std::chrono::minutes(5); ///< How long the server may send nothing.
    NetworkRoute network = {};
};

/// What is done with an answer of status 200 (an error of either ends the exchange with it), and with a refusal.
struct AnswerReader {
    std::function<Result<void>(QByteArrayView)> part;          ///< More of an event stream, or of lines of JSON.
    std::function<Result<void>(const QByteArray& body)> whole; ///< An answer that is not a stream.
    std::function<bool()> enough; ///< Nothing more is wanted: don't wait for the end of the connection.
    std::function<void(const QByteArray& retryAfter)>
        refused; ///< Before the error of another status: that field of it.
};

/// One request and its answer, read as it comes, on the thread that calls (it needs no event loop of its own). A stop
/// ends it at once with ErrorCode::Cancelled. No redirect is followed, no cookie or cache is kept; proxies are not
/// asked for this computer. Errors: by status (model_errors.h), Unreachable, ConnectionLost, Model.
[[nodiscard]] Result<void> exchange(const HttpRequest& request, const AnswerReader& reader,
                                    const std::stop_token& stop);

} // namespace kalpana::agent
