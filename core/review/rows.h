#pragma once

#include "core/review/sequence_edits.h"

#include <QHash>
#include <QList>
#include <QSet>

namespace kalpana::review {

/// A row of a shown difference.
struct Row {
    enum class Kind {
        Hunk, ///< The head of a hunk.
        Same, ///< A line on both sides.
        Less, ///< A line that went; side by side it may stand beside one that came.
        More, ///< A line that came.
        Fold, ///< Lines on both sides that are folded away: `count` of them, from `before` and `after` on.
        Now,  ///< A line that stands there now, in the place of a hunk that somebody else changed since.
    };
    Kind kind = Kind::Same;
    qsizetype before = -1; ///< The line's index, where there is one.
    qsizetype after = -1;
    qsizetype hunk = -1; ///< Which one it belongs to.
    qsizetype count = 0;
    qsizetype now = -1; ///< Likewise, of the text that is there now.
    bool operator==(const Row&) const = default;
};

enum class Layout { Unified, SideBySide };

/// Lines that are there now.
struct NowLines {
    qsizetype from = 0;
    qsizetype count = 0;
};

struct RowsSpec {
    Layout layout = Layout::Unified;
    qsizetype context = 3;                 ///< Lines around a hunk that are shown.
    QSet<qsizetype> unfolded = {};         ///< The `after` of folds that are open.
    QHash<qsizetype, NowLines> nowOf = {}; ///< Hunks below which stands what is there now.
};

/// Two texts of so many lines, with the edits between them, in rows from top to bottom.
[[nodiscard]] QList<Row> rowsOf(const std::vector<Edit>& edits, qsizetype linesBefore, qsizetype linesAfter,
                                const RowsSpec& spec);

} // namespace kalpana::review
