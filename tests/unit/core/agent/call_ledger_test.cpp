#include "core/agent/call_ledger.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>
#include <QTimeZone>

#include <thread>
#include <vector>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

const QDateTime noon(QDate(2026, 5, 6), QTime(12, 0), QTimeZone::UTC);

CallLedger::Booked booked(const Result<CallLedger::Booking>& booking)
{
    return std::get<CallLedger::Booked>(booking.value());
}

} // namespace

class CallLedgerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasBooked_isSpent_untilTheRealCostIsKnown()
    {
        const test::TemporaryFolder folder;
        const auto ledger = CallLedger::open(folder.path(u"calls.db"_s)).value();

        const auto call = booked(ledger->book(u"a"_s, 500, {}, noon));
        QCOMPARE(ledger->spentIn(u"a"_s), 500);
        QVERIFY(ledger->settle(call, 120));
        QCOMPARE(ledger->spentIn(u"a"_s), 120);
        QCOMPARE(ledger->spentIn(u"b"_s), 0);
    }

    void aChatsLimit_isNeverPassed()
    {
        const test::TemporaryFolder folder;
        const auto ledger = CallLedger::open(folder.path(u"calls.db"_s)).value();
        const TurnLimits limits{.chatMicros = 1000};

        QVERIFY(booked(ledger->book(u"a"_s, 600, limits, noon)).id > 0);
        const auto second = ledger->book(u"a"_s, 500, limits, noon).value();

        const auto over = std::get<CallLedger::OverLimit>(second);
        QCOMPARE(over.spent, 600);
        QCOMPARE(over.limit, 1000);
        QVERIFY(!over.ofDay);
        QCOMPARE(ledger->spentIn(u"a"_s), 600);
        QVERIFY(booked(ledger->book(u"b"_s, 500, limits, noon)).id > 0);
        QVERIFY(booked(ledger->book(u"a"_s, 400, limits, noon)).id > 0);
        QVERIFY(std::holds_alternative<CallLedger::OverLimit>(ledger->book(u"a"_s, 0, limits, noon).value()));
    }

    void aDaysLimit_countsAllChats_andEndsAtMidnight()
    {
        const test::TemporaryFolder folder;
        const auto ledger = CallLedger::open(folder.path(u"calls.db"_s)).value();
        const TurnLimits limits{.dayMicros = 1000};

        QVERIFY(booked(ledger->book(u"a"_s, 600, limits, noon)).id > 0);
        QVERIFY(std::get<CallLedger::OverLimit>(ledger->book(u"b"_s, 500, limits, noon.addSecs(12 * 3600 - 1)).value())
                    .ofDay);
        QVERIFY(booked(ledger->book(u"b"_s, 500, limits, noon.addSecs(12 * 3600))).id > 0);
    }

    void callsAMinute_waitUntilThereIsRoom()
    {
        const test::TemporaryFolder folder;
        const auto ledger = CallLedger::open(folder.path(u"calls.db"_s)).value();
        const TurnLimits limits{.callsPerMinute = 2};

        QVERIFY(booked(ledger->book(u"a"_s, 0, limits, noon)).id > 0);
        QVERIFY(booked(ledger->book(u"b"_s, 0, limits, noon.addSecs(10))).id > 0);
        const auto third = ledger->book(u"c"_s, 0, limits, noon.addSecs(20)).value();

        QCOMPARE(std::get<CallLedger::TooSoon>(third).wait, std::chrono::seconds(40));
        QVERIFY(booked(ledger->book(u"c"_s, 0, limits, noon.addSecs(60))).id > 0);
    }

    void aKilledProgramsCalls_stayBooked()
    {
        const test::TemporaryFolder folder;
        const auto file = folder.path(u"calls.db"_s);
        QVERIFY(booked(CallLedger::open(file).value()->book(u"a"_s, 700, {}, QDateTime::currentDateTime())).id > 0);

        QCOMPARE(CallLedger::open(file).value()->spentIn(u"a"_s), 700);
    }

    void chatsAtOnce_doNotPassTheLimitTogether()
    {
        const test::TemporaryFolder folder;
        const auto ledger = CallLedger::open(folder.path(u"calls.db"_s)).value();
        std::atomic_int made = 0;
        {
            std::vector<std::jthread> chats;
            for (int chat = 0; chat < 4; ++chat)
                chats.emplace_back([&, chat] {
                    for (int call = 0; call < 10; ++call)
                        if (const auto got = ledger->book(QString::number(chat), 100, {.dayMicros = 1000}, noon);
                            got && std::holds_alternative<CallLedger::Booked>(*got))
                            ++made;
                });
        }
        QCOMPARE(made.load(), 10);
        QCOMPARE(ledger->spentSince(noon.addSecs(-1)), 1000);
    }

    void aFileThatIsNone_isSaid()
    {
        const test::TemporaryFolder folder;
        QFile file(folder.path(u"calls.db"_s));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();

        QCOMPARE(CallLedger::open(file.fileName()).error().code, ErrorCode::Storage);
        QCOMPARE(CallLedger::open(u"/dev/null/calls.db"_s).error().code, ErrorCode::Storage);
    }
};

QTEST_GUILESS_MAIN(CallLedgerTest)
#include "call_ledger_test.moc"
