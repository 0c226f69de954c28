#include "app/desktop/chat/drafts.h"

#include <QTest>

using namespace kalpana::desktop::chat;
using namespace Qt::StringLiterals;

class DraftsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLastText_ofEachChat_isKept()
    {
        Drafts drafts;
        drafts.keep({}, u"new"_s);
        drafts.keep(u"a"_s, u"one"_s);
        drafts.keep(u"a"_s, u"two"_s);
        QCOMPARE(drafts.all(), (QJsonObject{{u""_s, u"new"_s}, {u"a"_s, u"two"_s}}));
        drafts.keep(u"a"_s, {});
        QCOMPARE(drafts.all(), (QJsonObject{{u""_s, u"new"_s}}));
    }

    void theyAreBounded()
    {
        Drafts drafts;
        drafts.keep(u"a"_s, u"short"_s);
        drafts.keep(u"a"_s, QString(1'000'001, u'x'));
        QVERIFY(drafts.all().isEmpty());
        for (int chat = 0; chat < 100; ++chat)
            drafts.keep(QString::number(chat), u"text"_s);
        QCOMPARE(drafts.all().size(), 50);
        drafts.keep(u"0"_s, u"another"_s);
        QCOMPARE(drafts.all()[u"0"_s].toString(), u"another"_s);
    }
};

QTEST_GUILESS_MAIN(DraftsTest)
#include "drafts_test.moc"
