#include "core/agent/capped_text.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class CappedTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shortText_staysWhole() { QCOMPARE(agent::capped(u"abc"), u"abc"_s); }

    void longText_keepsHeadAndTail_andSaysHowMuchIsMissing()
    {
        agent::CappedText text(10);
        text.append(u"01234");
        text.append(u"xxxxxxx");
        text.append(u"56789");
        QCOMPARE(text.text(), u"01234\n[… 7 characters are left out here.]\n56789"_s);
        QCOMPARE(text.text(u"Ask again."_s), u"01234\n[… 7 characters are left out here. Ask again.]\n56789"_s);
    }

    void endlessText_staysSmall_howeverItComes()
    {
        agent::CappedText text(100);
        const QString piece(33, u'y');
        for (int i = 0; i < 100'000; ++i)
            text.append(piece);
        text.append(u"the end");
        QVERIFY(text.text().size() < 200);
        QVERIFY(text.text().endsWith(u"the end"_s));
        QVERIFY(text.text().contains(u"3299907 characters"_s));
    }

    void limitExactlyMet_leavesNothingOut()
    {
        agent::CappedText text(10);
        text.append(u"0123456789");
        QCOMPARE(text.text(), u"0123456789"_s);
    }
};

QTEST_GUILESS_MAIN(CappedTextTest)
#include "capped_text_test.moc"
