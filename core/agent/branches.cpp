#include "core/agent/branches.h"

#include <algorithm>

namespace kalpana::agent {

Branches::Branches(QList<Turnoff> turnoffs, qint64 last) : m_turnoffs(std::move(turnoffs)), m_last(last)
{
    m_turnoffs.removeIf([](const Turnoff& one) { return one.to < 0 || one.to >= one.at; });
}

QList<Branches::Range> Branches::pathTo(qint64 sequence) const
{
    QList<Range> path;
    auto end = sequence;
    for (auto turnoff = m_turnoffs.crbegin(); turnoff != m_turnoffs.crend() && end > 0; ++turnoff) {
        if (turnoff->at > end)
            continue;
        path.prepend({turnoff->at, end});
        end = turnoff->to;
    }
    if (end > 0)
        path.prepend({1, end});
    return path;
}

qint64 Branches::before(qint64 sequence) const
{
    const auto* turnoff = at(sequence);
    return withoutTurnoffs(turnoff ? turnoff->to : sequence - 1);
}

QList<qint64> Branches::besides(qint64 sequence) const
{
    const auto parent = before(sequence);
    QList<qint64> found;
    const auto look = [&](qint64 child) {
        if (child <= m_last && !at(child))
            found.append(child);
    };
    look(parent + 1);
    for (const auto& turnoff : m_turnoffs)
        if (withoutTurnoffs(turnoff.to) == parent)
            look(turnoff.at + 1);
    return found;
}

qint64 Branches::tipOf(qint64 sequence) const
{
    auto end = m_last;
    for (auto turnoff = m_turnoffs.crbegin();; ++turnoff) {
        const auto path = pathTo(end);
        if (std::ranges::any_of(path,
                                [sequence](const Range& one) { return one.first <= sequence && sequence <= one.last; }))
            return end;
        if (turnoff == m_turnoffs.crend())
            return sequence;
        end = turnoff->at - 1;
    }
}

const Branches::Turnoff* Branches::at(qint64 sequence) const
{
    const auto found = std::ranges::lower_bound(m_turnoffs, sequence, {}, &Turnoff::at);
    return found != m_turnoffs.end() && found->at == sequence ? &*found : nullptr;
}

qint64 Branches::withoutTurnoffs(qint64 sequence) const
{
    while (const auto* turnoff = at(sequence))
        sequence = turnoff->to;
    return sequence;
}

} // namespace kalpana::agent
