#include "remote/bridge/server/git/porcelain.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace std::string_view_literals;

class PorcelainTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfLine_isRead()
    {
        const auto status = parseStatus("# branch.oid 1234\0# branch.head a b\0# branch.upstream o/m\0"
                                        "# branch.ab +3 -14\0# stash 1\0"
                                        "1 M. N... 100644 100644 100644 aa bb a name\0"
                                        "1 .M SCM. 160000 160000 160000 aa bb sub\0"
                                        "2 R. N... 100644 100644 100644 aa bb R90 to\nhere\0from here\0"
                                        "u UU N... 100644 100644 100644 100644 aa bb cc both\0"
                                        "? un tracked/\0! ignored\0"sv);
        QCOMPARE(status.commit, "1234");
        QCOMPARE(status.branch, "a b");
        QCOMPARE(status.upstream, "o/m");
        QCOMPARE(*status.ahead, 3U);
        QCOMPARE(*status.behind, 14U);
        QCOMPARE(status.entries.size(), std::size_t{6});
        QCOMPARE(status.entries[0].path, "a name");
        QCOMPARE(status.entries[0].staged, 'M');
        QVERIFY(status.entries[1].isSubmodule);
        QCOMPARE(status.entries[2].path, "to\nhere");
        QCOMPARE(status.entries[2].original, "from here");
        QCOMPARE(status.entries[3].kind, StatusEntry::Kind::Conflicted);
        QCOMPARE(status.entries[4].path, "un tracked/");
        QCOMPARE(status.entries[5].kind, StatusEntry::Kind::Ignored);
    }

    void whatIsCutOffOrUnknown_isPassedOver()
    {
        QVERIFY(parseStatus("").entries.empty());
        QVERIFY(parseStatus("1\0u UU\0x y z\0# \0# branch.ab\0# branch.ab + x\0002 R. N...\0"sv).entries.empty());
        QVERIFY(!parseStatus("# branch.ab\0"sv).ahead);
        QVERIFY(parseStatus("? not ended").entries.empty());
        QVERIFY(parseStatus("# branch.oid (initial)\0# branch.head (detached)\0"sv).branch.empty());
    }
};

QTEST_APPLESS_MAIN(PorcelainTest)
#include "porcelain_test.moc"
