#include "core/review/rows.h"

#include <algorithm>

namespace kalpana::review {

namespace {

constexpr qsizetype leastFold = 4; // fewer lines are shown at once

class Rows final {
public:
    explicit Rows(const RowsSpec& spec) : m_spec(spec) {}

    /// Lines that are alike, of which those next to a hunk are shown.
    void same(qsizetype before, qsizetype after, qsizetype count, bool behindHunk, bool beforeHunk)
    {
        const auto head = behindHunk ? std::min(m_spec.context, count) : 0;
        const auto tail = beforeHunk ? std::min(m_spec.context, count - head) : 0;
        const auto folded = count - head - tail;
        const bool folds = folded >= leastFold && !m_spec.unfolded.contains(after + head);
        lines(before, after, folds ? head : count);
        if (!folds)
            return;
        m_rows.append({.kind = Row::Kind::Fold, .before = before + head, .after = after + head, .count = folded});
        lines(before + head + folded, after + head + folded, tail);
    }

    void edit(const Edit& edit, qsizetype hunk)
    {
        changed(edit, hunk);
        const auto now = m_spec.nowOf.value(hunk);
        for (qsizetype i = 0; i < now.count; ++i)
            m_rows.append({.kind = Row::Kind::Now, .hunk = hunk, .now = now.from + i});
    }

    QList<Row> take() { return std::move(m_rows); }

private:
    void changed(const Edit& edit, qsizetype hunk)
    {
        m_rows.append({.kind = Row::Kind::Hunk, .before = edit.before, .after = edit.after, .hunk = hunk});
        if (m_spec.layout == Layout::SideBySide) {
            for (qsizetype i = 0; i < std::max(edit.beforeCount, edit.afterCount); ++i) {
                const bool less = i < edit.beforeCount;
                m_rows.append({.kind = less ? Row::Kind::Less : Row::Kind::More,
                               .before = less ? edit.before + i : -1,
                               .after = i < edit.afterCount ? edit.after + i : -1,
                               .hunk = hunk});
            }
            return;
        }
        for (qsizetype i = 0; i < edit.beforeCount; ++i)
            m_rows.append({.kind = Row::Kind::Less, .before = edit.before + i, .hunk = hunk});
        for (qsizetype i = 0; i < edit.afterCount; ++i)
            m_rows.append({.kind = Row::Kind::More, .after = edit.after + i, .hunk = hunk});
    }

    void lines(qsizetype before, qsizetype after, qsizetype count)
    {
        for (qsizetype i = 0; i < count; ++i)
            m_rows.append({.kind = Row::Kind::Same, .before = before + i, .after = after + i});
    }

    const RowsSpec& m_spec;
    QList<Row> m_rows;
};

} // namespace

QList<Row> rowsOf(const std::vector<Edit>& edits, qsizetype linesBefore, qsizetype linesAfter, const RowsSpec& spec)
{
    Rows rows(spec);
    qsizetype before = 0;
    qsizetype after = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const auto& edit = edits[i];
        rows.same(before, after, edit.before - before, i > 0, true);
        rows.edit(edit, static_cast<qsizetype>(i));
        before = edit.before + edit.beforeCount;
        after = edit.after + edit.afterCount;
    }
    rows.same(before, after, std::min(linesBefore - before, linesAfter - after), !edits.empty(), false);
    return rows.take();
}

} // namespace kalpana::review
