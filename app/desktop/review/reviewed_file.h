#pragma once

#include "core/agent/workspace_checkpoints.h"
#include "core/markup/line_colours.h"
#include "core/review/file_review.h"

#include <QStringList>

#include <memory>

namespace kalpana::desktop::review {

/// Which difference is shown: from one checkpoint to another.
struct Range {
    quint32 before = 0;
    quint32 after = 0;
    bool operator==(const Range&) const = default;
};

/// How a file stands, of what a turn changed in it.
enum class Stand {
    Standing, ///< As the turn left it.
    Reverted, ///< As it was before the turn.
    Changed,  ///< Somebody else changed it since, or a part was reverted: it is decided by hunk.
};

struct ListedFile {
    agent::ChangedFile change;
    Stand stand = Stand::Standing;
};

/// The lines of one side, as they are drawn.
struct ShownText {
    QStringList lines; ///< Without their ends; what hides or reorders other signs is visible.
    QList<QList<markup::ColouredSpan>> spans;
};

/// What does not change while a file is looked at.
struct ShownFile {
    ShownText before;
    ShownText after;
    std::vector<kalpana::review::Edit> edits;
};

/// A file that was read, and how it stands now. Immutable: what is done to it gives another.
struct ReviewedFile {
    agent::ChangedFile change;
    std::shared_ptr<const ShownFile> shown;                    ///< Null: it can't be shown by line,
    QString notice;                                            ///< for this reason; or what else is to be said of it.
    std::shared_ptr<const kalpana::review::FileReview> review; ///< Null where `shown` is.
    QStringList now;     ///< The lines that are there now, where they are not those that the turn left.
    QString hash;        ///< Of what is there now: what a write expects.
    bool byHunk = false; ///< Hunks can be written; else only the whole file goes back.
    Stand stand = Stand::Standing;
};
using FilePointer = std::shared_ptr<const ReviewedFile>;

} // namespace kalpana::desktop::review
