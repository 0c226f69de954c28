#include "core/review/file_review.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace kalpana::review {

namespace {

using Lines = QList<QByteArrayView>;

std::vector<int> numbersOf(const Lines& lines, QHash<QByteArrayView, int>& known)
{
    std::vector<int> numbers;
    numbers.reserve(static_cast<std::size_t>(lines.size()));
    for (const auto line : lines) {
        const auto next = static_cast<int>(known.size());
        const auto number = known.constFind(line);
        numbers.push_back(number == known.cend() ? *known.insert(line, next) : *number);
    }
    return numbers;
}

/// Follows stretches of a text, from top to bottom, to where they are now.
class Walk final {
public:
    explicit Walk(const std::vector<Edit>& edits) : m_edits(edits) {}

    struct Place {
        bool touched = false; ///< Something in it, or next to it, is not as it was.
        qsizetype now = 0;
        qsizetype nowCount = 0;
    };
    Place at(qsizetype line, qsizetype count)
    {
        while (m_next < m_edits.size() && m_edits[m_next].before + m_edits[m_next].beforeCount < line)
            m_shift += m_edits[m_next].afterCount - m_edits[m_next].beforeCount, ++m_next;
        auto begin = line;
        auto end = line + count;
        qsizetype grown = 0;
        bool touched = false;
        for (auto i = m_next; i < m_edits.size() && m_edits[i].before <= end; ++i) {
            begin = std::min(begin, m_edits[i].before);
            end = std::max(end, m_edits[i].before + m_edits[i].beforeCount);
            grown += m_edits[i].afterCount - m_edits[i].beforeCount;
            touched = true;
        }
        return {touched, begin + m_shift, end - begin + grown};
    }

private:
    const std::vector<Edit>& m_edits;
    std::size_t m_next = 0;
    qsizetype m_shift = 0;
};

} // namespace

std::vector<Edit> lineEdits(const QList<QByteArrayView>& before, const QList<QByteArrayView>& after)
{
    QHash<QByteArrayView, int> known;
    const auto a = numbersOf(before, known);
    return sequenceEdits(a, numbersOf(after, known));
}

FileReview::FileReview(QByteArray before, QByteArray after, QByteArray now)
    : m_before(std::move(before)), m_after(std::move(after)), m_now(std::move(now)), m_beforeLines(linesOf(m_before)),
      m_afterLines(linesOf(m_after))
{
    for (const auto& edit : lineEdits(m_beforeLines, m_afterLines))
        m_hunks.append({.edit = edit});
    look();
}

void FileReview::setNow(QByteArray now)
{
    m_now = std::move(now);
    look();
}

/// A hunk stands where nothing was done since to the lines that the turn left, or next to them; it is reverted where
/// the same holds for the lines before the turn.
void FileReview::look()
{
    m_nowLines = linesOf(m_now);
    const auto sinceAfter = m_now == m_after ? std::vector<Edit>() : lineEdits(m_afterLines, m_nowLines);
    const auto sinceBefore = lineEdits(m_beforeLines, m_nowLines);
    Walk after(sinceAfter);
    Walk before(sinceBefore);
    qsizetype end = 0; // of the hunk in front, now
    for (auto& hunk : m_hunks) {
        const auto standing = after.at(hunk.edit.after, hunk.edit.afterCount);
        const auto reverted = before.at(hunk.edit.before, hunk.edit.beforeCount);
        const auto& found = !standing.touched || reverted.touched ? standing : reverted;
        // Where lines repeat, the two ways to look may not agree on the order: then nobody knows.
        const bool known = !found.touched && found.now >= end;
        hunk.state = !known                ? Hunk::State::Conflict
                     : &found == &standing ? Hunk::State::Standing
                                           : Hunk::State::Reverted;
        hunk.now = std::max(found.now, end);
        hunk.nowCount = std::min(found.nowCount, m_nowLines.size() - hunk.now);
        if (known)
            end = hunk.now + hunk.nowCount;
    }
}

QByteArray FileReview::reverted(const QSet<qsizetype>& hunks) const
{
    return composed(hunks, Hunk::State::Standing);
}

QByteArray FileReview::putBack(const QSet<qsizetype>& hunks) const
{
    return composed(hunks, Hunk::State::Reverted);
}

QByteArray FileReview::composed(const QSet<qsizetype>& hunks, Hunk::State of) const
{
    QByteArray text;
    qsizetype line = 0;
    const auto add = [&text](const Lines& lines, qsizetype from, qsizetype count) {
        for (const auto one : lines.sliced(from, count))
            text.append(one);
    };
    for (qsizetype i = 0; i < m_hunks.size(); ++i) {
        const auto& hunk = m_hunks[i];
        if (hunk.state != of || !hunks.contains(i))
            continue;
        add(m_nowLines, line, hunk.now - line);
        if (of == Hunk::State::Standing)
            add(m_beforeLines, hunk.edit.before, hunk.edit.beforeCount);
        else
            add(m_afterLines, hunk.edit.after, hunk.edit.afterCount);
        line = hunk.now + hunk.nowCount;
    }
    add(m_nowLines, line, m_nowLines.size() - line);
    return text;
}

} // namespace kalpana::review
