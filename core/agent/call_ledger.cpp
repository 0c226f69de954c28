#include "core/agent/call_ledger.h"

#include "core/agent/thread_connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariantList>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 keptFor = qint64{400} * 24 * 60 * minute;

std::unexpected<Error> broken(const QString& file, const QString& detail)
{
    return failure(ErrorCode::Storage,
                   QCoreApplication::translate("Limits",
                                               "What was spent can't be read or written in %1. Check that its "
                                               "folder can be written and that the disk is not full.")
                       .arg(file),
                   detail);
}

Result<QSqlQuery> execute(const QString& file, const QString& statement, const QVariantList& values = {})
{
    const auto database = threadConnection(file);
    if (!database)
        return broken(file, database.error().detail);
    QSqlQuery query(*database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return broken(file, query.lastError().text());
    for (const auto& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return broken(file, query.lastError().text());
    return query;
}

Result<qint64> number(const QString& file, const QString& statement, const QVariantList& values)
{
    return execute(file, statement, values).transform([](QSqlQuery query) {
        const auto found = query.next() ? query.value(0).toLongLong() : 0;
        query.finish();
        return found;
    });
}

const auto sumOfChat = u"SELECT coalesce(sum(micros), 0) FROM call WHERE chat = ?"_s;
const auto sumSince = u"SELECT coalesce(sum(micros), 0) FROM call WHERE at >= ?"_s;

} // namespace

Result<std::unique_ptr<CallLedger>> CallLedger::open(const QString& name)
{
    const QFileInfo place(name);
    const auto file = place.absoluteFilePath();
    if (!QDir().mkpath(place.absolutePath()))
        return broken(file, {});
    if (QFile made(file);
        !place.exists() && made.open(QFile::ReadWrite | QFile::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        made.close();
    for (
        const auto& statement :
        {u"CREATE TABLE IF NOT EXISTS call (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, chat TEXT NOT NULL, micros INTEGER NOT NULL)"_s,
         u"CREATE INDEX IF NOT EXISTS call_by_time ON call (at, micros)"_s,
         u"CREATE INDEX IF NOT EXISTS call_by_chat ON call (chat, micros)"_s})
        if (const auto done = execute(file, statement); !done)
            return std::unexpected(done.error());
    if (const auto old =
            execute(file, u"DELETE FROM call WHERE at < ?"_s, {QDateTime::currentMSecsSinceEpoch() - keptFor});
        !old)
        return std::unexpected(old.error());
    return std::unique_ptr<CallLedger>(new CallLedger(file));
}

Result<CallLedger::Booking> CallLedger::book(const QString& chat, qint64 micros, const TurnLimits& limits,
                                             const QDateTime& now) const
{
    const auto at = now.toMSecsSinceEpoch();
    if (const auto begun = execute(m_file, u"BEGIN IMMEDIATE"_s); !begun)
        return std::unexpected(begun.error());
    const auto outcome = [&]() -> Result<Booking> {
        for (const bool ofDay : {false, true}) {
            const auto limit = ofDay ? limits.dayMicros : limits.chatMicros;
            if (!limit)
                continue;
            const auto spent = ofDay ? spentSince(now.date().startOfDay(now.timeZone())) : spentIn(chat);
            if (!spent)
                return std::unexpected(spent.error());
            if (*spent >= *limit || micros > *limit - *spent)
                return OverLimit{.ofDay = ofDay, .spent = *spent, .limit = *limit};
        }
        if (limits.callsPerMinute > 0) {
            // Of as many calls as there may be in a minute, the first one: when it is a minute old, there is room.
            const auto first =
                number(m_file, u"SELECT at FROM call WHERE at > ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?"_s,
                       {at - minute, at, limits.callsPerMinute - 1});
            if (!first)
                return std::unexpected(first.error());
            if (*first > 0)
                return TooSoon{std::chrono::milliseconds(std::max<qint64>(*first + minute - at, 1))};
        }
        return number(m_file, u"INSERT INTO call (at, chat, micros) VALUES (?, ?, ?) RETURNING id"_s,
                      {at, chat, std::max<qint64>(micros, 0)})
            .transform([](qint64 id) { return Booking(Booked{id}); });
    }();
    const auto ended = execute(m_file, outcome ? u"COMMIT"_s : u"ROLLBACK"_s);
    if (outcome && !ended)
        return std::unexpected(ended.error());
    return outcome;
}

Result<void> CallLedger::settle(Booked call, qint64 micros) const
{
    return execute(m_file, u"UPDATE call SET micros = ? WHERE id = ?"_s, {std::max<qint64>(micros, 0), call.id})
        .transform([](const QSqlQuery&) {});
}

Result<qint64> CallLedger::spentIn(const QString& chat) const
{
    return number(m_file, sumOfChat, {chat});
}

Result<qint64> CallLedger::spentSince(const QDateTime& begin) const
{
    return number(m_file, sumSince, {begin.toMSecsSinceEpoch()});
}

} // namespace kalpana::agent
