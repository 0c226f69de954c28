#include "remote/bridge/server/files/pattern.h"

#include <QTest>

using namespace kalpana::bridge::server;

class PatternTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pattern_matchesAsGitSays_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("isFolder");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* pattern, const char* path, bool isFolder, bool matches) {
            QTest::addRow("%s, %s%s", pattern, path, isFolder ? "/" : "")
                << QByteArray(pattern) << QByteArray(path) << isFolder << matches;
        };
        row("*.o", "a.o", false, true);
        row("*.o", "deep/down/a.o", false, true);
        row("*.o", "a.oo", false, false);
        row("/a.o", "a.o", false, true);
        row("/a.o", "b/a.o", false, false);
        row("build/", "build", true, true);
        row("build/", "build", false, false);
        row("build/", "x/build", true, true);
        row("doc/*.txt", "doc/a.txt", false, true);
        row("doc/*.txt", "doc/b/a.txt", false, false);
        row("doc/*.txt", "x/doc/a.txt", false, false);
        row("**/foo", "foo", false, true);
        row("**/foo", "a/b/foo", false, true);
        row("**/foo/bar", "a/foo/bar", false, true);
        row("abc/**", "abc/x/y", false, true);
        row("abc/**", "abc", true, false);
        row("a/**/b", "a/b", false, true);
        row("a/**/b", "a/x/y/b", false, true);
        row("a/**/b", "a/x/y/c", false, false);
        row("f?o", "foo", false, true);
        row("f?o", "f/o", false, false);
        row("[a-c].txt", "b.txt", false, true);
        row("[!a-c].txt", "b.txt", false, false);
        row("[!a-c].txt", "d.txt", false, true);
        row("a[", "a[", false, false);
        row("a\\", "a\\", false, false);
        row("[[:digit:]]x", "7x", false, true);
        row("[]]", "]", false, true);
        row("[a-]", "-", false, true);
        row("foo**/bar", "foobar", false, true);
        row("foo/a**b", "foo/a/b", false, false);
        row("x\\ ", "x ", false, true);
        row("*a*b*c*", "xxaxxbxxcxx", false, true);
        row("*a*b*c*", "xxaxxcxxbxx", false, false);
        row("\\!x", "!x", false, true);
        row("\\#x", "#x", false, true);
        row("x ", "x", false, true);
        row("x\r", "x", false, true);
    }

    void pattern_matchesAsGitSays()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, path);
        QFETCH(bool, isFolder);
        QTEST(Pattern(pattern.toStdString()).matches(path.toStdString(), isFolder), "matches");
    }

    void emptyLinesAndComments_areNoPatterns()
    {
        for (const auto* text : {"", "# comment", "   ", "/", "!"})
            QVERIFY(!Pattern(text).matches("x", true));
    }

    void negation_isTold()
    {
        QVERIFY(Pattern("!keep.o").isNegated());
        QVERIFY(Pattern("!keep.o").matches("a/keep.o", false));
    }
};

QTEST_GUILESS_MAIN(PatternTest)
#include "pattern_test.moc"
