#pragma once

#include "core/base/error.h"
#include "core/fetch/waiting.h"

#include <QHostAddress>
#include <QList>

#include <functional>

namespace kalpana::fetch {

/// What a host's name leads to by this computer's own ways, IPv4 first; an address is itself. Empty where nobody knows
/// the name. Errors: Cancelled; Unreachable where it takes too long.
[[nodiscard]] Result<QList<QHostAddress>> addressesOf(const QString& host, Clock::time_point deadline,
                                                      const std::stop_token& stop);

using Lookup = std::function<Result<QList<QHostAddress>>(const QString&, Clock::time_point, const std::stop_token&)>;

/// Not this computer, nor one of a network that is not public (core/permissions/web_place.h).
[[nodiscard]] bool isPublic(const QHostAddress& address);

} // namespace kalpana::fetch
