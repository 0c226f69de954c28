#include "core/review/sequence_edits.h"

#include <algorithm>
#include <unordered_map>

namespace kalpana::review {

namespace {

using Index = long long;
using Flags = std::vector<char>;

constexpr Index mostEdits = 400; // of one stretch without unique elements; more of them are shown as replaced
constexpr int mostDepth = 64;    // of unique elements between unique elements

struct Stretch {
    Index begin = 0;
    Index end = 0;
    [[nodiscard]] Index size() const { return end - begin; }
};

/// Marks what differs. "Patience": elements that stand once on both sides are anchors; between them Myers' greedy
/// algorithm ("An O(ND) Difference Algorithm", 1986).
class Comparison final {
public:
    Comparison(const std::vector<int>& a, const std::vector<int>& b)
        : m_a(a), m_b(b), m_changedA(a.size()), m_changedB(b.size())
    {
        compare({0, std::ssize(a)}, {0, std::ssize(b)}, 0);
    }
    Flags takeA() { return std::move(m_changedA); }
    Flags takeB() { return std::move(m_changedB); }

private:
    void mark(Flags& flags, Stretch s) const { std::fill(flags.begin() + s.begin, flags.begin() + s.end, char{1}); }

    void compare(Stretch a, Stretch b, int depth)
    {
        while (a.size() > 0 && b.size() > 0 && at(m_a, a.begin) == at(m_b, b.begin))
            ++a.begin, ++b.begin;
        while (a.size() > 0 && b.size() > 0 && at(m_a, a.end - 1) == at(m_b, b.end - 1))
            --a.end, --b.end;
        if (a.size() == 0 || b.size() == 0) {
            mark(m_changedA, a);
            mark(m_changedB, b);
            return;
        }
        const auto anchors = depth < mostDepth ? anchorsOf(a, b) : std::vector<std::pair<Index, Index>>();
        if (anchors.empty()) {
            myers(a, b);
            return;
        }
        Stretch restA = a;
        Stretch restB = b;
        for (const auto& [inA, inB] : anchors) {
            compare({restA.begin, inA}, {restB.begin, inB}, depth + 1);
            restA.begin = inA + 1;
            restB.begin = inB + 1;
        }
        compare(restA, restB, depth + 1);
    }

    /// Elements that stand once in each, in an order that both have: the longest increasing subsequence.
    std::vector<std::pair<Index, Index>> anchorsOf(Stretch a, Stretch b) const
    {
        struct Seen {
            Index inA = -1;
            Index inB = -1;
            int countA = 0;
            int countB = 0;
        };
        std::unordered_map<int, Seen> seen;
        for (Index i = a.begin; i < a.end; ++i) {
            auto& one = seen[at(m_a, i)];
            one.inA = i;
            ++one.countA;
        }
        for (Index i = b.begin; i < b.end; ++i)
            if (const auto one = seen.find(at(m_b, i)); one != seen.end()) {
                one->second.inB = i;
                ++one->second.countB;
            }
        std::vector<std::pair<Index, Index>> unique;
        for (Index i = a.begin; i < a.end; ++i)
            if (const auto& one = seen[at(m_a, i)]; one.countA == 1 && one.countB == 1)
                unique.emplace_back(i, one.inB);
        std::vector<std::size_t> piles;
        std::vector<std::ptrdiff_t> previous(unique.size(), -1);
        for (std::size_t i = 0; i < unique.size(); ++i) {
            const auto pile = std::ranges::lower_bound(piles, unique[i].second, {},
                                                       [&](std::size_t top) { return unique[top].second; });
            if (pile != piles.begin())
                previous[i] = static_cast<std::ptrdiff_t>(*(pile - 1));
            if (pile == piles.end())
                piles.push_back(i);
            else
                *pile = i;
        }
        std::vector<std::pair<Index, Index>> anchors;
        for (auto i = piles.empty() ? -1 : static_cast<std::ptrdiff_t>(piles.back()); i >= 0;
             i = previous[static_cast<std::size_t>(i)])
            anchors.push_back(unique[static_cast<std::size_t>(i)]);
        std::ranges::reverse(anchors);
        return anchors;
    }

