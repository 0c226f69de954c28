#include "remote/ssh/pattern.h"

#include <QStringList>

namespace kalpana::ssh {

bool matchesPattern(QStringView text, QStringView pattern)
{
    // Goes back to the last star only, so that no pattern takes exponential time.
    qsizetype at = 0;
    qsizetype wanted = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (at < text.size()) {
        if (wanted < pattern.size() && pattern[wanted] == u'*') {
            star = wanted++;
            resume = at;
        } else if (wanted < pattern.size() && (pattern[wanted] == u'?' || pattern[wanted] == text[at])) {
            ++wanted;
            ++at;
        } else if (star >= 0) {
            wanted = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (wanted < pattern.size() && pattern[wanted] == u'*')
        ++wanted;
    return wanted == pattern.size();
}

bool matchesPatternList(const QString& text, const QStringList& patterns)
{
    auto matched = false;
    for (const auto& pattern : patterns) {
        if (pattern.startsWith(u'!')) {
            if (matchesPattern(text, QStringView(pattern).sliced(1)))
                return false;
        } else if (matchesPattern(text, pattern)) {
            matched = true;
        }
    }
    return matched;
}

} // namespace kalpana::ssh
