#include "remote/bridge/protocol/frame.h"
#include "tests/integration/bridge/tmux_screen.h"
#include "tests/support/test_bridge.h"

#include <QTest>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using namespace kalpana::bridge::server;
using kalpana::bridge::protocol::Frame;
using kalpana::bridge::protocol::FrameKind;
using Json = nlohmann::json;

/// Real programs in a terminal of a real bridge: what its snapshot shows is what tmux shows of the same output.
class TerminalScreenTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;
    RawBridgeClient m_client;
    std::uint32_t m_session = 0;
    TerminalSize m_size;
    std::uint64_t m_fed = 0;
    std::unique_ptr<TmuxScreen> m_tmux;

    void start(const Json& argv, TerminalSize size = {24, 80}, const Json& environment = Json::object())
    {
        m_size = size;
        m_fed = 0;
        const auto reply = m_client.request(
            "terminal.create", {{"argv", argv}, {"rows", size.rows}, {"cols", size.columns}, {"env", environment}});
        m_session = reply.at("payload").value("session", 0U);
        m_tmux = std::make_unique<TmuxScreen>(size);
    }

    void type(const std::string& text)
    {
        m_client.sendBinary(encode(Frame{FrameKind::TerminalInput, m_session, 0, text}));
    }

    Json snapshot() { return m_client.request("terminal.snapshot", {{"session", m_session}}).at("payload"); }

    bool shows(const std::string& text)
    {
        return m_client.waitUntil([&] { return snapshot().value("text", "").contains(text); });
    }

    /// What was printed from where tmux was fed up to `end`.
    std::string outputUpTo(std::uint64_t end)
    {
        const auto id = m_client.send("terminal.attach", {{"session", m_session}, {"from", m_fed}, {"answers", false}});
        m_client.acknowledge(id);
        (void)m_client.waitUntil([&] { return m_client.bytes(1, id).size() >= end - m_fed; });
        (void)m_client.request("request.cancel", {{"id", id}});
        return m_client.bytes(1, id).substr(0, end - m_fed);
    }

    /// Feeds tmux what the snapshot has seen, and compares both.
    void compare()
    {
        const auto seen = snapshot();
        const auto end = seen.at("offset").get<std::uint64_t>();
        m_tmux->feed(outputUpTo(end));
        m_fed = end;
        Screen ours(m_size);
        ours.feed(seen.value("ansi", ""));
        QByteArray different;
        QByteArray cursor;
        // Behind the last column is a column of its own to tmux.
        const int column = seen.at("cursor").at("column").get<int>() + (ours.wrapsNext() ? 1 : 0);
        const auto expectedCursor = QByteArray::number(column) + ',' +
                                    QByteArray::number(seen.at("cursor").at("row").get<int>()) + ',' +
                                    (seen.value("alternate", false) ? "1" : "0");
        const auto same = [&] {
            different = difference(ours.shown(), cellsOf(m_tmux->capture(), m_size));
            cursor = m_tmux->cursor();
            return different.isEmpty() && cursor == expectedCursor;
        };
        if (!QTest::qWaitFor(same, 5000)) {
            QFAIL(("we show\n" + seen.value("text", "") + "\nthey show\n").c_str() + m_tmux->capture() + "\n" +
                  different + "\ncursor " + expectedCursor + " and " + cursor);
        }
        // The snapshot's plain text is what its sequences draw.
        std::string text;
        for (std::size_t row = 0; row < ours.shown().rows(); ++row) {
            std::string line;
            for (const auto& cell : ours.shown().line(row).cells)
                appendText(line, cell);
            text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
        }
        QCOMPARE(seen.value("text", ""), text);
    }

    void resize(TerminalSize size)
    {
        compare(); // so that tmux has drawn all of it
        m_size = size;
        m_client.sendEvent("terminal.resize", {{"session", m_session}, {"rows", size.rows}, {"cols", size.columns}});
        m_tmux->resize(size);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_bridge.connect(m_client)); }

    void cleanup()
    {
        if (m_session != 0)
            (void)m_client.request("terminal.end", {{"session", m_session}});
        m_session = 0;
        m_tmux.reset();
    }

    void output_data()
    {
        QTest::addColumn<QByteArray>("script");
        const auto row = [](const char* name, const char* script) { QTest::newRow(name) << QByteArray(script); };
        row("words", "echo hello; echo world");
        row("colours",
            R"(for i in 0 1 2 3 4 5 6 7; do printf '\033[3%dm fg %d \033[4%dm bg %d \033[0m\n' $i $i $i $i; done)");
        row("bright colours",
            R"(for i in 0 1 2 3 4 5 6 7; do printf '\033[9%dm fg %d \033[10%dm bg\033[0m\n' $i $i $i; done)");
        row("256 colours",
            R"(for i in $(seq 0 255); do printf '\033[38;5;%dm%d\033[48;5;%dm \033[0m ' $i $i $((255-i)); done)");
        row("true colour",
            R"(for i in $(seq 0 50); do printf '\033[38;2;%d;100;200m\033[48;2;0;%d;50mX' $((i*5)) $((i*4)); done; printf '\033[0m\n')");
        row("attributes",
            R"(for a in 1 2 3 4 5 7 8 9; do printf '\033[%dmattribute %d\033[0m ' $a $a; done; printf '\033[4:3mcurly\033[0m \033[21mdouble\033[0m\n')");
        row("wide characters", "for i in 1 2 3; do echo '日本語のテキスト 中文字符 한국어 ｆｕｌｌ'; done");
        row("wide characters at the margin",
            "printf 'x%.0s' $(seq 79); echo 日本; printf 'x%.0s' $(seq 78); echo 日本");
        row("combined marks", R"(printf 'e\314\201 a\314\210 n\314\203 o\314\202\314\243 Z\314\227\314\230\n')");
        row("emoji", R"(printf '\360\237\230\200 \360\237\216\211 \360\237\232\200 end\n')");
        row("long lines", "seq -s ' ' 1 400; echo end");
        row("scrolling", "seq 1 200");
        row("cursor moves",
            R"(printf '\033[5;10Hhere\033[10;1Hthere\033[3A\033[20Cup\033[2B\033[5Ddown\033[s\033[1;1Hhome\033[uback')");
        row("erasing",
            R"(for i in $(seq 20); do printf 'abcdefghijklmnopqrstuvwxyz\n'; done; printf '\033[5;5H\033[K\033[7;5H\033[1K\033[9;1H\033[2K\033[12;3H\033[5X\033[14;1H\033[J')");
        row("erasing with a background",
            R"(printf '\033[44m\033[2J\033[3;3Hblue\033[K\033[42m\033[5;1H\033[2K\033[0m\n')");
        row("inserting and deleting",
            R"(for i in $(seq 10); do printf 'line %d abcdefgh\n' $i; done; printf '\033[3;1H\033[2L\033[6;1H\033[M\033[8;3H\033[4@\033[9;3H\033[3P')");
        row("a scroll region",
            R"(printf '\033[5;15r\033[5;1H'; for i in $(seq 30); do printf 'in %d\n' $i; done; printf '\033[8;1H\033M\033[5;1H\033M\033[r\033[20;1Hout')");
        row("scrolling up and down", R"(seq 20; printf '\033[3S\033[2T')");
        row("line drawing", R"(printf '\033(0lqqqk\n\rx   x\n\rmqqqj\033(B\n')");
        row("shifted line drawing", R"(printf '\033)0\016lqk\017 plain\n')");
        row("tabs", R"(printf 'a\tb\tc\n\033[3g\033[10G\033H\033[20G\033H\ra\tb\tc\n')");
        row("insert mode", R"(printf 'world\r\033[4hhello \033[4l\n')");
        row("no wrap", R"(printf '\033[?7l'; seq -s ' ' 1 100; printf '\033[?7h')");
        row("repeat", R"(printf 'ab\033[10b|\n')");
        row("index and reverse index", R"(printf 'a\033Db\033Ec\033M\033Md\n')");
        row("origin mode", R"(printf '\033[5;10r\033[?6h\033[1;1Htop\033[6;1Hbottom\033[?6l\033[1;1Hhome\033[r')");
        row("saved cursor", R"(printf '\033[31m\033[3;3H\0337\033[0m\033[10;10Hother\0338red')");
        row("alternate screen", R"(echo primary; printf '\033[?1049h\033[Halternate\033[5;5Hhere')");
        row("alternate screen left", R"(echo primary; printf '\033[?1049h\033[Halternate\033[?1049l'; echo after)");
        row("backspace and return", R"(printf 'abc\b\bX\rY\n')");
        row("full screen of letters", R"(printf '\033#8\033[3;3Hhole')");
        row("strings that are no output",
            R"(printf '\033]0;a title\007one\033]52;c;aGk=\007two\033Pq#0\033\\three\033_apc\033\\four\033^pm\033\\five\n')");
        row("erasing behind the last column",
            R"(printf '\033[7m'; printf 'x%.0s' $(seq 80); printf '\033[m\033[K\r\n\033[4m'; printf 'y%.0s' $(seq 80); printf '\033[m\033[J\033[X\r\nnext')");
        row("at the margin",
            R"(printf 'x%.0s' $(seq 80); printf '\rY'; printf '\n'; printf 'z%.0s' $(seq 80); printf 'W')");
        row("moves that stay in the last column",
            R"(printf 'x%.0s' $(seq 80); printf '\033[80GY\r\n'; printf 'z%.0s' $(seq 80); printf '\033[5CY\033[24;1H'; printf 'v%.0s' $(seq 80); printf '\033[BY')");
        row("a mark in the last column", R"(printf 'x%.0s' $(seq 79); printf 'e\a\314\201f\n')");
        row("eight-bit controls in UTF-8", R"(printf 'a\302\233b\302\205c\n')");
    }

    void output()
    {
        QFETCH(QByteArray, script);
        start({"bash", "-c", script.toStdString() + "; printf '\\033[24;70Hdone'; sleep 1000"});
        QVERIFY(shows("done"));
        compare();
    }

    void bash_interactive_withCompletionAndHistory()
    {
        start({"bash", "--norc", "--noprofile", "-i"}, {24, 80}, {{"PS1", "\\[\\e[1;32m\\]here\\[\\e[0m\\]:\\w\\$ "}});
        QVERIFY(shows("here"));
        type("echo 'wide 日本 and more'\r");
        QVERIFY(shows("\nwide 日本 and more"));
        type("ls /us\t");
        QVERIFY(shows("ls /usr/"));
        compare();
        type("\x15"
             "for i in 1 2 3 4 5 6; do echo $i; done; echo a-command-that-is-much-longer-than-the-line-is-wide "
             "so-that-it-wraps; ec\x01X\x05");
        QVERIFY(shows("so-that-it-wraps; ec"));
        compare();
        type("\x15"
             "clear; seq 50\r");
        QVERIFY(shows("50\nhere"));
        compare();
    }

    void bash_resized_wrapsItsLinesAnew()
    {
        start({"bash", "--norc", "--noprofile", "-i"}, {24, 80}, {{"PS1", "$ "}});
        QVERIFY(shows("$"));
        type("seq -s ' ' 1 150; for i in 1 2 3; do echo line $i; done\r");
        QVERIFY(shows("line 3\n$"));
        compare();
        for (const auto size :
             {TerminalSize{24, 50}, TerminalSize{30, 100}, TerminalSize{10, 100}, TerminalSize{24, 80}}) {
            resize(size);
            type("echo size\r");
            QVERIFY(shows("size\n$"));
            compare();
            type("clear\r");
            QVERIFY(m_client.waitUntil([&] { return !snapshot().value("text", "").contains("size"); }));
            type("seq -s ' ' 1 150\r");
            QVERIFY(shows("150\n$"));
        }
    }

    void vim_editsAFile()
    {
        QByteArray text;
        for (int i = 0; i < 100; ++i)
            text += "line " + QByteArray::number(i) + " of the file, with 日本 and\ttabs\n";
        m_bridge.folder().write(u"root/file.txt"_s, text);
        start({"vim.tiny", "-u", "NONE", "-n", "file.txt"});
        QVERIFY(shows("line 0 of"));
        QVERIFY(snapshot().value("alternate", false));
        compare();
        type("20Goinserted text\x1b");
        QVERIFY(shows("inserted text"));
        compare();
        type("\x06\x06"
             "dd:set number\r");
        QVERIFY(shows(" 60 "));
        compare();
        resize({35, 100});
        QVERIFY(m_client.waitUntil(
            [&] { return snapshot().value("rows", 0) == 35 && snapshot().value("text", "").contains(" 75 "); }));
        compare();
        type(":q!\r");
        QVERIFY(m_client.waitUntil([&] { return !snapshot().value("alternate", true); }));
        compare();
    }

    void less_pagesAndSearches()
    {
        QByteArray text;
        for (int i = 0; i < 500; ++i)
            text += "number " + QByteArray::number(i) + (i % 7 == 0 ? " seventh ünïcödé\n" : "\n");
        m_bridge.folder().write(u"root/long.txt"_s, text);
        start({"less", "long.txt"});
        QVERIFY(shows("number 0"));
        compare();
        type("  ");
        QVERIFY(shows("number 60"));
        type("/seventh\r");
        QVERIFY(shows("seventh"));
        compare();
        type("G");
        QVERIFY(shows("number 499"));
        compare();
        type("gbq");
        QVERIFY(m_client.waitUntil([&] { return !snapshot().value("alternate", true); }));
        compare();
    }

    void top_redraws()
    {
        start({"top", "-d", "1"});
        QVERIFY(shows("PID"));
        type("H");
        QVERIFY(shows("Threads"));
        type("1z");
        const auto before = snapshot().at("offset").get<std::uint64_t>();
        QVERIFY(m_client.waitUntil([&] { return snapshot().at("offset").get<std::uint64_t>() > before + 1000; }));
        compare();
    }

    void htop_draws()
    {
        start({"htop", "-d", "5"}, {30, 100});
        QVERIFY(shows("F1Help"));
        compare();
        type("\x1bOP");
        QVERIFY(shows("Released under"));
        compare();
    }

    void tmux_inside()
    {
        const auto socket = m_bridge.folder().path(u"inner.sock"_s).toStdString();
        // What comes at once is not a paste whose keys tmux would leave alone.
        m_bridge.folder().write(u"inner.conf"_s, "set -g assume-paste-time 0\n");
        const auto config = m_bridge.folder().path(u"inner.conf"_s).toStdString();
        start({"tmux", "-u", "-S", socket, "-f", config, "new-session", "bash --norc --noprofile"});
        QVERIFY(shows("bash-"));
        type("\x02\"");
        QVERIFY(m_client.waitUntil([&] { return snapshot().value("text", "").contains("──────"); }));
        type("echo lower pane\r");
        QVERIFY(shows("\nlower pane"));
        type("\x02%"); // not in one piece with the rest, which tmux would take for something pasted
        QVERIFY(shows("│"));
        type("seq 30\r");
        QVERIFY(shows("30"));
        compare();
        resize({30, 90});
        QVERIFY(m_client.waitUntil(
            [&] { return snapshot().value("cols", 0) == 90 && snapshot().value("text", "").contains("30"); }));
        compare();
        type("\x02:"); // tmux loses keys that come in one piece with the one that opens its prompt, in any terminal
        QVERIFY(shows("\n:"));
        type("kill-server\r");
        QVERIFY2(m_client.waitUntil([&] { return !snapshot().value("alternate", true); }),
                 snapshot().value("text", "").c_str());
        compare();
    }
};

QTEST_GUILESS_MAIN(TerminalScreenTest)
#include "terminal_screen_test.moc"
