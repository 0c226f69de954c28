#include "remote/bridge/server/os/split.h"

#include <QTest>

using namespace kalpana::bridge::server;
using Parts = std::vector<std::string_view>;

class SplitTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parts_areWhatIsBetween_andNothingIsAfterTheLastSeparator()
    {
        QCOMPARE(split("", ':'), Parts());
        QCOMPARE(split("a", ':'), Parts{"a"});
        QCOMPARE(split("a:b:", ':'), (Parts{"a", "b"}));
        QCOMPARE(split(":a::b", ':'), (Parts{"", "a", "", "b"}));
    }

    void words_areNeverEmpty()
    {
        QCOMPARE(splitWords("  a  b "), (Parts{"a", "b"}));
        QCOMPARE(splitWords("/usr//bin/", '/'), (Parts{"usr", "bin"}));
        QCOMPARE(splitWords("   "), Parts());
    }
};

QTEST_GUILESS_MAIN(SplitTest)
#include "split_test.moc"
