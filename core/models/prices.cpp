#include "core/models/prices.h"

#include <algorithm>
#include <cmath>

namespace kalpana::models {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 million = 1'000'000;
constexpr qint64 highestPrice = 1'000 * million; // a thousand dollars for a million tokens
constexpr qint64 mostTokens = 1'000 * million;

qint64 priceOf(qint64 tokens, qint64 price)
{
    return std::clamp(tokens, qint64{0}, mostTokens) * std::clamp(price, qint64{0}, highestPrice);
}

std::optional<qint64> scaled(const QJsonValue& value, double factor, double largest)
{
    bool isNumber = value.isDouble();
    const auto number = isNumber ? value.toDouble() : value.toString().toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number) || number < 0 || number > largest)
        return std::nullopt;
    return std::llround(number * factor);
}

} // namespace

qint64 tokenCount(const QJsonValue& told)
{
    return std::clamp(told.toInteger(), qint64{0}, mostTokens);
}

qint64 costMicros(const TokenCounts& tokens, const Prices& prices)
{
    const auto read = std::clamp(tokens.cacheRead, qint64{0}, std::max(tokens.input, qint64{0}));
    const auto written = std::clamp(tokens.cacheWrite, qint64{0}, std::max(tokens.input - read, qint64{0}));
    const auto sum = priceOf(tokens.input - read - written, prices.input) +
                     priceOf(read, prices.cacheRead.value_or(prices.input)) +
                     priceOf(written, prices.cacheWrite.value_or(prices.input)) + priceOf(tokens.output, prices.output);
    return sum / million + (sum % million != 0 ? 1 : 0);
}

std::optional<qint64> pricePerMillion(const QJsonValue& dollarsPerToken)
{
    return scaled(dollarsPerToken, 1e12, 1e-3);
}

std::optional<qint64> microsOf(const QJsonValue& dollars)
{
    return scaled(dollars, 1e6, 1e4);
}

QString moneyText(qint64 micros)
{
    const bool small = micros < 100'000 && micros % 10'000 != 0;
    const qint64 unit = small ? 100 : 10'000;
    const auto rounded = (micros + unit / 2) / unit;
    const qint64 perDollar = million / unit;
    return u"$%1.%2"_s.arg(rounded / perDollar).arg(rounded % perDollar, small ? 4 : 2, 10, QChar(u'0'));
}

} // namespace kalpana::models
