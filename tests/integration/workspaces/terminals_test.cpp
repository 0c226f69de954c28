#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/terminals.h"
#include "tests/support/test_bridge.h"

#include <QTest>

#include <mutex>

using namespace kalpana;
using namespace kalpana::workspaces;
using bridge::client::ClientPointer;
using bridge::client::TerminalEnd;
using bridge::client::TerminalSize;

namespace {

/// Keeps what it is shown, and says so unless it is slow.
class KeepingView final : public TerminalView {
public:
    std::function<void()> onOutput = {}; ///< I/O thread
    std::atomic<bool> isSlow = false;
    std::atomic<AttachedTerminal*> attached = nullptr;

    void pictureBegins(TerminalSize size, std::uint64_t lost) override
    {
        const std::scoped_lock lock(m_mutex);
        m_shown.clear();
        m_size = size;
        m_lost += lost;
        ++m_pictures;
    }
    void resized(TerminalSize size) override
    {
        const std::scoped_lock lock(m_mutex);
        m_size = size;
        m_shownAtResize = m_shown;
    }
    void output(std::string_view bytes) override
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_shown += bytes;
            m_given += bytes.size();
        }
        if (onOutput)
            onOutput();
        if (auto* terminal = attached.load(); terminal != nullptr && !isSlow)
            terminal->shown(bytes.size());
    }
    void refused(std::uint64_t bytes) override
    {
        const std::scoped_lock lock(m_mutex);
        m_refused += bytes;
    }
    void lineDown(const Error&) override { note("down"); }
    void lineUp() override { note("up"); }
    void ended(const Result<TerminalEnd>& end) override
    {
        const std::scoped_lock lock(m_mutex);
        m_end = end;
    }

    std::string shown() const { return locked(m_shown); }
    std::size_t given() const { return locked(m_given); }
    TerminalSize size() const { return locked(m_size); }
    std::string shownAtResize() const { return locked(m_shownAtResize); }
    std::uint64_t refused() const { return locked(m_refused); }
    int pictures() const { return locked(m_pictures); }
    std::uint64_t lost() const { return locked(m_lost); }
    QByteArray line() const { return locked(m_line); }
    std::optional<Result<TerminalEnd>> end() const { return locked(m_end); }
    bool shows(std::string_view text) const { return shown().contains(text); }

private:
    template <typename T>
    T locked(const T& value) const
    {
        const std::scoped_lock lock(m_mutex);
        return value;
    }
    void note(const char* what)
    {
        const std::scoped_lock lock(m_mutex);
        m_line += what;
        m_line += ' ';
    }

    mutable std::mutex m_mutex;
    std::string m_shown;
    std::string m_shownAtResize;
    std::size_t m_given = 0;
    TerminalSize m_size;
    int m_pictures = 0;
    std::uint64_t m_lost = 0;
    std::uint64_t m_refused = 0;
    QByteArray m_line;
    std::optional<Result<TerminalEnd>> m_end;
};

/// A real bridge, and a line to it that the test cuts and mends.
struct Connected {
    test::TestBridge bridge;
    io::IoThread io;
    host::LocalHost host{io.executor()};
    std::shared_ptr<Line> line = std::make_shared<Line>(io.executor());
    Terminals terminals{io, line};
    ClientPointer client = {};

    Connected() { mend(); }
    ~Connected()
    {
        line->finish({ErrorCode::Cancelled, QStringLiteral("The workspace was closed.")});
        io.call([this] { client.reset(); });
    }
    void cut()
    {
        line->clear({ErrorCode::ConnectionLost, QStringLiteral("The line is down.")});
        io.call([this] { client->close(); });
    }
    void mend()
    {
        auto stream = io.run(host.openSocket(bridge.socket()));
        if (!stream)
            qFatal("the bridge's socket is not there");
        client = io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(bridge.token()))))
                     .value();
        line->set({.host = nullptr, .client = client, .ideSocket = {}});
    }
    std::uint32_t create(const std::string& script)
    {
        const auto made = terminals.create({.argv = {"sh", "-c", script}}, {});
        return made ? made->number : 0;
    }
    std::unique_ptr<AttachedTerminal> attach(std::uint32_t number, KeepingView& view,
                                             std::optional<TerminalSize> size = {})
    {
        auto terminal = terminals.attach(number, view, size);
        view.attached = terminal.get();
        terminal->shown(view.given()); // What came before it could say so.
        return terminal;
    }
};

