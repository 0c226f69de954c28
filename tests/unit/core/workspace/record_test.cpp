#include "core/workspace/record.h"

#include <QRegularExpression>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class RecordTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void id_isTheNameAsASlug_andFourHexadecimalDigits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("slug");
        QTest::newRow("plain") << u"api"_s << u"api"_s;
        QTest::newRow("spaces and case") << u"  My  Big API! "_s << u"my-big-api"_s;
        QTest::newRow("accents") << u"Café Zürich"_s << u"cafe-zurich"_s;
        QTest::newRow("nothing usable") << u"工程"_s << u"workspace"_s;
        QTest::newRow("long") << u"a"_s.repeated(100) << u"a"_s.repeated(35);
        QTest::newRow("cut at a dash") << u"a"_s.repeated(34) + u" b"_s << u"a"_s.repeated(34);
    }
    void id_isTheNameAsASlug_andFourHexadecimalDigits()
    {
        QFETCH(QString, name);
        QFETCH(QString, slug);
        const auto id = workspace::makeId(name);
        QVERIFY2(QRegularExpression(u"\\A%1-[0-9a-f]{4}\\z"_s.arg(slug)).match(id).hasMatch(), qPrintable(id));
        QVERIFY(id.size() <= 40);
    }
};

QTEST_GUILESS_MAIN(RecordTest)
#include "record_test.moc"
