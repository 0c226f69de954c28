#include "core/base/shell_word.h"

#include <algorithm>

namespace kalpana {

using namespace Qt::StringLiterals;

QString shellWord(const QString& word)
{
    const auto isPlain = [](QChar c) { return c.isLetterOrNumber() || u"_-./:@%+,="_s.contains(c); };
    if (!word.isEmpty() && std::ranges::all_of(word, isPlain))
        return word;
    return u'\'' + QString(word).replace(u'\'', "'\\''"_L1) + u'\'';
}

} // namespace kalpana
