#include "core/agent/retries.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::optional<std::chrono::milliseconds> retryAfter(const QByteArray& field, const QDateTime& now)
{
    const auto text = field.trimmed();
    bool isSeconds = false;
    if (const auto seconds = text.toUInt(&isSeconds); isSeconds)
        return std::chrono::seconds(seconds);
    auto date = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::UTC);
    return std::max(0ms, std::chrono::milliseconds(now.msecsTo(date)));
}

std::optional<std::chrono::milliseconds> Retries::next(ErrorCode code, std::optional<std::chrono::milliseconds> asked)
{
    ++m_attempts;
    const bool mayPass = code == ErrorCode::ModelRateLimit || code == ErrorCode::ModelOverloaded;
    if (!mayPass || m_attempts >= m_limits.attempts || (asked && *asked > m_limits.mostAsked))
        return std::nullopt;
    constexpr int mostDoublings = 16;
    return asked.value_or(std::min(m_limits.first * (1 << std::min(m_attempts - 1, mostDoublings)), m_limits.longest));
}

} // namespace kalpana::agent
