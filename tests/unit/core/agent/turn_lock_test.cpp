#include "core/agent/turn_lock.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <csignal>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

class TurnLockTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChatIsWorkedInOnce_othersMeanwhile()
    {
        const test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        QVERIFY(!TurnLock::isHeld(file, u"a"_s));
        std::optional<TurnLock> held(TurnLock::take(file, u"a"_s).value());
        QVERIFY(TurnLock::isHeld(file, u"a"_s));
        QCOMPARE(TurnLock::take(file, u"a"_s).error().code, ErrorCode::Conflict);
        QVERIFY(!TurnLock::isHeld(file, u"b"_s));
        QVERIFY(TurnLock::take(file, u"b"_s));
        held.reset();
        QVERIFY(TurnLock::take(file, u"a"_s));
    }

    void aProgramThatIsKilled_letsGo()
    {
        const test::TemporaryFolder folder;
        const auto file = folder.path(u"chats.db"_s);
        int told[2];
        QCOMPARE(::pipe(told), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto lock = TurnLock::take(file, u"a"_s);
            if (::write(told[1], lock ? "x" : "-", 1) == 1)
                ::pause();
            ::_exit(1);
        }
        char byte = 0;
        QCOMPARE(::read(told[0], &byte, 1), 1);
        QCOMPARE(byte, 'x');
        QVERIFY(TurnLock::isHeld(file, u"a"_s));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(TurnLock::take(file, u"a"_s));
    }

    void aFolderThatIsNotThere_isASentence()
    {
        const auto taken = TurnLock::take(u"/nonexistent/chats.db"_s, u"a"_s);
        QCOMPARE(taken.error().code, ErrorCode::Storage);
        QVERIFY(taken.error().sentence.contains(u"/nonexistent/chats.db"_s));
        QVERIFY(!TurnLock::isHeld(u"/nonexistent/chats.db"_s, u"a"_s));
    }
};

QTEST_GUILESS_MAIN(TurnLockTest)
#include "turn_lock_test.moc"
