#pragma once

#include "core/review/lines.h"
#include "core/review/sequence_edits.h"

#include <QByteArray>
#include <QSet>

namespace kalpana::review {

/// A place where a turn changed a file, and how it stands now.
struct Hunk {
    enum class State {
        Standing, ///< As the turn left it.
        Reverted, ///< As it was before the turn.
        Conflict, ///< Neither: somebody else changed these lines since. They are left alone.
    };
    Edit edit; ///< Lines before the turn, and lines that the turn left.
    State state = State::Standing;
    qsizetype now = 0; ///< The lines that stand there now; of a conflict perhaps with some around it.
    qsizetype nowCount = 0;
    bool operator==(const Hunk&) const = default;
};

/// One text file before a turn, as the turn left it, and as it is now. Says for each place that the turn changed
/// whether it still stands so, and makes the present text with some of them taken back or put back: of what somebody
/// else changed since, not a byte is touched. Passive; holds the three texts.
class FileReview final {
public:
    FileReview(QByteArray before, QByteArray after, QByteArray now);
    FileReview(const FileReview&) = delete;
    FileReview& operator=(const FileReview&) = delete;

    [[nodiscard]] const QList<QByteArrayView>& before() const { return m_beforeLines; }
    [[nodiscard]] const QList<QByteArrayView>& after() const { return m_afterLines; }
    [[nodiscard]] const QList<QByteArrayView>& now() const { return m_nowLines; }
    [[nodiscard]] const QByteArray& beforeBytes() const { return m_before; }
    [[nodiscard]] const QByteArray& afterBytes() const { return m_after; }
    [[nodiscard]] const QByteArray& nowBytes() const { return m_now; }
    [[nodiscard]] const QList<Hunk>& hunks() const { return m_hunks; }

    /// The present text with these hunks, of those that stand, as they were before the turn.
    [[nodiscard]] QByteArray reverted(const QSet<qsizetype>& hunks) const;
    /// The present text with these hunks, of those that were reverted, as the turn left them.
    [[nodiscard]] QByteArray putBack(const QSet<qsizetype>& hunks) const;
    /// After a write: what is there now.
    void setNow(QByteArray now);

private:
    [[nodiscard]] QByteArray composed(const QSet<qsizetype>& hunks, Hunk::State of) const;
    void look();

    QByteArray m_before;
    QByteArray m_after;
    QByteArray m_now;
    QList<QByteArrayView> m_beforeLines;
    QList<QByteArrayView> m_afterLines;
    QList<QByteArrayView> m_nowLines;
    QList<Hunk> m_hunks;
};

/// The edits between two texts, by line.
[[nodiscard]] std::vector<Edit> lineEdits(const QList<QByteArrayView>& before, const QList<QByteArrayView>& after);

} // namespace kalpana::review
