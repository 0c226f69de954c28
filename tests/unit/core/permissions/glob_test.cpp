#include "core/permissions/glob.h"

#include <QTest>

using namespace kalpana::permissions;

class GlobTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void paths_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* pattern, const char* path, bool matches) {
            QTest::addRow("%s %s", pattern, path) << QByteArray(pattern) << QByteArray(path) << matches;
        };
        row("a", "a", true);
        row("a", "ab", false);
        row("*.c", "a.c", true);
        row("*.c", "src/a.c", false);
        row("**/*.c", "src/a.c", true);
        row("**/*.c", "a.c", true);
        row("**/.env", "x.env", false);
        row("**/.env", "a/b/.env", true);
        row("**/.env", ".env", true);
        row("src/**", "src/a/b", true);
        row("src/**", "src", false);
        row("src/**", "srcx/a", false);
        row("src/**/x", "src/x", true);
        row("src/**/x", "src/a/b/x", true);
        row("src/**/x", "src/ax", false);
        row("a?c", "abc", true);
        row("a?c", "a/c", false);
        row("**", "a/b/c", true);
        row("*", "a/b", false);
        row("a*b*c", "aXbYc", true);
        row("a*b*c", "aXbY/c", false);
        row("**/a*/b", "x/a1/a2/b", true);
        row("", "a", false);
    }

    void paths()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, path);
        QTEST(matchesPath({pattern.data(), size_t(pattern.size())}, {path.data(), size_t(path.size())}), "matches");
    }

    void words_haveOnlyStars()
    {
        QVERIFY(matchesWord("test*", "test:unit/x"));
        QVERIFY(matchesWord("*a*", "cab"));
        QVERIFY(!matchesWord("a?", "ab"));
        QVERIFY(!matchesWord("test*", "tes"));
        QVERIFY(!matchesWord("", "x"));
    }
};

QTEST_GUILESS_MAIN(GlobTest)
#include "glob_test.moc"
