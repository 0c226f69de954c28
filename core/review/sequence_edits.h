#pragma once

#include <vector>

namespace kalpana::review {

/// A run of elements in one sequence and what stands in its place in another. One of the counts may be 0.
struct Edit {
    long long before = 0; ///< Index of the first element,
    long long beforeCount = 0;
    long long after = 0;
    long long afterCount = 0;
    bool operator==(const Edit&) const = default;
};

/// What makes `after` of `before`, in order and never touching each other. Elements are compared by their numbers. An
/// insertion or removal that could stand at several places (in a run of equal ones) stands at the last, so that two
/// comparisons with the same sequence agree. Short edits are found where that is affordable: time is about linear in
/// the length, whatever differs.
[[nodiscard]] std::vector<Edit> sequenceEdits(const std::vector<int>& before, const std::vector<int>& after);

} // namespace kalpana::review