    void myers(Stretch a, Stretch b)
    {
        const Index n = a.size();
        const Index m = b.size();
        const Index most = std::min(n + m, mostEdits);
        std::vector<std::vector<Index>> trace;
        std::vector<Index> reach(static_cast<std::size_t>(2 * most + 3), 0);
        const auto slot = [most](Index k) { return static_cast<std::size_t>(k + most + 1); };
        const auto goesDown = [&](const std::vector<Index>& v, Index k, Index d) {
            return k == -d || (k != d && v[slot(k - 1)] < v[slot(k + 1)]);
        };
        const auto found = [&] {
            for (Index d = 0; d <= most; ++d) {
                trace.emplace_back(reach);
                for (Index k = -d; k <= d; k += 2) {
                    Index x = goesDown(reach, k, d) ? reach[slot(k + 1)] : reach[slot(k - 1)] + 1;
                    while (x < n && x - k >= 0 && x - k < m && at(m_a, a.begin + x) == at(m_b, b.begin + x - k))
                        ++x;
                    reach[slot(k)] = x;
                    if (x >= n && x - k >= m)
                        return true;
                }
            }
            return false;
        }();
        if (!found) {
            mark(m_changedA, a);
            mark(m_changedB, b);
            return;
        }
        Index x = n;
        Index y = m;
        for (auto d = std::ssize(trace) - 1; d > 0; --d) {
            const auto& v = trace[static_cast<std::size_t>(d)];
            const Index k = x - y;
            const bool down = goesDown(v, k, d);
            const Index fromK = down ? k + 1 : k - 1;
            const Index fromX = v[slot(fromK)];
            const Index fromY = fromX - fromK;
            if (down)
                m_changedB[static_cast<std::size_t>(b.begin + fromY)] = 1;
            else
                m_changedA[static_cast<std::size_t>(a.begin + fromX)] = 1;
            x = fromX;
            y = fromY;
        }
    }

    static int at(const std::vector<int>& sequence, Index i) { return sequence[static_cast<std::size_t>(i)]; }

    const std::vector<int>& m_a;
    const std::vector<int>& m_b;
    Flags m_changedA;
    Flags m_changedB;
};

/// Moves each run that stands in one sequence alone down as far as equal elements allow.
void slideDown(const std::vector<int>& sequence, Flags& changed, const Flags& other)
{
    const auto size = sequence.size();
    std::size_t i = 0;
    std::size_t o = 0; // where `other` stands beside i
    while (i < size) {
        if (changed[i] == 0) {
            if (o < other.size() && other[o] != 0)
                ++o;
            else
                ++i, ++o;
            continue;
        }
        auto end = i;
        while (end < size && changed[end] != 0)
            ++end;
        const bool replaces = (o < other.size() && other[o] != 0) || (o > 0 && other[o - 1] != 0);
        if (!replaces)
            while (end < size && changed[end] == 0 && sequence[i] == sequence[end] && o < other.size() &&
                   other[o] == 0) {
                changed[i++] = 0;
                changed[end++] = 1;
                ++o;
            }
        i = end;
    }
}

} // namespace

std::vector<Edit> sequenceEdits(const std::vector<int>& before, const std::vector<int>& after)
{
    // What stands on one side alone is out of the question, and would only be in the way.
    std::unordered_map<int, char> sides;
    for (const int one : before)
        sides[one] |= 1;
    for (const int one : after)
        sides[one] |= 2;
    const auto shared = [&sides](const std::vector<int>& all, std::vector<std::size_t>& places) {
        std::vector<int> kept;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (sides[all[i]] == 3) {
                kept.push_back(all[i]);
                places.push_back(i);
            }
        return kept;
    };
    std::vector<std::size_t> placesA;
    std::vector<std::size_t> placesB;
    const auto a = shared(before, placesA);
    const auto b = shared(after, placesB);
    Comparison comparison(a, b);
    const auto spread = [](const Flags& flags, const std::vector<std::size_t>& places, std::size_t size) {
        Flags all(size, 1);
        for (std::size_t i = 0; i < places.size(); ++i)
            all[places[i]] = flags[i];
        return all;
    };
    auto changedA = spread(comparison.takeA(), placesA, before.size());
    auto changedB = spread(comparison.takeB(), placesB, after.size());
    slideDown(before, changedA, changedB);
    slideDown(after, changedB, changedA);

    std::vector<Edit> edits;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        const auto beginI = i;
        const auto beginJ = j;
        while (i < before.size() && changedA[i] != 0)
            ++i;
        while (j < after.size() && changedB[j] != 0)
            ++j;
        if (i > beginI || j > beginJ)
            edits.push_back({static_cast<Index>(beginI), static_cast<Index>(i - beginI), static_cast<Index>(beginJ),
                             static_cast<Index>(j - beginJ)});
        else
            ++i, ++j;
    }
    return edits;
}

} // namespace kalpana::review