std::string numbersUpTo(int last)
{
    std::string text;
    for (int number = 1; number <= last; ++number)
        text += std::to_string(number) + "\r\n";
    return text;
}

} // namespace

/// Terminals as the window and kalpanactl show them: with a real bridge, over a line that is cut.
class TerminalsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsTyped_isRead_andTheEndIsTold()
    {
        Connected with;
        const auto number = with.create("stty size; read word; echo \"got $word\"; exit 7");
        KeepingView view;
        const auto terminal = with.attach(number, view);
        terminal->type("hello\r");
        QTRY_VERIFY(view.end().has_value());
        QVERIFY(view.end()->has_value());
        QCOMPARE((*view.end())->exitCode, 7);
        QVERIFY2(view.shows("24 80") && view.shows("got hello\r\n"), view.shown().c_str());
        QCOMPARE(view.pictures(), 1);
        const auto listed = with.terminals.list({});
        QCOMPARE(listed->size(), std::size_t(1));
        QVERIFY(!listed->front().isRunning());
        QCOMPARE(listed->front().end->exitCode, 7);
    }

    void sizeOfTheView_isTheTerminals()
    {
        Connected with;
        const auto number = with.create("while read x; do stty size; done");
        KeepingView view;
        const auto terminal = with.attach(number, view, TerminalSize{.rows = 31, .columns = 99});
        terminal->type("\r");
        QTRY_VERIFY(view.shows("31 99"));
        terminal->resize({.rows = 20, .columns = 60});
        terminal->type("\r");
        QTRY_VERIFY(view.shows("20 60"));
        with.cut();
        with.mend();
        QTRY_COMPARE(view.line(), "down up ");
        KeepingView other;
        const auto second = with.attach(number, other);
        QTRY_COMPARE(other.size(), (TerminalSize{.rows = 20, .columns = 60}));
    }

    void sizeThatAnotherViewSets_isTold_whereItTookPlace()
    {
        Connected with;
        const auto number = with.create("trap 'stty size' WINCH; echo before; while :; do sleep 0.01; done");
        KeepingView view;
        const auto terminal = with.attach(number, view, TerminalSize{.rows = 31, .columns = 99});
        KeepingView other;
        const auto second = with.attach(number, other);
        QTRY_VERIFY(view.shows("before"));
        QTRY_VERIFY(other.pictures() == 1);
        second->resize({.rows = 20, .columns = 60});
        QTRY_COMPARE(view.size(), (TerminalSize{.rows = 20, .columns = 60}));
        QTRY_COMPARE(other.size(), (TerminalSize{.rows = 20, .columns = 60}));
        QTRY_VERIFY(view.shows("20 60"));
        QVERIFY(view.shownAtResize().contains("before"));
        QVERIFY(!view.shownAtResize().contains("20 60"));
        QCOMPARE(view.pictures(), 1);
        // Who wants to see all of it anew may.
        terminal->repaint(0);
        QTRY_COMPARE(view.pictures(), 2);
        QTRY_VERIFY(view.shows("20 60"));
        QCOMPARE(other.pictures(), 1);
        // What happened while the line was down is told too.
        with.cut();
        with.mend();
        QTRY_COMPARE(view.line(), "down up ");
        QTRY_COMPARE(view.size(), (TerminalSize{.rows = 20, .columns = 60}));
    }

    void whatTheProgramDoesNotRead_isSaidToWhoTypedIt_whenThereIsTooMuch()
    {
        constexpr std::uint64_t kPiece = 64U << 10U;
        constexpr std::uint64_t kPieces = 100;
        Connected with;
        const auto number = with.create("stty raw -echo; echo ready; sleep 1000");
        KeepingView view;
        const auto terminal = with.attach(number, view);
        KeepingView other;
        const auto second = with.attach(number, other);
        QTRY_VERIFY(view.shows("ready"));
        for (std::uint64_t piece = 0; piece < kPieces; ++piece) {
            terminal->type(std::string(kPiece, 'x'));
            with.io.call([] {}); // so that it is not what waits here that is too much
        }
        QTRY_VERIFY(view.refused() >= kPieces * kPiece - (4U << 20U) - kPiece);
        QTRY_VERIFY(view.refused() < kPieces * kPiece - (4U << 20U) + kPiece);
        QCOMPARE(other.refused(), 0U);
        QVERIFY(!view.end());
    }

    void cutLine_goesOnWithTheSameBytes()
    {
        Connected with;
        const auto number = with.create("stty -echo; read go; seq 1 300000");
        KeepingView view;
        int cutsLeft = 3;
        view.onOutput = [&, cutAt = std::size_t{200'000}]() mutable {
            if (cutsLeft == 0 || view.given() < cutAt)
                return;
            --cutsLeft;
            cutAt += 500'000;
            with.client->close(); // In the midst of what it has been sent.
        };
        const auto terminal = with.attach(number, view);
        QTRY_COMPARE(view.pictures(), 1);
        terminal->type("\r");
        for (int cuts = 0; cuts < 3; ++cuts) {
            const auto downs = QByteArray("down up ").repeated(cuts) + "down ";
            QTRY_COMPARE_WITH_TIMEOUT(view.line(), downs, 20000);
            with.mend();
        }
        QTRY_VERIFY_WITH_TIMEOUT(view.end().has_value(), 20000);
        QCOMPARE(view.pictures(), 1);
        QVERIFY(view.shown().ends_with(numbersUpTo(300'000)));
        QCOMPARE(view.shown().size(), view.given());
    }

    void pictureThatWasCut_isGivenAgain_whole()
    {
        Connected with;
        const auto number = with.create("stty -echo; seq -f 'line %040g of what was printed' 1 9000; read end");
        {
            KeepingView first;
            const auto terminal = with.attach(number, first);
            QTRY_VERIFY(first.shows("9000 of what was printed"));
        }
        KeepingView view;
        bool isFirst = true;
        view.onOutput = [&] {
            if (std::exchange(isFirst, false))
                with.client->close();
        };
        const auto terminal = with.attach(number, view);
        QTRY_COMPARE(view.line(), "down ");
        with.mend();
        QTRY_COMPARE(view.pictures(), 2);
        const auto whole = with.terminals.snapshot(number, 100'000, {});
        QVERIFY(whole.has_value());
        QVERIFY(whole->ansi.size() > 65'536U); // In more than one piece.
        QTRY_COMPARE(view.shown().size(), whole->ansi.size());
        QVERIFY(view.shown() == whole->ansi);
        QVERIFY2(whole->text.contains("9000 of what was printed"), whole->text.c_str());
    }

    void slowView_isNotGivenMoreThanAWindow_alsoOverManyLines_andMissesNothing()
    {
        Connected with;
        const auto number = with.create("stty -echo; read go; seq 1 300000; exit 3");
        KeepingView view;
        view.isSlow = true;
        const auto terminal = with.attach(number, view);
        QTRY_COMPARE(view.pictures(), 1);
        terminal->type("\r");
        const auto window = bridge::client::kTerminalWindow;
        QTRY_VERIFY(view.given() >= window);
        for (int round = 0; round < 5; ++round) {
            with.cut();
            with.mend();
            // A slow view is heard of only through those who keep up.
            KeepingView quick;
            const auto other = with.attach(number, quick);
            QTRY_VERIFY(quick.pictures() == 1);
        }
        QVERIFY2(view.given() < window + 65'536, std::to_string(view.given()).c_str());
        view.isSlow = false;
        terminal->shown(view.given());
        QTRY_VERIFY_WITH_TIMEOUT(view.end().has_value(), 20000);
        QCOMPARE(view.lost(), 0U);
        QVERIFY(view.shown().ends_with(numbersUpTo(300'000)));
    }

    void whatIsTypedWhileTheLineIsDown_isDropped()
    {
        Connected with;
        const auto number = with.create("while read word; do echo \"got $word\"; done");
        KeepingView view;
        const auto terminal = with.attach(number, view);
        terminal->type("one\r");
        QTRY_VERIFY(view.shows("got one"));
        with.cut();
        QTRY_COMPARE(view.line(), "down ");
        terminal->type("rm everything\r");
        with.mend();
        QTRY_COMPARE(view.line(), "down up ");
        terminal->type("two\r");
        QTRY_VERIFY(view.shows("got two"));
        QVERIFY2(!view.shows("everything"), view.shown().c_str());
        QCOMPARE(view.pictures(), 1);
    }

    void removedTerminal_isNotFound_andAClosedWorkspaceIsCancelled()
    {
        Connected with;
        const auto number = with.create("read x");
        KeepingView removed;
        const auto terminal = with.attach(number, removed);
        QTRY_COMPARE(removed.pictures(), 1);
        with.cut();
        QTRY_COMPARE(removed.line(), "down ");
        test::RawBridgeClient other;
        QVERIFY(with.bridge.connect(other));
        (void)other.request("terminal.end", {{"session", number}});
        with.mend();
        QTRY_VERIFY(removed.end().has_value());
        QCOMPARE(removed.end()->error().code, ErrorCode::NotFound);

        KeepingView missing;
        const auto none = with.attach(4711, missing);
        QTRY_VERIFY(missing.end().has_value());
        QCOMPARE(missing.end()->error().code, ErrorCode::NotFound);
        QVERIFY2(missing.end()->error().sentence.contains(QStringLiteral("4711")),
                 qPrintable(missing.end()->error().sentence));

        KeepingView closed;
        const auto open = with.attach(with.create("read x"), closed);
        QTRY_COMPARE(closed.pictures(), 1);
        with.cut();
        with.line->finish({ErrorCode::Cancelled, QStringLiteral("The workspace was closed.")});
        QTRY_VERIFY(closed.end().has_value());
        QCOMPARE(closed.end()->error().code, ErrorCode::Cancelled);
    }

    void detachedView_isCalledNoMore_andTheProgramGoesOn()
    {
        Connected with;
        const auto number = with.create("while :; do echo tick; sleep 0.01; done");
        KeepingView view;
        {
            const auto terminal = with.attach(number, view);
            QTRY_VERIFY(view.shows("tick"));
            view.attached = nullptr;
        }
        const auto given = view.given();
        const auto before = with.terminals.snapshot(number, 0, {})->offset;
        QTRY_VERIFY(with.terminals.snapshot(number, 0, {})->offset > before);
        QCOMPARE(view.given(), given);
        QVERIFY(!view.end().has_value());
        QTRY_COMPARE(with.terminals.list({})->front().clients, 0U);
        QVERIFY(with.terminals.list({})->front().isRunning());
        QVERIFY(with.terminals.end(number, {}).has_value());
        QVERIFY(with.terminals.list({})->empty());
        QCOMPARE(with.terminals.end(number, {}).error().code, ErrorCode::NotFound);
    }

    void programOfOneThatHasEnded_isRunAgain()
    {
        Connected with;
        const auto number = with.create("echo once; read x; exit 2");
        {
            KeepingView view;
            const auto terminal = with.attach(number, view);
            terminal->type("\r");
            QTRY_VERIFY(view.end().has_value());
        }
        const auto again = with.terminals.startAgain(number, {.rows = 10, .columns = 40}, {});
        QVERIFY2(again.has_value(), qPrintable(again ? QString() : again.error().detail));
        QVERIFY(again->isRunning());
        KeepingView view;
        const auto terminal = with.attach(number, view);
        QTRY_COMPARE(view.size(), (TerminalSize{.rows = 10, .columns = 40}));
        terminal->type("\r");
        QTRY_VERIFY(view.end().has_value());
    }

    void watch_tellsTheList_andAgainWhenTheLineIsBack()
    {
        Connected with;
        std::mutex mutex;
        std::vector<bridge::client::Terminal> told;
        const auto count = [&] {
            const std::scoped_lock lock(mutex);
            return told.size();
        };
        const auto watch = with.terminals.watch([&](const std::vector<bridge::client::Terminal>& list) {
            const std::scoped_lock lock(mutex);
            told = list;
        });
        QVERIFY(with.create("read x") != 0);
        QTRY_COMPARE(count(), std::size_t(1));
        with.cut();
        with.mend();
        QVERIFY(with.create("read x") != 0);
        QTRY_COMPARE(count(), std::size_t(2));
        QVERIFY(told.front().isRunning() && told.front().argv.front() == "sh");
    }

    void noSuchProgram_isSaid_andSoIsALineThatIsDown()
    {
        Connected with;
        QCOMPARE(with.terminals.create({.argv = {"no-such-program"}}, {}).error().code, ErrorCode::NotFound);
        with.cut();
        QCOMPARE(with.terminals.list({}).error().code, ErrorCode::ConnectionLost);
    }
};

QTEST_GUILESS_MAIN(TerminalsTest)
#include "terminals_test.moc"
