#pragma once

#include "core/agent/turn_limits.h"
#include "core/base/error.h"

#include <QDateTime>
#include <QString>

#include <memory>
#include <variant>

namespace kalpana::agent {

/// What calls of models have cost, over all chats and programs, in a SQLite file of its own: a chat that is deleted
/// does not give its money back. A call is booked with what it may cost before it is made, so that neither a kill nor a
/// second chat gets past a limit, and with its real cost after. Any thread may call. Errors: Storage.
class CallLedger final {
public:
    [[nodiscard]] static Result<std::unique_ptr<CallLedger>> open(const QString& file);

    struct Booked {
        qint64 id = 0;
    };
    /// Nothing was booked: with this call, more than the limit would be spent.
    struct OverLimit {
        bool ofDay = false; ///< Else of the chat.
        qint64 spent = 0;
        qint64 limit = 0;
    };
    /// Nothing was booked: there were as many calls in the last minute as there may be. Ask again after so long.
    struct TooSoon {
        std::chrono::milliseconds wait{0};
    };
    using Booking = std::variant<Booked, OverLimit, TooSoon>;

    /// `micros`: what the call costs at least. The day begins at midnight of `now`'s time zone.
    [[nodiscard]] Result<Booking> book(const QString& chat, qint64 micros, const TurnLimits& limits,
                                       const QDateTime& now) const;
    /// What it has really cost.
    [[nodiscard]] Result<void> settle(Booked call, qint64 micros) const;

    [[nodiscard]] Result<qint64> spentIn(const QString& chat) const;
    [[nodiscard]] Result<qint64> spentSince(const QDateTime& begin) const;

private:
    explicit CallLedger(QString file) : m_file(std::move(file)) {}
    QString m_file;
};

} // namespace kalpana::agent
