#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace kalpana::agent {

/// How patient the client of a model is.
struct RetryLimits {
    int attempts = 5;                       ///< In all; 1: the first refusal is the end.
    std::chrono::milliseconds first{1'000}; ///< Waited where the provider names no time; then twice as long each time,
    std::chrono::milliseconds longest{30'000};    ///< but no longer than this.
    std::chrono::milliseconds mostAsked{120'000}; ///< Where the provider asks for more, the user is told instead.
};

/// What a Retry-After field asks for: seconds, or a date (RFC 9110, 10.2.3; of its three forms the one that is in use).
/// None where it is neither. A date that has passed is no time at all.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const QByteArray& field, const QDateTime& now);

/// When a request that was refused for the moment (ModelRateLimit, ModelOverloaded) is made again. Entirely passive.
class Retries final {
public:
    explicit Retries(const RetryLimits& limits) : m_limits(limits) {}

    /// After an attempt that failed: how long to wait before the next one; none where there is to be none. `asked`:
    /// what the provider has asked for.
    [[nodiscard]] std::optional<std::chrono::milliseconds> next(ErrorCode code,
                                                                std::optional<std::chrono::milliseconds> asked);
    [[nodiscard]] int attempts() const { return m_attempts; }

private:
    RetryLimits m_limits;
    int m_attempts = 0; ///< That have failed.
};

} // namespace kalpana::agent
