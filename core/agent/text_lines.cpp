#include "core/agent/text_lines.h"

namespace kalpana::agent {

QString linesFrom(QStringView text, qint64 offset, qint64 limit)
{
    qsizetype begin = 0;
    for (qint64 line = 1; line < offset && begin < text.size(); ++line) {
        const auto end = text.indexOf(u'\n', begin);
        begin = end < 0 ? text.size() : end + 1;
    }
    qsizetype end = begin;
    for (qint64 line = 0; line < limit && end < text.size(); ++line) {
        const auto newline = text.indexOf(u'\n', end);
        end = newline < 0 ? text.size() : newline + 1;
    }
    return text.sliced(begin, end - begin).toString();
}

} // namespace kalpana::agent
