#include "core/workspace/record.h"

#include <QRandomGenerator>

namespace kalpana::workspace {

using namespace Qt::StringLiterals;

QString makeId(const QString& name)
{
    constexpr qsizetype longestSlug = 35; // with "-" and four digits: 40
    QString slug;
    for (const auto character : name.normalized(QString::NormalizationForm_KD).toLower()) {
        if ((character >= u'a' && character <= u'z') || (character >= u'0' && character <= u'9'))
            slug += character;
        else if (!character.isMark() && !slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
    }
    slug.truncate(longestSlug);
    while (slug.endsWith(u'-'))
        slug.chop(1);
    if (slug.isEmpty())
        slug = u"workspace"_s;
    return slug + u"-%1"_s.arg(QRandomGenerator::system()->bounded(0x10000), 4, 16, QLatin1Char('0'));
}

} // namespace kalpana::workspace
