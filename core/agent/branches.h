#pragma once

#include <QList>

namespace kalpana::agent {

/// Which of a chat's events follow which (docs/decisions/0015-a-branch-is-an-event.md). Each event follows the one
/// before it, except a Branched event, which follows the one that it names. The chosen history ends with the last
/// event. Passive; made of the chat's Branched events, in order.
class Branches final {
public:
    struct Turnoff {
        qint64 at = 0; ///< The sequence of the Branched event.
        qint64 to = 0; ///< The last event that stays; 0: none.
    };
    struct Range {
        qint64 first = 0;
        qint64 last = 0;
        bool operator==(const Range&) const = default;
    };

    /// `last`: the chat's last event. A turnoff that does not go back is none.
    Branches(QList<Turnoff> turnoffs, qint64 last);

    [[nodiscard]] bool isEmpty() const { return m_turnoffs.isEmpty(); }
    /// The events up to this one that it follows, and itself.
    [[nodiscard]] QList<Range> pathTo(qint64 sequence) const;
    [[nodiscard]] QList<Range> chosen() const { return pathTo(m_last); }
    /// The event that this one follows, Branched ones left out; 0: it is the first.
    [[nodiscard]] qint64 before(qint64 sequence) const;
    /// What follows the same event as this one, itself too, in order.
    [[nodiscard]] QList<qint64> besides(qint64 sequence) const;
    /// The newest event that follows this one, however far away; itself if none does.
    [[nodiscard]] qint64 tipOf(qint64 sequence) const;

private:
    [[nodiscard]] const Turnoff* at(qint64 sequence) const;
    [[nodiscard]] qint64 withoutTurnoffs(qint64 sequence) const;

    QList<Turnoff> m_turnoffs;
    qint64 m_last;
};

} // namespace kalpana::agent
