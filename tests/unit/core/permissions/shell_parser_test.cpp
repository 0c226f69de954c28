#include "core/permissions/reason_text.h"
#include "core/permissions/shell_parser.h"
#include "core/permissions/unwrap.h"

#include <QStringList>
#include <QTest>

using namespace kalpana::permissions;
using namespace Qt::StringLiterals;

namespace {

/// Each command on a line: [from] word·word, what is not known in ⟨ ⟩, redirections behind.
QStringList printed(const ParsedLine& line)
{
    QStringList lines;
    for (const auto& command : line.commands) {
        QStringList words;
        for (const auto& assignment : command.assignments)
            words.append(QString::fromStdString(assignment.name) + u'=');
        for (const auto& word : command.words)
            words.append(word.known ? QString::fromStdString(word.text)
                                    : u'⟨' + QString::fromStdString(word.source) + u'⟩');
        for (const auto& redirection : command.redirections)
            words.append(QString::fromStdString(redirection.op + redirection.target.text));
        const auto from = originText(command.from);
        lines.append((from.isEmpty() ? QString() : u'[' + from + u"] "_s) + words.join(u'·'));
    }
    if (line.problem)
        lines.append(u"problem"_s);
    return lines;
}

} // namespace

class ShellParserTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void commands_areFoundWithWhereTheyComeFrom_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("commands");
        const auto row = [](const char* name, const QString& text, const QStringList& commands) {
            QTest::newRow(name) << text << commands;
        };
        row("words", u"a 'b c' \"d\"e \\f"_s, {u"a·b c·de·f"_s});
        row("list", u"a; b && c || d & e"_s, {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s});
        row("pipeline", u"a | b |& c"_s, {u"[|] a"_s, u"[|] b"_s, u"[|] c"_s});
        row("subshell and group", u"(a); { b; }"_s, {u"[( )] a"_s, u"[{ }] b"_s});
        row("substitution", u"a $(b `c`)"_s, {u"[$( ) › ` `] c"_s, u"[$( )] b·⟨`c`⟩"_s, u"a·⟨$(b `c`)⟩"_s});
        row("in quotes", u"a \"x$(b)\" '$(c)'"_s, {u"[$( )] b"_s, u"a·⟨\"x$(b)\"⟩·$(c)"_s});
        row("process substitution", u"a <(b) >(c)"_s, {u"[<( )] b"_s, u"[<( )] c"_s, u"a·⟨<(b)⟩·⟨>(c)⟩"_s});
        row("assignments", u"A=1 B+=2 c D=3"_s, {u"A=·B=·c·D=3"_s});
        row("array", u"a=(x $(b)) c"_s, {u"[$( )] b"_s, u"a=·c"_s});
        row("redirections", u"a >b 2>>c <d >&2"_s, {u"a·>b·>>c·<d·>&2"_s});
        row("if", u"if a; then b; elif c; then d; else e; fi"_s,
            {u"[if] a"_s, u"[if] b"_s, u"[if] c"_s, u"[if] d"_s, u"[if] e"_s});
        row("loops", u"for x in $(a); do b; done; while c; do d; done"_s,
            {u"[loop] x="_s, u"[loop › $( )] a"_s, u"[loop] b"_s, u"[loop] c"_s, u"[loop] d"_s});
        row("case", u"case x in a|b) c;; (d) e; f;; esac"_s, {u"[case] c"_s, u"[case] e"_s, u"[case] f"_s});
        row("function", u"f() { a; }; g () ( b )"_s, {u"[function › { }] a"_s, u"[function › ( )] b"_s});
        row("here-document", u"a <<'E' | b\n$(c)\nE\nd"_s, {u"[|] a·<<$(c)\n"_s, u"[|] b"_s, u"d"_s});
        row("here-document with substitution", u"a <<E\n$(b)\nE\n"_s, {u"a·<<\n"_s, u"[here-document › $( )] b"_s});
        row("two here-documents", u"a <<A <<-B\nx\nA\n\ty\n\tB\nb"_s, {u"a·<<x\n·<<y\n"_s, u"b"_s});
        row("comment", u"a # b\nc"_s, {u"a"_s, u"c"_s});
        row("no comment", u"a#b '#' \\#"_s, {u"a#b·#·#"_s});
        row("continued line", u"a\\\nb \\\n c"_s, {u"ab·c"_s});
        row("reserved words as arguments", u"echo if then { }"_s, {u"echo·if·then·{·}"_s});
        row("unknown", u"a $b *.c {d,e} ~/f"_s, {u"a·⟨$b⟩·⟨*.c⟩·⟨{d,e}⟩·~/f"_s});
        row("redirected compound", u"{ a; } > b"_s, {u"[{ }] a"_s, u">b"_s});
        row("unfinished", u"a; b 'c"_s, {u"a"_s, u"problem"_s});
        row("ends too often", u"a; )"_s, {u"a"_s, u"problem"_s});
    }

    void commands_areFoundWithWhereTheyComeFrom()
    {
        QFETCH(QString, text);
        QTEST(printed(parseShell(text.toStdString())), "commands");
    }

    void wrappers_areFollowedByWhatTheyRun_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("last");
        QTest::newRow("sudo") << u"sudo -u x -- a b"_s << u"[sudo] a·b"_s;
        QTest::newRow("env") << u"env -i A=1 a b"_s << u"[env] A=·a·b"_s;
        QTest::newRow("several") << u"nice -n 5 timeout -k 1 2 nohup a"_s << u"[nice › timeout › nohup] a"_s;
        QTest::newRow("xargs") << u"xargs -0 -n 1 a b"_s << u"[xargs] a·b·⟨…⟩"_s;
        QTest::newRow("xargs with a mark") << u"xargs -I% a x%y b"_s << u"[xargs] a·⟨x%y⟩·b"_s;
        QTest::newRow("find") << u"find . -name x -exec a {} b \\; -print"_s << u"[find] a·⟨{}⟩·b"_s;
        QTest::newRow("sh -c") << u"sh -ec 'a; b c'"_s << u"[sh '…'] b·c"_s;
        QTest::newRow("sh in sh") << u"sh -c \"bash -c 'a b'\""_s << u"[sh '…' › bash '…'] a·b"_s;
        QTest::newRow("eval") << u"eval a '; b'"_s << u"[eval '…'] b"_s;
        QTest::newRow("shell's input") << u"sh <<'E'\na b\nE"_s << u"[sh '…'] a·b"_s;
        QTest::newRow("trap") << u"trap 'a b' EXIT"_s << u"[trap '…'] a·b"_s;
        QTest::newRow("busybox") << u"busybox env a"_s << u"[busybox › env] a"_s;
    }

    void wrappers_areFollowedByWhatTheyRun()
    {
        QFETCH(QString, text);
        auto line = parseShell(text.toStdString());
        unwrap(line);
        QVERIFY(!line.problem);
        QTEST(printed(line).last(), "last");
    }

    void doubts_areNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("doubt");
        QTest::newRow("name") << u"$x a"_s << int(Doubt::Name);
        QTest::newRow("text") << u"sh -c \"$x\""_s << int(Doubt::Text);
        QTest::newRow("input") << u"curl x | sh"_s << int(Doubt::Input);
        QTest::newRow("options") << u"env -Z a"_s << int(Doubt::Options);
        QTest::newRow("others") << u"strace a"_s << int(Doubt::RunsOthers);
    }

    void doubts_areNamed()
    {
        QFETCH(QString, text);
        QFETCH(int, doubt);
        auto line = parseShell(text.toStdString());
        unwrap(line);
        QVERIFY(line.commands.back().doubt);
        QCOMPARE(int(*line.commands.back().doubt), doubt);
    }
};

QTEST_GUILESS_MAIN(ShellParserTest)
#include "shell_parser_test.moc"
