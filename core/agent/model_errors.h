#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace kalpana::agent {

/// What a provider's HTTP status (≥ 300) means. Service: its host name, for the sentence.
[[nodiscard]] Error errorFromStatus(int status, const QByteArray& body, const QByteArray& retryAfter,
                                    const QString& service);

/// What {"error": …} means that comes with status 200, before or in the middle of a stream.
[[nodiscard]] Error errorFromPayload(const QJsonValue& error, const QString& service);

/// Why a request that was refused with this code (ModelRateLimit, ModelOverloaded) is made again later.
[[nodiscard]] QString reasonToWait(ErrorCode code, const QString& service);

/// A chat is longer than the model can read, and can't be made shorter.
[[nodiscard]] Error chatTooLong(const QString& detail);

/// The connection ended before the answer did.
[[nodiscard]] Error answerCutOff(const QString& service, const QString& detail);

/// Something came that is no answer.
[[nodiscard]] Error answerNotUnderstood(const QString& service, const QString& detail);

} // namespace kalpana::agent
