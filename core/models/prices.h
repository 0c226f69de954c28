#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>

namespace kalpana::models {

// Money is counted in whole millionths of a US dollar, so that sums are exact. A price is so much for a million tokens,
// which makes the price of one token a whole number of millionths of a millionth.

/// What a provider asks for a million tokens.
struct Prices {
    qint64 input = 0;
    qint64 output = 0;
    std::optional<qint64> cacheRead = {};  ///< Input that was read from the provider's cache; none: as other input.
    std::optional<qint64> cacheWrite = {}; ///< Input that was written to it.
    bool operator==(const Prices&) const = default;
};

struct TokenCounts {
    qint64 input = 0; ///< All of it, with what the cache had or got.
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0;
};

/// A provider's count of tokens; what is none, negative or more than any model takes is cut, so that sums stay sums.
[[nodiscard]] qint64 tokenCount(const QJsonValue& told);

/// In millionths of a dollar, rounded up: what is kept below a limit really is below it. Counts and prices that no
/// provider has are cut, so that nothing overflows.
[[nodiscard]] qint64 costMicros(const TokenCounts& tokens, const Prices& prices);

/// Of a number or text of dollars for one token ("0.000003"); none where it is neither, or negative (a price that
/// depends).
[[nodiscard]] std::optional<qint64> pricePerMillion(const QJsonValue& dollarsPerToken);
/// Of dollars (a limit, or a price for a million tokens); none where it is no number from 0 to 10,000.
[[nodiscard]] std::optional<qint64> microsOf(const QJsonValue& dollars);

/// "$0.0123", "$12.30": four digits below ten cents, but for whole cents.
[[nodiscard]] QString moneyText(qint64 micros);

} // namespace kalpana::models
