#include "core/translation/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class TranslationTest final : public QObject {
    Q_OBJECT

    static QString daysAgo(int days) { return QCoreApplication::translate("Readable", "%n days ago", nullptr, days); }

private Q_SLOTS:
    void english_hasItsPluralForms_alsoWhereTheLocaleIsAnother()
    {
        QLocale::setDefault(QLocale(QLocale::Hindi));
        QCOMPARE(daysAgo(1), u"1 days ago"_s);
        translation::install(*QCoreApplication::instance());
        QCOMPARE(daysAgo(1), u"1 day ago"_s);
        QCOMPARE(daysAgo(3), u"3 days ago"_s);
    }

    void textsWithoutANumber_areAsInTheSource()
    {
        QCOMPARE(QCoreApplication::translate("Readable", "never"), u"never"_s);
    }
};

QTEST_GUILESS_MAIN(TranslationTest)
#include "translation_test.moc"
