#include "core/provider/limits.h"

#include "core/models/prices.h"

#include <QCoreApplication>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Limits)
};

class Reader final {
public:
    explicit Reader(const settings::Settings& settings) : m_settings(settings) {}

    /// A whole number from 1; none where it is not set.
    std::optional<int> count(const QString& key, int most)
    {
        const auto value = m_settings.value(key);
        if (value.isUndefined())
            return std::nullopt;
        const auto number = value.toInt(0);
        if (number < 1 || number > most)
            refuse(Text::tr("“%1” in %2 must be a whole number from 1 to %3. Mend it there or in Settings.")
                       .arg(key, m_settings.file())
                       .arg(most));
        return number;
    }

    std::optional<qint64> money(const QString& key)
    {
        const auto value = m_settings.value(key);
        if (value.isUndefined())
            return std::nullopt;
        const auto micros = value.isDouble() ? models::microsOf(value) : std::nullopt;
        if (!micros || *micros == 0)
            refuse(Text::tr("“%1” in %2 must be an amount in US dollars, more than 0 and at most 10,000. Mend it there "
                            "or in Settings.")
                       .arg(key, m_settings.file()));
        return micros;
    }

    std::optional<Error> error;

private:
    void refuse(const QString& sentence)
    {
        if (!error)
            error = Error{.code = ErrorCode::Config, .sentence = sentence};
    }

    const settings::Settings& m_settings;
};

} // namespace

Result<agent::TurnLimits> turnLimits(const settings::Settings& settings)
{
    Reader reader(settings);
    agent::TurnLimits limits;
    limits.steps = reader.count(u"limits.steps"_s, 1000).value_or(limits.steps);
    if (const auto minutes = reader.count(u"limits.turnMinutes"_s, 1440))
        limits.time = std::chrono::minutes(*minutes);
    limits.chatMicros = reader.money(u"limits.chatDollars"_s);
    limits.dayMicros = reader.money(u"limits.dayDollars"_s);
    limits.callsPerMinute = reader.count(u"limits.callsPerMinute"_s, 1000).value_or(0);
    if (reader.error)
        return std::unexpected(*reader.error);
    return limits;
}

} // namespace kalpana::provider
