#include "core/agent/visible_text.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class VisibleTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordinaryText_staysAsItIs()
    {
        QCOMPARE(agent::visibleText(u"a\r\nb\r\n"_s), u"a\r\nb\r\n"_s);
        QCOMPARE(agent::visibleText(u"zażółć\n\tgęślą ☃ 日本"_s), u"zażółć\n\tgęślą ☃ 日本"_s);
    }

    void whatHidesOrReorders_isShown()
    {
        QCOMPARE(agent::visibleText(u"echo ok\r\x1b[2K"_s), u"echo ok⟨U+000D⟩⟨U+001B⟩[2K"_s);
        QCOMPARE(agent::visibleText(u"a\u202Eb\u200Bc"_s), u"a⟨U+202E⟩b⟨U+200B⟩c"_s);
    }
};

QTEST_GUILESS_MAIN(VisibleTextTest)
#include "visible_text_test.moc"
