#include "core/agent/ruled_tools.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class RuledToolsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDiff_leavesOutWhatMayNotBeRead()
    {
        const auto part = [](const QString& names, const QString& line) {
            return u"diff --git %1\n--- a\n+++ b\n@@ -1 +1 @@\n+%2\n"_s.arg(names, line);
        };
        const auto hidden = [](const QString& path) { return path == ".env"_L1; };
        const auto open = part(u"a/src/x b/src/x"_s, u"shown"_s);
        QCOMPARE(agent::diffWithout(open, hidden), open);
        for (const auto& names : {u"a/.env b/.env"_s, u"a/.env b/x"_s, u"a/x b/.env"_s, u"\"a/\\303\" \"b/\\303\""_s,
                                  u"a/x b/x b/x b/x"_s}) {
            const auto diff = agent::diffWithout(open + part(names, u"secret"_s) + open, hidden);
            QVERIFY2(!diff.contains(u"secret"_s) && diff.count(u"+shown"_s) == 2, qPrintable(diff));
        }
        QVERIFY(!agent::diffWithout(u"diff --cc .env\n++secret"_s, hidden).contains(u"secret"_s));
    }
};

QTEST_GUILESS_MAIN(RuledToolsTest)
#include "ruled_tools_test.moc"
