#include "core/agent/capped_text.h"

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

void CappedText::append(QStringView text)
{
    const auto room = std::clamp<qsizetype>(m_half - m_head.size(), 0, text.size());
    m_head += text.first(room);
    m_tail += text.sliced(room);
    if (m_tail.size() > 2 * m_half) { // now and then, so that appending stays cheap
        m_leftOut += m_tail.size() - m_half;
        m_tail = m_tail.last(m_half);
    }
}

QString CappedText::text(const QString& howToSeeTheRest) const
{
    const auto tail = QStringView(m_tail).last(std::min(m_half, m_tail.size()));
    const auto leftOut = m_leftOut + m_tail.size() - tail.size();
    if (leftOut == 0)
        return m_head + tail.toString();
    const auto gap = howToSeeTheRest.isEmpty() ? QString() : u' ' + howToSeeTheRest;
    return m_head + u"\n[… %1 characters are left out here.%2]\n"_s.arg(leftOut).arg(gap) + tail.toString();
}

QString capped(QStringView text, const QString& howToSeeTheRest)
{
    CappedText result;
    result.append(text);
    return result.text(howToSeeTheRest);
}

} // namespace kalpana::agent
