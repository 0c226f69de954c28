#include "core/agent/visible_text.h"

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

bool hides(QChar c)
{
    if (c == u'\n' || c == u'\t')
        return false;
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
           c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
}

} // namespace

QString visibleText(const QString& text)
{
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        const bool endOfLine = c == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n';
        if (hides(c) && !endOfLine)
            shown += u"⟨U+%1⟩"_s.arg(static_cast<uint>(c.unicode()), 4, 16, QLatin1Char('0')).toUpper();
        else
            shown += c;
    }
    return shown;
}

} // namespace kalpana::agent
