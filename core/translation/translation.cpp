#include "core/translation/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace kalpana::translation {

using namespace Qt::StringLiterals;

void install(QCoreApplication& application)
{
    auto* translator = new QTranslator(&application);
    if (translator->load(QLocale(), u"kalpana"_s, u"_"_s, u":/translations"_s) ||
        translator->load(u":/translations/kalpana_en.qm"_s))
        QCoreApplication::installTranslator(translator);
}

} // namespace kalpana::translation
