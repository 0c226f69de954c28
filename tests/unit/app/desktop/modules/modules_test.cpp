#include "app/desktop/modules/modules.h"

#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class ModulesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMissingPart_isSaid_andNamedForTheLog()
    {
        QVERIFY(!desktop::modules::readAhead(u"kalpana-nothing"_s));
        const auto entry = desktop::modules::entryOf(u"kalpana-nothing"_s);
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, ErrorCode::Internal);
        QVERIFY(entry.error().sentence.contains(u"Install Kalpana again"_s));
        QVERIFY(entry.error().detail.contains(u"kalpana-nothing"_s));
    }
};

QTEST_GUILESS_MAIN(ModulesTest)
#include "modules_test.moc"
